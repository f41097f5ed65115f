using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Subjects;
using System.Runtime.ExceptionServices;
using Forum.Reactive.Log;
using Forum.Reactive.Transport;
using Microsoft.Data.Sqlite;

namespace Forum.Reactive.Sqlite;

/// <summary>
/// The log in a file of SQLite: a batch is stored before it comes out. The loop gathers what comes while the writer's thread stores
/// what came before; so many share a sync when many come. <c>docs/journal.md</c> has the format.
/// </summary>
/// <remarks>
/// While nothing can be stored, durable entries come out as <see cref="LogFate.OutOfStorage"/> or <see cref="LogFate.Unavailable"/> in
/// their place, local ones as ever, and <see cref="Status"/> is <see cref="LogStatus.Stalled"/>; it is tried again with the next
/// entry, and each second.
/// </remarks>
public sealed class SqliteJournal : ILog
{
    private static readonly TimeSpan ProbePace = TimeSpan.FromSeconds(1);

    private readonly JournalOptions _options;
    private readonly JournalLock _lock;
    private readonly SqliteConnection _connection;
    private readonly JournalStore _store;
    private readonly Checkpoints _checkpoints;
    private readonly Compaction _compaction;
    private readonly BehaviorSubject<LogStatus> _status = new(new LogStatus.Replaying(0, 0));
    private readonly LogBatch _batch = new();
    private readonly Stack<Group> _free = new([new Group(), new Group()]);
    private readonly Queue<(long Appended, AsyncSubject<Unit> Drained)> _drains = new();
    private ILoop? _loop;
    private LogClock? _clock;
    private IStateMachine? _machine;
    private JournalWriter? _writer;
    private Replay? _replay;
    private Group _filling = new();
    private Group? _underWay;
    private bool _deferred;
    private long _appended; // Entries
    private long _delivered;
    private long _position;
    private long _bytes; // Of entries since the last snapshot
    private long _due; // When that many are there, the next is made
    private bool _compacting;
    private bool _disposed;

    private SqliteJournal(JournalOptions options, JournalLock taken)
    {
        (_options, _lock) = (options, taken);
        if (options.Fsync == FsyncPolicy.Always && WriteAheadLog.FindDamage(options.Path + "-wal") is { } damage)
        {
            throw JournalFile.Damaged(options.Path, damage);
        }

        _connection = JournalFile.OpenOrCreate(options.Path);
        try
        {
            JournalLock.Sign(_connection, options.Fsync);
            _checkpoints = new Checkpoints(JournalFile.OpenExisting(options.Path));
            _store = new JournalStore(_connection, options.Fsync);
        }
        catch
        {
            _checkpoints?.Dispose();
            _connection.Dispose();
            throw;
        }

        _compaction = new Compaction(_store, options.Keep);
        _due = options.SnapshotBytes;
    }

