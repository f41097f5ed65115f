using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Forum.Reactive.Sqlite;

/// <summary>
/// Moves what is in the write-ahead log into the file, on a thread of its own, beside the writer: again while much was added
/// meanwhile. When that is little the writer waits for it, after which the log begins anew and grows no further.
/// </summary>
internal sealed class Checkpoints : IDisposable
{
    /// <summary>Bytes in the write-ahead log from which on it is moved.</summary>
    private const long Due = 8 * 1024 * 1024;

    /// <summary>So few bytes that nobody waits for long while they are moved.</summary>
    private const long Little = 512 * 1024;

    /// <summary>A writer that is faster than the disk is not chased for longer than so many times.</summary>
    private const int MostPasses = 4;

    private readonly SqliteConnection _connection;
    private readonly Lock _writing;
    private readonly Thread _thread;
    private readonly AutoResetEvent _signal = new(false);
    private long _written; // Since what is there was moved, or began to be; read and written by Interlocked
    private long _due = Due; // Written by the thread
    private volatile bool _running;
    private volatile bool _stopping;

    /// <param name="connection">Becomes this object's own.</param>
    /// <param name="writing">Held by who writes.</param>
    public Checkpoints(SqliteConnection connection, Lock writing)
    {
        (_connection, _writing) = (connection, writing);
        _thread = new Thread(Run) { Name = "journal checkpoints", IsBackground = true };
        _thread.Start();
    }

    /// <summary>So many bytes were written. By who holds the lock.</summary>
    public void Wrote(long bytes)
    {
        if (Interlocked.Add(ref _written, bytes) >= Volatile.Read(ref _due) && !_running)
        {
            _running = true;
            _signal.Set();
        }
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
        _stopping = true;
        _signal.Set();
        _thread.Join();
        _connection.Dispose();
        _signal.Dispose();
    }

    private void Run()
    {
        while (_signal.WaitOne() && !_stopping)
        {
            var passes = 0;
            do
            {
                Interlocked.Exchange(ref _written, 0);
                Checkpoint(_connection);
            } while (Interlocked.Read(ref _written) > Little && ++passes < MostPasses && !_stopping);

            lock (_writing)
            {
                // A reader (a backup) may keep some of it from being moved: then the log grows until the next time.
                Volatile.Write(ref _due, Checkpoint(_connection) ? Due : Due / 2);
                Interlocked.Exchange(ref _written, 0);
            }

            _running = false;
        }
    }
}
