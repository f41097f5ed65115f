using Forum.Reactive.Protocol;

namespace Forum.Reactive.Server;

/// <summary>What goes through the log: a request, who makes it, and who awaits the answer.</summary>
/// <param name="Request">What is asked for.</param>
/// <param name="User">The user who is logged in on the connection; null before log-in.</param>
/// <param name="Client">Where the answer goes; null for what no connection asked.</param>
internal readonly record struct Command(Request Request, string? User, IAnswerSink? Client);

/// <summary>The way back to the client that gave a command. Called by the log's thread.</summary>
internal interface IAnswerSink
{
    /// <summary>Takes an answer; it may wait until <see cref="Flush"/>.</summary>
    void Answer(in Answer answer);

    /// <summary>Takes an event that is for this client alone.</summary>
    void Tell(ForumEvent what);

    /// <summary>Begins to send the live feed, from here on.</summary>
    void Follow();

    /// <summary>Ends the live feed.</summary>
    void Unfollow();

    /// <summary>A batch is over: sends what was taken.</summary>
    void Flush();
}

/// <summary>A command that was carried out, for those who watch: valid while they are called.</summary>
/// <param name="Command">What was asked for.</param>
/// <param name="Answer">What came of it.</param>
internal readonly record struct Outcome(Command Command, Answer Answer);

/// <summary>The outcomes of one batch, in order. Valid during the OnNext that delivers it; the next one uses it again.</summary>
internal sealed class OutcomeBatch
{
    private Outcome[] _outcomes = new Outcome[64];
    private int _count;

    /// <summary>When the batch was ordered.</summary>
    public DateTimeOffset Time { get; set; }

    public ReadOnlySpan<Outcome> Outcomes => _outcomes.AsSpan(0, _count);

    public void Add(in Command command, in Answer answer)
    {
        if (_count == _outcomes.Length)
        {
            Array.Resize(ref _outcomes, _count * 2);
        }

        _outcomes[_count++] = new Outcome(command, answer);
    }

    public void Clear()
    {
        _outcomes.AsSpan(0, _count).Clear();
        _count = 0;
    }
}
