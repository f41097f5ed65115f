namespace Forum.Reactive.Transfer.Routes;

/// <summary>How many probes this client sends a second, over all its transfers. Answers are not counted: each was paid for by a probe.</summary>
internal sealed class ProbeBudget
{
    /// <summary>Most a second.</summary>
    public const int Most = 64;

    private long _second;
    private int _spent;

    /// <summary>When the next can be sent after <see cref="TrySpend"/> refused one.</summary>
    public long NextAt => _second + TimeSpan.TicksPerSecond;

    /// <summary>Takes one, if there is one left at this time.</summary>
    public bool TrySpend(long now)
    {
        if (now >= NextAt)
        {
            (_second, _spent) = (now, 0);
        }

        if (_spent == Most)
        {
            return false;
        }

        _spent++;
        return true;
    }
}