    /// <summary>Opens a journal, or makes an empty one, and keeps others from writing to it.</summary>
    /// <exception cref="ArgumentException">An option is out of its bounds.</exception>
    /// <exception cref="JournalException">
    /// Another process has it; or it is no journal, or one of a newer program, or cannot be opened or made. What is wrong further
    /// behind is told by <see cref="Status"/> when it is replayed.
    /// </exception>
    public static SqliteJournal Open(JournalOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var taken = JournalLock.Take(options.Path);
        try
        {
            return JournalFile.Guarded(options.Path, () => new SqliteJournal(options, taken));
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public IObservable<LogStatus> Status => _status;

    /// <summary>For tests: whether a snapshot is being made, or rows are being deleted.</summary>
    internal bool IsCompacting => _compacting;

    /// <summary>For tests: the connection that is written to.</summary>
    internal SqliteConnection Connection => _connection;

    /// <summary>For tests: what the disk does when a batch is synced.</summary>
    internal Action? Fault
    {
        set => _store.Fault = value;
    }

    /// <inheritdoc/>
    public void Connect(ILoop loop, IStateMachine machine)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(machine);
        if (_loop is not null)
        {
            throw new InvalidOperationException("A log is connected once.");
        }

        (_loop, _machine) = (loop, machine);
        _replay = new Replay(new JournalReader(_connection, _options.Path), loop, machine, Tell);
        _writer = new JournalWriter(
            _connection,
            _store,
            _checkpoints,
            begin: Begin,
            written: () => loop.Post(Complete),
            compacted: _ => loop.Post(EndCompaction)
        );
        _writer.Start();
    }

    /// <inheritdoc/>
    public void Append(ReadOnlySpan<Entry> entries)
    {
        if (_loop is null)
        {
            throw new InvalidOperationException("The log is not connected.");
        }

        if (entries.IsEmpty || _disposed)
        {
            return;
        }

        _filling.Add(entries);
        _appended += entries.Length;
        if (!_deferred)
        {
            _deferred = true;
            _loop.Defer(HandOver);
        }
    }

    /// <inheritdoc/>
    public IObservable<Unit> Drain()
    {
        var drained = new AsyncSubject<Unit>();
        _drains.Enqueue((_appended, drained));
        CompleteDrains();
        return drained;
    }

    /// <summary>Stores what is under way, delivers nothing any more, and ends the writer's thread.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _replay?.Stop();
        if (_writer is not null)
        {
            _writer.Dispose();
        }
        else
        {
            _checkpoints.Dispose();
            _store.Dispose();
        }

        _replay?.Dispose();
        _lock.Dispose();
        _status.OnCompleted();
    }

    /// <summary>Replays. On the writer's thread.</summary>
    private void Begin()
    {
        try
        {
            _replay!.Run();
            _store.Chain = _replay.Chain;
            foreach (var row in new JournalReader(_connection, _options.Path).Snapshots())
            {
                _compaction.Found(row);
            }

            _loop!.Post(CatchUp);
        }
        catch (OperationCanceledException)
        {
            // Closed meanwhile.
        }
#pragma warning disable CA1031 // Whatever it is, nothing can be served, and whoever waits must hear of it.
        catch (Exception error)
#pragma warning restore CA1031
        {
            var told = error is SqliteException cause ? JournalFile.Explain(_options.Path, cause) : error;
            _loop!.Post(() => Tell(new LogStatus.Failed(told)));
        }
    }

    private void CatchUp()
    {
        (_position, _bytes) = (_replay!.Position, _replay.Bytes);
        _clock = new LogClock(_loop!, _replay.Time);
        if (!_disposed)
        {
            _compacting = true;
            _writer!.Compact(_compaction.Clean());
            Tell(new LogStatus.CaughtUp());
        }
    }

    private void Tell(LogStatus status)
    {
        if (!_disposed)
        {
            _status.OnNext(status);
        }
    }

    /// <summary>The round is over: what it brought goes to the writer, or out at once if nothing in it, or before it, is durable.</summary>
    private void HandOver()
    {
        _deferred = false;
        if (_underWay is not null || _filling.Count == 0 || _disposed)
        {
            return;
        }

        var group = TakeFilling();
        if (group.Durable > 0)
        {
            _underWay = group;
            _writer!.Write(group);
        }
        else
        {
            Finish(group);
        }
    }

    private Group TakeFilling()
    {
        var group = _filling;
        _filling = _free.Pop();
        group.Order(_clock!.Next().ToUniversalTime(), _position + 1);
        return group;
    }

    /// <summary>The writer is done with a group: it gets the next one, and this one comes out.</summary>
    private void Complete()
    {
        if (_disposed)
        {
            return;
        }

        var group = _underWay!;
        _underWay = null;
        _position += group.Fate == LogFate.Ordered ? group.Durable : 0;
        if (_filling.Durable > 0)
        {
            HandOver();
        }

        Judge(group);
        try
        {
            Finish(group);
        }
        finally
        {
            HandOver(); // Local entries that waited for this group alone.
        }
    }

