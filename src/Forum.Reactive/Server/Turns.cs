using Forum.Reactive.Transport;

namespace Forum.Reactive.Server;

/// <summary>Something that has more to do than may be done at once.</summary>
internal interface ITurn
{
    /// <summary>Whether it waits for its turn; kept by <see cref="Turns"/>.</summary>
    bool Waits { get; set; }

    /// <summary>Does a bounded piece of it.</summary>
    void TakeTurn();
}

/// <summary>
/// Lets those who have much to do take turns, a few a round of the loop, so that others' requests are received in between.
/// </summary>
internal sealed class Turns(ILoop loop)
{
    /// <summary>Most turns in a round.</summary>
    public const int MostARound = 16;

    private readonly Queue<ITurn> _waiting = new();
    private bool _isPosted;

    /// <summary>Asks for a turn in a later round; once is enough.</summary>
    public void Ask(ITurn turn)
    {
        if (!turn.Waits)
        {
            turn.Waits = true;
            _waiting.Enqueue(turn);
            Post();
        }
    }

    private void Post()
    {
        if (!_isPosted)
        {
            _isPosted = true;
            loop.Post(Run);
        }
    }

    private void Run()
    {
        _isPosted = false;
        for (var i = Math.Min(MostARound, _waiting.Count); i > 0; i--)
        {
            var turn = _waiting.Dequeue();
            turn.Waits = false;
            turn.TakeTurn();
        }

        if (_waiting.Count > 0)
        {
            Post();
        }
    }
}
