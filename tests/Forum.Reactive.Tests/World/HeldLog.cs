using Forum.Reactive.Log;

namespace Forum.Reactive.Tests.World;

/// <summary>A log that lets entries out one by one, when it is told to, and shows what waits in it.</summary>
internal sealed class HeldLog<T>(Func<DateTimeOffset> clock) : ILog<T>
{
    private readonly List<T> _entries = [];
    private IObserver<LogBatch<T>>? _observer;
    private long _sequence;

    public int Count => _entries.Count;

    public void Append(ReadOnlySpan<T> entries) => _entries.AddRange(entries);

    public IDisposable Subscribe(IObserver<LogBatch<T>> observer)
    {
        _observer = observer;
        return this;
    }

    /// <summary>Lets the first <paramref name="count"/> entries out, as one batch.</summary>
    public void LetOut(int count)
    {
        var batch = new LogBatch<T>();
        T[] entries = [.. _entries.Take(count)];
        _entries.RemoveRange(0, count);
        batch.Set(entries, count, _sequence + 1, clock());
        _sequence += count;
        _observer!.OnNext(batch);
    }

    /// <summary>Lets everything out, also what comes of it.</summary>
    public void LetAllOut()
    {
        while (_entries.Count > 0)
        {
            LetOut(_entries.Count);
        }
    }

    public void Dispose() => _observer = null;
}
