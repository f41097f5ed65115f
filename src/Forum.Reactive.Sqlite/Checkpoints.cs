using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Forum.Reactive.Sqlite;

/// <summary>
/// Moves what is in the write-ahead log into the file, on a thread of its own, beside the writer: again while much was added
/// meanwhile. When that is little the writer moves it itself, after which the log begins anew and grows no further.
/// </summary>
internal sealed class Checkpoints : IDisposable
{
    /// <summary>Bytes in the write-ahead log from which on it is moved.</summary>
    private const long Due = 8 * 1024 * 1024;

    /// <summary>Bytes that the writer moves itself: so few that nobody waits for long.</summary>
    private const int Little = 512 * 1024;

    /// <summary>A writer that is faster than the disk is not chased for longer than so many times.</summary>
    private const int MostPasses = 4;

    private readonly SqliteConnection _connection;
    private readonly Thread _thread;
    private readonly Lock _gate = new();
    private readonly AutoResetEvent _signal = new(false);
    private long _written; // Of the writer's thread, as is what follows
    private long _due = Due;
    private int _passes;
    private bool _running; // Protected by the gate, as is what follows
    private bool _stopping;

    /// <param name="connection">Becomes this object's own.</param>
    public Checkpoints(SqliteConnection connection)
    {
        _connection = connection;
        _thread = new Thread(Run) { Name = "journal checkpoints", IsBackground = true };
        _thread.Start();
    }

    /// <summary>The writer wrote so many bytes on its connection. On the writer's thread, outside of a transaction.</summary>
    public void Wrote(long bytes, SqliteConnection writer)
    {
        _written += bytes;
        if (_passes == 0 && _written < _due)
        {
            return;
        }

        lock (_gate)
        {
            if (_running)
            {
                return;
            }

            if (_passes == 0 || (_passes < MostPasses && _written >= Little))
            {
                _passes++;
                _written = 0;
                _running = true;
                _signal.Set();
                return;
            }
        }

        // A reader (a backup) may keep some of it from being moved: then the log grows until the next time.
        _due = Checkpoint(writer) ? Due : Due / 2;
        (_written, _passes) = (0, 0);
    }

    /// <summary>Moves what there is, on the calling thread, as far as nobody is in the way.</summary>
    /// <returns>Whether all was moved.</returns>
    public static bool Checkpoint(SqliteConnection connection)
    {
        var result = raw.sqlite3_wal_checkpoint_v2(
            connection.Handle,
            "main",
            raw.SQLITE_CHECKPOINT_PASSIVE,
            out var size,
            out var moved
        );
        return result == raw.SQLITE_OK && size == moved;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
        }

        _signal.Set();
        _thread.Join();
        _connection.Dispose();
        _signal.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            _signal.WaitOne();
            lock (_gate)
            {
                if (_stopping)
                {
                    return;
                }
            }

            Checkpoint(_connection);
            lock (_gate)
            {
                _running = false;
            }
        }
    }
}
