using System.Reactive;
using System.Reactive.Subjects;
using Forum.Reactive.Log;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Tests.World.Logs;

/// <summary>
/// A log in memory whose batches are handed on by a test log: later, in other cuts, or not at all. Their time is that of their order,
/// positions are given as they are handed on.
/// </summary>
internal abstract class RelayedLog : ILog
{
    private readonly MemoryLog _inner = new();
    private readonly LogBatch _batch = new();
    private readonly BehaviorSubject<LogStatus> _status = new(new LogStatus.Replaying(0, 0));
    private readonly List<AsyncSubject<Unit>> _draining = [];
    private IStateMachine? _machine;
    private long _appended;
    private long _handedOn;

    public IObservable<LogStatus> Status => _status;

    /// <summary>Durable entries that were ordered.</summary>
    public long Position { get; private set; }

    protected ILoop Loop { get; private set; } = null!;

    public void Connect(ILoop loop, IStateMachine machine)
    {
        Loop = loop;
        _inner.Connect(loop, new Tap(this));
        _machine = machine;
        loop.Post(Begin);
    }

    public void Append(ReadOnlySpan<Entry> entries)
    {
        _inner.Append(entries);
        _appended += entries.Length;
    }

    public IObservable<Unit> Drain()
    {
        var drained = new AsyncSubject<Unit>();
        _draining.Add(drained);
        CompleteDrains();
        return drained;
    }

    public void Dispose()
    {
        _machine = null;
        _inner.Dispose();
        _status.OnCompleted();
    }

    /// <summary>Before anything is appended: replays, and says at last that it has caught up.</summary>
    protected virtual void Begin() => Tell(new LogStatus.CaughtUp());

    /// <summary>Takes what the log in memory ordered, and hands it on now or later.</summary>
    protected abstract void Take(Ordered batch);

    protected void Tell(LogStatus status) => _status.OnNext(status);

    protected void HandOn(in Ordered batch, LogFate fate = LogFate.Ordered, bool isReplay = false)
    {
        var entries = batch.Entries;
        var durable = 0;
        foreach (var entry in entries.Span)
        {
            durable += entry.Act.IsDurable ? 1 : 0;
        }

        _batch.Set(entries, Position + 1, batch.Time, fate, isReplay);
        Position += fate == LogFate.Ordered ? durable : 0;
        try
        {
            _machine?.OnNext(_batch);
        }
        finally
        {
            _handedOn += isReplay ? 0 : entries.Length;
            CompleteDrains();
        }
    }

    private void CompleteDrains()
    {
        if (_handedOn < _appended)
        {
            return;
        }

        foreach (var drained in _draining.ToList())
        {
            _draining.Remove(drained);
            drained.OnNext(Unit.Default);
            drained.OnCompleted();
        }
    }

    /// <summary>Entries that were ordered together.</summary>
    protected readonly record struct Ordered(ReadOnlyMemory<Entry> Entries, DateTimeOffset Time)
    {
        public Ordered Part(int start, int length) => this with { Entries = Entries.Slice(start, length) };
    }

    private sealed class Tap(RelayedLog log) : IStateMachine
    {
        public void OnNext(LogBatch batch) => log.Take(new Ordered(batch.Entries.ToArray(), batch.Time));

        public void OnCompleted() { }

        public void OnError(Exception error) => throw error;

        public StateSnapshot Capture() => throw new NotSupportedException("A log in memory takes no snapshots.");

        public void Restore(StateSnapshot snapshot) =>
            throw new NotSupportedException("A log in memory has no snapshot.");
    }
}
