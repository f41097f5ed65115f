using System.Reactive.Concurrency;
using Forum.Reactive.Log;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Forum.Reactive.Sqlite;

/// <summary>
/// The thread that writes: a group whenever there is one, and between groups the steps of a compaction, each followed by a rest.
/// </summary>
internal sealed class JournalWriter : IDisposable
{
    /// <summary>How many times as long as a step took the next one waits, so that a compaction takes little of disk and processor.</summary>
    private const int RestFactor = 3;

    private static readonly TimeSpan ShortestRest = TimeSpan.FromMilliseconds(1); // As short as a wait can be
    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(5);

    private readonly OpenFiles _files;
    private readonly IStopwatch _clock;
    private readonly Action _begin;
    private readonly Action _written;
    private readonly Action<Exception?> _compacted;
    private readonly Thread _thread;
    private readonly object _gate = new();
    private Group? _group; // Protected by the gate, as is what follows
    private IEnumerator<int>? _compaction;
    private bool _stopping;
    private TimeSpan _nextStep; // Of the thread

    /// <param name="files">Closed by this object.</param>
    /// <param name="clock">Says how long a step took.</param>
    /// <param name="begin">What the thread does first.</param>
    /// <param name="written">Called on the thread when a group has its fate.</param>
    /// <param name="compacted">Called on the thread when a compaction has ended, or failed.</param>
    public JournalWriter(OpenFiles files, IStopwatch clock, Action begin, Action written, Action<Exception?> compacted)
    {
        (_files, _clock, _begin, _written, _compacted) = (files, clock, begin, written, compacted);
        _thread = new Thread(Run) { Name = "journal", IsBackground = true };
    }

    /// <summary>Starts the thread.</summary>
    public void Start() => _thread.Start();

    /// <summary>Hands a group over: the only one under way.</summary>
    public void Write(Group group)
    {
        lock (_gate)
        {
            _group = group;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Hands the steps of a compaction over: the only one under way.</summary>
    public void Compact(IEnumerable<int> steps)
    {
        lock (_gate)
        {
            _compaction = steps.GetEnumerator();
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Writes what was handed over, then ends and joins the thread.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.Pulse(_gate);
        }

        if (_thread.ThreadState.HasFlag(ThreadState.Unstarted))
        {
            _files.Close();
        }
        else
        {
            _thread.Join();
        }
    }

    private void Run()
    {
        _begin();
        while (TryTake(out var group, out var compaction))
        {
            if (group is not null)
            {
                lock (_files.Writing)
                {
                    Store(group);
                }

                _written();
            }

            if (compaction is not null)
            {
                var start = _clock.Elapsed;
                lock (_files.Writing)
                {
                    Step(compaction);
                }

                var end = _clock.Elapsed;
                var rest = RestFactor * (end - start);
                _nextStep = end + (rest < LongestRest ? rest : LongestRest);
            }
        }

        _files.Close();
    }

    private bool TryTake(out Group? group, out IEnumerator<int>? compaction)
    {
        lock (_gate)
        {
            while (_group is null && !_stopping && !IsStepDue(out var wait))
            {
                Monitor.Wait(_gate, wait);
            }

            (group, _group) = (_group, null);
            compaction = IsStepDue(out _) ? _compaction : null;
            return group is not null || !_stopping;
        }
    }

    private bool IsStepDue(out TimeSpan wait)
    {
        var left = _nextStep - _clock.Elapsed;
        wait =
            _compaction is null ? Timeout.InfiniteTimeSpan
            : left < ShortestRest ? ShortestRest
            : left;
        return _compaction is not null && left <= TimeSpan.Zero;
    }

    private void Store(Group group)
    {
        try
        {
            group.Encode();
            _files.Store.Write(group);
            group.Chain = _files.Store.Chain;
        }
        catch (SqliteException error)
        {
            group.Fate = FateOf(error);
            group.Reason = error.Message;
            _files.Store.MakeRoom();
        }
        catch (ArgumentException error)
        {
            group.Fate = LogFate.Unavailable;
            group.Reason = error.Message;
        }

        _files.Checkpoints.Wrote(SizeOf(group));
    }

    // A disk that is full and one that fails are one to those who wait: there is no storage.
    private static LogFate FateOf(SqliteException error) =>
        error.SqliteErrorCode is raw.SQLITE_FULL or raw.SQLITE_IOERR or raw.SQLITE_READONLY
            ? LogFate.OutOfStorage
            : LogFate.Unavailable;

    // Whole pages go into the write-ahead log: a row's own, and those on the way to it.
    private static long SizeOf(Group group) => group.Bytes + (group.Rows.Count * 3 * 4096L);

    private void Step(IEnumerator<int> compaction)
    {
        Exception? failed = null;
        try
        {
            if (compaction.MoveNext())
            {
                _files.Checkpoints.Wrote(compaction.Current + (2 * 4096));
                return;
            }
        }
#pragma warning disable CA1031 // A snapshot that fails, of whatever, is not made; the journal goes on without it.
        catch (Exception error)
#pragma warning restore CA1031
        {
            failed = error;
        }

        compaction.Dispose();
        lock (_gate)
        {
            _compaction = null;
        }

        _compacted(failed);
    }
}
