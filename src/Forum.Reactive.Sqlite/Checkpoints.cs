using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Forum.Reactive.Sqlite;

/// <summary>
/// Moves what is in the write-ahead log into the file, on a thread of its own, beside the writer. What the writer added meanwhile
/// is little: the writer moves that itself, after which the log begins anew and grows no further.
/// </summary>
internal sealed class Checkpoints : IDisposable
{
    /// <summary>Bytes in the write-ahead log from which on it is moved.</summary>
    private const long Due = 8 * 1024 * 1024;

    private readonly SqliteConnection _connection;
    private readonly Thread _thread;
    private readonly Lock _gate = new();
    private readonly AutoResetEvent _signal = new(false);
    private long _written; // Of the writer's thread
    private bool _running; // Protected by the gate, as is what follows
    private bool _ran;
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
        if (_written < Due)
        {
            return;
        }

        lock (_gate)
        {
            if (_running)
            {
                return;
            }

            if (!_ran)
            {
                _running = true;
                _signal.Set();
                return;
            }

            _ran = false;
        }

        // A reader (a backup) may keep some of it from being moved: then the log grows until the next time.
        _written = Checkpoint(writer) ? 0 : Due / 2;
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
                (_running, _ran) = (false, true);
            }
        }
    }
}
