using System.Reactive;
using System.Reactive.Concurrency;
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
    private readonly JournalOptions _options;
    private readonly JournalLock _lock;
    private readonly Lock _writing = new(); // Held while something is written
    private readonly SqliteConnection _connection;
    private readonly JournalStore _store;
    private readonly Checkpoints _checkpoints;
    private readonly Compaction _compaction;
    private readonly JournalHealth _health;
    private readonly SnapshotSchedule _snapshots;
    private readonly Drains _drains = new();
    private readonly Stack<Group> _free = new([new Group(), new Group()]);
    private ILoop? _loop;
    private IStateMachine? _machine;
    private GroupDelivery? _delivery;
    private JournalWriter? _writer;
    private Replay? _replay;
    private Group _filling = new();
    private Group? _underWay;
    private bool _deferred;
    private long _position;
    private DateTimeOffset _time;
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
            _checkpoints = new Checkpoints(JournalFile.OpenExisting(options.Path), _writing);
            _store = new JournalStore(_connection, options.Fsync);
        }
        catch
        {
            _checkpoints?.Dispose();
            _connection.Dispose();
            throw;
        }

        _compaction = new Compaction(_store, options.Keep);
        _snapshots = new SnapshotSchedule(options.SnapshotBytes);
        _health = new JournalHealth(options.Path, Probe);
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
    public IObservable<LogStatus> Status => _health.Status;

    /// <summary>Whether the loop writes by itself, while the disk is quick.</summary>
    private bool WritesHere => _options.Fsync == FsyncPolicy.Os;

    /// <summary>For tests: whether a snapshot is being made, or rows are being deleted.</summary>
    internal bool IsCompacting => _snapshots.IsCompacting;

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

        (_loop, _machine, _delivery) = (loop, machine, new GroupDelivery(machine));
        _replay = new Replay(new JournalReader(_connection, _options.Path), loop, machine, _health.Tell);
        _writer = new JournalWriter(
            _store,
            _checkpoints,
            _writing,
            loop.StartStopwatch(),
            begin: Begin,
            written: () => loop.Post(Complete),
            compacted: _ => loop.Post(() => _snapshots.End(_compaction.SnapshotBytes))
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
        _drains.Appended(entries.Length);
        if (!_deferred)
        {
            _deferred = true;
            _loop.Defer(HandOver);
        }
    }

    /// <inheritdoc/>
    public IObservable<Unit> Drain() => _drains.Add();

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
            _delivery!.IsOver = true;
            _writer.Dispose();
        }
        else
        {
            _checkpoints.Dispose();
            _store.Dispose();
        }

        _replay?.Dispose();
        _lock.Dispose();
        _health.End();
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

            WriteAheadRoom.Make(_options.Path, _options.WriteAheadRoom);
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
            _loop!.Post(() => _health.Tell(new LogStatus.Failed(told)));
        }
    }

    private void CatchUp()
    {
        (_position, _time) = (_replay!.Position, _replay.Time);
        if (!_disposed)
        {
            _snapshots.Begin(_replay.Bytes);
            _writer!.Compact(_compaction.Clean());
            _health.Tell(new LogStatus.CaughtUp());
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
        if (group.Durable == 0)
        {
            Finish(group);
        }
        else if (WritesHere && _writer!.TryWriteNow(group))
        {
            Settle(group);
            Finish(group);
        }
        else
        {
            _underWay = group;
            _writer!.Write(group);
        }
    }

    private Group TakeFilling()
    {
        var group = _filling;
        _filling = _free.Pop();
        var now = _loop!.Now;
        _time = now > _time ? now : _time;
        group.Order(_time.ToUniversalTime(), _position + 1);
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
        Settle(group);
        if (_filling.Durable > 0 && !WritesHere)
        {
            HandOver();
        }

        try
        {
            Finish(group);
        }
        finally
        {
            HandOver(); // What waited for this group alone.
        }
    }

    private void Settle(Group group)
    {
        _position += group.Fate == LogFate.Ordered ? group.Durable : 0;
        _health.Judge(group, _loop!);
    }

    /// <summary>Tries whether something can be stored again, with a group of nothing.</summary>
    private void Probe()
    {
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
            _delivery!.Deliver(group);
            if (_snapshots.IsDueBehind(group) && !_disposed)
            {
                BeginSnapshot(group);
            }
        }
        finally
        {
            var count = group.Count;
            group.Clear();
            _free.Push(group);
            _drains.Delivered(count);
        }
    }

    /// <summary>Begins a snapshot of the state behind <paramref name="group"/>.</summary>
    private void BeginSnapshot(Group group)
    {
        var last = group.FirstPosition + group.Durable - 1;
        var snapshot = _machine!.Capture();
        if (snapshot.Position != last)
        {
            throw new InvalidOperationException(
                $"The machine says that it is at position {snapshot.Position}; it got entries up to {last}."
            );
        }

        _snapshots.Begin();
        _writer!.Compact(_compaction.Compact(snapshot, group.Chain));
    }
}
