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
    private readonly OpenFiles _files;
    private readonly Compaction _compaction;
    private readonly JournalHealth _health;
    private readonly SnapshotSchedule _snapshots;
    private readonly Drains _drains = new();
    private readonly Grouping _groups = new();
    private ILoop? _loop;
    private IStateMachine? _machine;
    private GroupDelivery? _delivery;
    private JournalWriter? _writer;
    private Replay? _replay;
    private Group? _underWay;
    private bool _deferred;
    private bool _disposed;

    private SqliteJournal(JournalOptions options)
    {
        (_options, _files) = (options, OpenFiles.Open(options));
        _compaction = new Compaction(_files.Store, options.Keep);
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
        return new SqliteJournal(options);
    }

    /// <inheritdoc/>
    public IObservable<LogStatus> Status => _health.Status;

    /// <summary>For tests: whether a snapshot is being made, or rows are being deleted.</summary>
    internal bool IsCompacting => _snapshots.IsCompacting;

    /// <summary>For tests: the connection that is written to.</summary>
    internal SqliteConnection Connection => _files.Connection;

    /// <summary>For tests: what the disk does when a batch is synced.</summary>
    internal Action? Fault
    {
        set => _files.Store.Fault = value;
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
        _replay = new Replay(new JournalReader(_files.Connection, _options.Path), loop, machine, _health.Tell);
        _writer = new JournalWriter(
            _files,
            loop.StartStopwatch(),
            begin: new Beginning(_options, _files, _compaction, _replay, loop, CatchUp, _health.Tell).Run,
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

        _groups.Add(entries);
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
            _files.Close();
        }

        _replay?.Dispose();
        _files.Dispose();
        _health.End();
    }

    private void CatchUp()
    {
        _groups.GoOn(_replay!.Position, new LogClock(_loop!, _replay.Time));
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
        if (_underWay is not null || _groups.Waiting == 0 || _disposed)
        {
            return;
        }

        var group = _groups.Take();
        if (group.Durable == 0)
        {
            Finish(group);
        }
        else
        {
            _underWay = group;
            _writer!.Write(group);
        }
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
        _groups.Settle(group);
        if (_groups.WaitingDurable > 0)
        {
            HandOver();
        }

        _health.Judge(group, _loop!);
        try
        {
            Finish(group);
        }
        finally
        {
            HandOver(); // Local entries that waited for this group alone.
        }
    }

    /// <summary>Tries whether something can be stored again, with a group of nothing.</summary>
    private void Probe()
    {
        if (_underWay is null && _groups.Waiting == 0)
        {
            _underWay = _groups.Take();
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
            _groups.Return(group);
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
