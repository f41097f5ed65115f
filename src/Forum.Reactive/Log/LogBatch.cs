namespace Forum.Reactive.Log;

/// <summary>What became of the entries of a batch.</summary>
public enum LogFate : byte
{
    /// <summary>They have their place in the log, and are as durable as it promises.</summary>
    Ordered,

    /// <summary>They will never come out: the log cannot take them now. <c>451</c></summary>
    Unavailable,

    /// <summary>They will never come out: there is no room for them. <c>452</c></summary>
    OutOfStorage,
}

/// <summary>
/// Entries that came out of the log together, or that never will. Made once by a log and used again for each batch: valid during
/// the OnNext that delivers it.
/// </summary>
public sealed class LogBatch
{
    private ReadOnlyMemory<Entry> _entries;

    /// <summary>
    /// The position of the first durable entry in it; the others follow without a gap. Positions count durable entries from 1. A
    /// local entry has the position of the last durable one before it. In a batch that is not <see cref="LogFate.Ordered"/> no
    /// entry has a position: this is the one that the next durable entry will get.
    /// </summary>
    public long FirstPosition { get; private set; }

    /// <summary>When it was ordered: never earlier than an earlier batch, across restarts too.</summary>
    public DateTimeOffset Time { get; private set; }

    /// <summary>The durable entries, and the local ones of this node, in their order.</summary>
    public ReadOnlySpan<Entry> Entries => _entries.Span;

    /// <summary>What became of them. Entries of a batch that is not <see cref="LogFate.Ordered"/> change nothing; that they are
    /// refused is told in their place of the order.</summary>
    public LogFate Fate { get; private set; }

    /// <summary>Whether it was ordered before this log was connected: nobody here awaits the outcomes.</summary>
    public bool IsReplay { get; private set; }

    /// <summary>For logs: makes it the next batch.</summary>
    /// <param name="entries">Not copied: the log does not change them before OnNext returned.</param>
    /// <param name="firstPosition">See <see cref="FirstPosition"/>.</param>
    /// <param name="time">See <see cref="Time"/>.</param>
    /// <param name="fate">See <see cref="Fate"/>.</param>
    /// <param name="isReplay">See <see cref="IsReplay"/>.</param>
    public void Set(
        ReadOnlyMemory<Entry> entries,
        long firstPosition,
        DateTimeOffset time,
        LogFate fate = LogFate.Ordered,
        bool isReplay = false
    )
    {
        _entries = entries;
        FirstPosition = firstPosition;
        Time = time;
        Fate = fate;
        IsReplay = isReplay;
    }
}
