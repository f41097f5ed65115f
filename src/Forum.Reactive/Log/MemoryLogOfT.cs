using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Runtime.ExceptionServices;

namespace Forum.Reactive.Log;

/// <summary>
/// The log in memory: a queue that is drained in batches by whichever thread finds it undrained, so that a command that comes
/// alone is handled where it came in, without a change of thread, and those that come together share a batch.
/// </summary>
/// <remarks>Time is the scheduler's, held back where its clock goes backwards.</remarks>
/// <typeparam name="T">What is ordered.</typeparam>
public sealed class MemoryLog<T> : ILog<T>
{
    /// <summary>Most entries in one batch: bounds how long a batch keeps others waiting.</summary>
    public const int MaxBatch = 1024;

    private readonly IScheduler _scheduler;
    private readonly Action<Action> _defer;
    private readonly Action _drain;
    private readonly Lock _gate = new();
    private readonly LogBatch<T> _batch = new();
    private T[] _incoming = new T[64]; // Protected by the gate
    private int _count; // Protected by the gate
    private bool _draining; // Protected by the gate; its holder owns what follows
    private T[] _outgoing = new T[64];
    private IObserver<LogBatch<T>>? _observer;
    private long _sequence;
    private DateTimeOffset _time = DateTimeOffset.MinValue;

    /// <summary>Makes an empty log.</summary>
    /// <param name="scheduler">The clock.</param>
    /// <param name="defer">When the thread that appends to an undrained log drains it; default: at once.</param>
    public MemoryLog(IScheduler scheduler, Action<Action>? defer = null)
    {
        _scheduler = scheduler;
        _defer = defer ?? (static drain => drain());
        _drain = Drain;
    }

    /// <inheritdoc/>
    public void Append(ReadOnlySpan<T> entries)
    {
        lock (_gate)
        {
            Enqueue(entries);
            if (_draining || _observer is null)
            {
                return;
            }

            _draining = true;
        }

        _defer(_drain);
    }

    /// <inheritdoc/>
    public IDisposable Subscribe(IObserver<LogBatch<T>> observer)
    {
        lock (_gate)
        {
            if (_observer is not null)
            {
                throw new InvalidOperationException("A log has one subscriber.");
            }

            _observer = observer;
        }

        Append([]); // What came before the subscription
        return Disposable.Create(this, log => log.Dispose());
    }

    /// <summary>Delivers nothing any more; what is appended from now on is dropped.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _observer = System.Reactive.Observer.Create<LogBatch<T>>(_ => { });
        }
    }

    private void Enqueue(ReadOnlySpan<T> entries)
    {
        var needed = _count + entries.Length;
        if (needed > _incoming.Length)
        {
            Array.Resize(ref _incoming, Math.Max(needed, _incoming.Length * 2));
        }

        entries.CopyTo(_incoming.AsSpan(_count));
        _count = needed;
    }

    private void Drain()
    {
        Exception? thrown = null;
        while (TryTake(out var count, out var observer))
        {
            for (var start = 0; start < count; start += MaxBatch)
            {
                try
                {
                    Deliver(observer, start, Math.Min(MaxBatch, count - start));
                }
#pragma warning disable CA1031 // Whatever an observer throws, the entries behind are delivered before its caller hears of it.
                catch (Exception error)
#pragma warning restore CA1031
                {
                    thrown ??= error;
                }
            }

            Array.Clear(_outgoing, 0, count);
        }

        if (thrown is not null)
        {
            ExceptionDispatchInfo.Throw(thrown);
        }
    }

    private bool TryTake(out int count, out IObserver<LogBatch<T>> observer)
    {
        lock (_gate)
        {
            observer = _observer!;
            count = _count;
            _draining = count > 0;
            (_incoming, _outgoing) = (_outgoing, _incoming);
            _count = 0;
            return _draining;
        }
    }

    private void Deliver(IObserver<LogBatch<T>> observer, int start, int count)
    {
        var now = _scheduler.Now;
        _time = now > _time ? now : _time;
        var entries = _outgoing;
        if (start > 0)
        {
            entries = _outgoing.AsSpan(start, count).ToArray();
        }

        _batch.Set(entries, count, _sequence + 1, _time);
        _sequence += count;
        observer.OnNext(_batch);
    }
}
