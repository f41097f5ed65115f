using System.Reactive;
using System.Reactive.Subjects;
using System.Runtime.ExceptionServices;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Log;

/// <summary>
/// The log in memory: what a round of the loop appended comes out at its end as one batch, so that those who come together
/// share it. Nothing is ever refused, and nothing is left after the program.
/// </summary>
public sealed class MemoryLog : ILog
{
    /// <summary>Most entries in one batch: bounds how long a batch keeps others waiting.</summary>
    public const int MaxBatch = 1024;

    private readonly BehaviorSubject<LogStatus> _status = new(new LogStatus.Replaying(0, 0));
    private readonly LogBatch _batch = new();
    private readonly LogDrain _drain = new();
    private readonly Action _deliver;
    private ILoop? _loop;
    private LogClock? _clock;
    private IStateMachine? _machine;
    private Entry[] _incoming = new Entry[64];
    private Entry[] _outgoing = new Entry[64];
    private int _count; // Of the incoming
    private bool _delivering; // Delivery is deferred, or under way
    private long _position;

    /// <summary>Makes an empty log.</summary>
    public MemoryLog() => _deliver = Deliver;

    /// <inheritdoc/>
    public IObservable<LogStatus> Status => _status;

    /// <inheritdoc/>
    public void Connect(ILoop loop, IStateMachine machine)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(machine);
        if (_loop is not null)
        {
            throw new InvalidOperationException("A log is connected once.");
        }

        (_loop, _clock, _machine) = (loop, new LogClock(loop), machine);
        loop.Post(() => _status.OnNext(new LogStatus.CaughtUp()));
    }

    /// <inheritdoc/>
    public void Append(ReadOnlySpan<Entry> entries)
    {
        if (_loop is null)
        {
            throw new InvalidOperationException("The log is not connected.");
        }

        if (entries.IsEmpty || _machine is null)
        {
            return;
        }

        var needed = _count + entries.Length;
        if (needed > _incoming.Length)
        {
            Array.Resize(ref _incoming, Math.Max(needed, _incoming.Length * 2));
        }

        entries.CopyTo(_incoming.AsSpan(_count));
        _count = needed;
        if (!_delivering)
        {
            _delivering = true;
            _loop.Defer(_deliver);
        }
    }

    /// <inheritdoc/>
    public IObservable<Unit> Drain()
    {
        var drained = _drain.Wait();
        if (!_delivering)
        {
            _drain.Complete();
        }

        return drained;
    }

    /// <summary>Delivers nothing any more; what is appended from now on is dropped.</summary>
    public void Dispose()
    {
        _machine = null;
        _status.OnCompleted();
    }

    private void Deliver()
    {
        Exception? thrown = null;
        while (_count > 0 && _machine is not null)
        {
            (_incoming, _outgoing, var count) = (_outgoing, _incoming, _count);
            _count = 0;
            for (var start = 0; start < count; start += MaxBatch)
            {
                TryDeliver(_outgoing.AsMemory(start, Math.Min(MaxBatch, count - start)), ref thrown);
            }

            Array.Clear(_outgoing, 0, count);
        }

        _delivering = false;
        _drain.Complete();
        if (thrown is not null)
        {
            ExceptionDispatchInfo.Throw(thrown);
        }
    }

    private void TryDeliver(ReadOnlyMemory<Entry> entries, ref Exception? thrown)
    {
        _batch.Set(entries, _position + 1, _clock!.Next());
        _position += Entry.CountDurable(entries.Span);
        try
        {
            _machine?.OnNext(_batch);
        }
#pragma warning disable CA1031 // Whatever the machine throws, the batches behind are delivered before the loop hears of it.
        catch (Exception error)
#pragma warning restore CA1031
        {
            thrown ??= error;
        }
    }
}
