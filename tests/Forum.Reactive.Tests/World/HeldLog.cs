using System.Reactive;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using Forum.Reactive.Log;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Tests.World;

/// <summary>A log that lets entries out one by one, when it is told to, and shows what waits in it.</summary>
internal sealed class HeldLog(Func<DateTimeOffset> clock) : ILog
{
    private readonly List<Entry> _entries = [];
    private readonly BehaviorSubject<LogStatus> _status = new(new LogStatus.Replaying(0, 0));
    private readonly LogBatch _batch = new();
    private IStateMachine? _machine;
    private long _position;

    public int Count => _entries.Count;

    public IObservable<LogStatus> Status => _status;

    public void Connect(ILoop loop, IStateMachine machine)
    {
        _machine = machine;
        loop.Post(() => _status.OnNext(new LogStatus.CaughtUp()));
    }

    public void Append(ReadOnlySpan<Entry> entries) => _entries.AddRange(entries);

    public IObservable<Unit> Drain() => Observable.Return(Unit.Default);

    /// <summary>Lets the first <paramref name="count"/> entries out, as one batch, or says that they never will come out.</summary>
    public void LetOut(int count, LogFate fate = LogFate.Ordered)
    {
        Entry[] entries = [.. _entries.Take(count)];
        _entries.RemoveRange(0, count);
        _batch.Set(entries, _position + 1, clock(), fate);
        _position += fate == LogFate.Ordered ? entries.Count(entry => entry.Act.IsDurable) : 0;
        _machine!.OnNext(_batch);
    }

    /// <summary>Lets everything out, also what comes of it.</summary>
    public void LetAllOut()
    {
        while (_entries.Count > 0)
        {
            LetOut(_entries.Count);
        }
    }

    public void Dispose() => _machine = null;
}
