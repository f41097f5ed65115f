namespace Forum.Reactive.Log;

/// <summary>
/// An ordered log: commands from everywhere go in, the same commands come out in one order, each with a sequence number and a
/// time, in batches. To one subscriber, who is called by one thread at a time.
/// </summary>
/// <typeparam name="T">What is ordered.</typeparam>
public interface ILog<T> : IObservable<LogBatch<T>>, IDisposable
{
    /// <summary>
    /// Puts <paramref name="entries"/> into the log, in their order, with nothing between them. Safe on any thread. A batch may
    /// be delivered on the calling thread before this returns.
    /// </summary>
    void Append(ReadOnlySpan<T> entries);
}

/// <summary>Entries that came out of the log together. Valid during the OnNext that delivers it; the log uses it again.</summary>
/// <typeparam name="T">What is ordered.</typeparam>
public sealed class LogBatch<T>
{
    private T[] _entries = [];
    private int _count;

    /// <summary>The place of the first entry in the log, counted from 1; the others follow without a gap.</summary>
    public long FirstSequence { get; private set; }

    /// <summary>When the batch was ordered: never earlier than an earlier batch.</summary>
    public DateTimeOffset Time { get; private set; }

    /// <summary>The entries in their order.</summary>
    public ReadOnlySpan<T> Entries => _entries.AsSpan(0, _count);

    internal void Set(T[] entries, int count, long firstSequence, DateTimeOffset time)
    {
        _entries = entries;
        _count = count;
        FirstSequence = firstSequence;
        Time = time;
    }
}