    private void Judge(Group group)
    {
        if (group.Fate != LogFate.Ordered)
        {
            if (_status.Value is not LogStatus.Stalled)
            {
                Tell(new LogStatus.Stalled($"The journal {_options.Path} cannot be written: {group.Reason}"));
                _loop!.Schedule(ProbePace, Probe);
            }
        }
        else if (_status.Value is LogStatus.Stalled)
        {
            Tell(new LogStatus.CaughtUp());
        }
    }

    /// <summary>Tries whether something can be stored again, with a group of nothing.</summary>
    private void Probe()
    {
        if (_disposed || _status.Value is not LogStatus.Stalled)
        {
            return;
        }

        _loop!.Schedule(ProbePace, Probe);
        if (_underWay is null && _filling.Count == 0)
        {
            _underWay = TakeFilling();
            _writer!.Write(_underWay);
        }
    }

    private void Finish(Group group)
    {
        try
        {
            Deliver(group);
            Compact(group);
        }
        finally
        {
            _delivered += group.Count;
            group.Clear();
            _free.Push(group);
            CompleteDrains();
        }
    }

    private void Deliver(Group group)
    {
        Exception? thrown = null;
        var position = group.FirstPosition;
        for (var start = 0; start < group.Count; start += MemoryLog.MaxBatch)
        {
            var entries = group.Entries(start, Math.Min(MemoryLog.MaxBatch, group.Count - start));
            if (group.Fate == LogFate.Ordered)
            {
                Deliver(entries, ref position, group, LogFate.Ordered, ref thrown);
            }
            else
            {
                DeliverRuns(entries, ref position, group, ref thrown);
            }
        }

        if (thrown is not null)
        {
            ExceptionDispatchInfo.Throw(thrown);
        }
    }

    /// <summary>What is durable was refused, what is local was not: each in its place.</summary>
    private void DeliverRuns(ReadOnlyMemory<Entry> entries, ref long position, Group group, ref Exception? thrown)
    {
        while (!entries.IsEmpty)
        {
            var refused = entries.Span[0].Act.IsDurable;
            var length = 1;
            while (length < entries.Length && entries.Span[length].Act.IsDurable == refused)
            {
                length++;
            }

            Deliver(entries[..length], ref position, group, refused ? group.Fate : LogFate.Ordered, ref thrown);
            entries = entries[length..];
        }
    }

    private void Deliver(
        ReadOnlyMemory<Entry> entries,
        ref long position,
        Group group,
        LogFate fate,
        ref Exception? thrown
    )
    {
        _batch.Set(entries, position, group.Time, fate);
        position += fate == LogFate.Ordered ? Group.DurableIn(entries.Span) : 0;
        try
        {
            if (!_disposed)
            {
                _machine!.OnNext(_batch);
            }
        }
#pragma warning disable CA1031 // Whatever the machine throws, the batches behind are delivered before the loop hears of it.
        catch (Exception error)
#pragma warning restore CA1031
        {
            thrown ??= error;
        }
    }

    /// <summary>Begins a snapshot of the state behind <paramref name="group"/> if one is due.</summary>
    private void Compact(Group group)
    {
        _bytes += group.Fate == LogFate.Ordered ? group.Bytes : 0;
        if (_bytes < _due || _compacting || _disposed || group.Durable == 0 || group.Fate != LogFate.Ordered)
        {
            return;
        }

        var snapshot = _machine!.Capture();
        if (snapshot.Position != group.FirstPosition + group.Durable - 1)
        {
            throw new InvalidOperationException(
                $"The machine says that it is at position {snapshot.Position}; it got entries up to {group.FirstPosition + group.Durable - 1}."
            );
        }

        _compacting = true;
        _bytes = 0;
        _writer!.Compact(_compaction.Compact(snapshot, group.Chain));
    }

    private void EndCompaction()
    {
        _compacting = false;
        _due = Math.Max(_options.SnapshotBytes, _compaction.SnapshotBytes);
    }

    private void CompleteDrains()
    {
        while (_drains.TryPeek(out var drain) && drain.Appended <= _delivered)
        {
            _drains.Dequeue();
            drain.Drained.OnNext(Unit.Default);
            drain.Drained.OnCompleted();
        }
    }
}
