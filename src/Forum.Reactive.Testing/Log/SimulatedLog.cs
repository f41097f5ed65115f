using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Subjects;
using Forum.Reactive.Log;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Testing;

/// <summary>
/// The log of one server on a <see cref="SimulatedJournal"/>: what a round appended is written as one group, which comes out when it is on
/// the disk; what comes meanwhile is the next group.
/// </summary>
internal sealed class SimulatedLog(SimulatedJournal journal) : ILog
{
    private readonly BehaviorSubject<LogStatus> _status = new(new LogStatus.Replaying(0, journal.Position));
    private readonly LogBatch _batch = new();
    private readonly Queue<Entry> _waiting = new();
    private readonly LogDrain _drain = new();
    private ILoop? _loop;
    private IStateMachine? _machine;
    private LogClock? _clock;
    private long _position;
    private bool _isWriting;
    private bool _isDeferred;

    public IObservable<LogStatus> Status => _status;

    public void Connect(ILoop loop, IStateMachine machine)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(machine);
        if (_loop is not null)
        {
            throw new InvalidOperationException("A log is connected once.");
        }

        (_loop, _machine) = (loop, machine);
        loop.Post(Begin);
    }

    public void Append(ReadOnlySpan<Entry> entries)
    {
        if (_loop is null)
        {
            throw new InvalidOperationException("The log is not connected.");
        }

        if (_machine is null)
        {
            return;
        }

        foreach (ref readonly var entry in entries)
        {
            _waiting.Enqueue(entry);
        }

        WriteAtEndOfRound();
    }

    public IObservable<Unit> Drain()
    {
        var drained = _drain.Wait();
        CompleteDrains();
        return drained;
    }

    public void Dispose()
    {
        Abandon();
        _status.OnCompleted();
    }

    /// <summary>Nothing comes out any more, and nobody is told.</summary>
    internal void Abandon()
    {
        _machine = null;
        _waiting.Clear();
    }

    private void Begin()
    {
        var last = journal.LastTime;
        if (journal.Snapshot is { } snapshot)
        {
            _machine?.Restore(snapshot);
            (_position, last) = (snapshot.Position, snapshot.Time > last ? snapshot.Time : last);
        }

        while (_machine is not null && _position < journal.Position)
        {
            var (entries, time) = journal.Read(_position, journal.Options.ReplayedAtOnce);
            HandOn(entries.ToArray(), time, LogFate.Ordered, isReplay: true);
            _status.OnNext(new LogStatus.Replaying(_position, journal.Position));
        }

        _clock = new LogClock(_loop!, last);
        if (_machine is not null)
        {
            _status.OnNext(new LogStatus.CaughtUp());
        }
    }

    private void WriteAtEndOfRound()
    {
        if (!_isWriting && !_isDeferred && _waiting.Count > 0)
        {
            _isDeferred = true;
            _loop!.Defer(() =>
            {
                _isDeferred = false;
                Write();
            });
        }
    }

    private void Write()
    {
        if (_machine is null || _isWriting)
        {
            return;
        }

        var group = new Entry[Math.Min(MemoryLog.MaxBatch, _waiting.Count)];
        for (var i = 0; i < group.Length; i++)
        {
            group[i] = _waiting.Dequeue();
        }

        var time = _clock!.Next();
        if (Entry.CountDurable(group) == 0)
        {
            Finish(group, time, LogFate.Ordered);
        }
        else if (journal.IsFull || journal.IsBroken)
        {
            Finish(group, time, journal.IsFull ? LogFate.OutOfStorage : LogFate.Unavailable);
        }
        else
        {
            Store(group, time);
        }
    }

    private void Store(Entry[] group, DateTimeOffset time)
    {
        _isWriting = true;
        journal.Begin(group, time);
        var spread = journal.Options.MostDelay - journal.Options.LeastDelay;
        var delay = journal.Options.LeastDelay + (spread * journal.Chance.NextDouble());
        if (delay == TimeSpan.Zero)
        {
            Stored(group, time);
        }
        else
        {
            _loop!.Schedule(delay, () => Stored(group, time));
        }
    }

    private void Stored(Entry[] group, DateTimeOffset time)
    {
        if (_machine is null)
        {
            return;
        }

        journal.Flush();
        _isWriting = false;
        Finish(group, time, LogFate.Ordered);
        if (_machine is not null && journal.WantsSnapshot)
        {
            journal.Keep(_machine.Capture());
        }
    }

    private void Finish(Entry[] group, DateTimeOffset time, LogFate fate)
    {
        Tell(fate);
        HandOn(group, time, fate, isReplay: false);
        WriteAtEndOfRound();
        CompleteDrains();
    }

    private void Tell(LogFate fate)
    {
        if (fate != LogFate.Ordered && _status.Value is not LogStatus.Stalled)
        {
            _status.OnNext(new LogStatus.Stalled("The simulated disk takes nothing."));
        }
        else if (fate == LogFate.Ordered && _status.Value is LogStatus.Stalled && !journal.IsFull && !journal.IsBroken)
        {
            _status.OnNext(new LogStatus.CaughtUp());
        }
    }

    private void HandOn(Entry[] entries, DateTimeOffset time, LogFate fate, bool isReplay)
    {
        _batch.Set(entries, _position + 1, time, fate, isReplay);
        _position += fate == LogFate.Ordered ? Entry.CountDurable(entries) : 0;
        _machine?.OnNext(_batch);
    }

    private void CompleteDrains()
    {
        if (_waiting.Count == 0 && !_isWriting)
        {
            _drain.Complete();
        }
    }
}
