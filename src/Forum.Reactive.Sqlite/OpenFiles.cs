using Forum.Reactive.Log;
using Microsoft.Data.Sqlite;

namespace Forum.Reactive.Sqlite;

/// <summary>What a journal that is written to holds open: its lock, and its connections.</summary>
internal sealed class OpenFiles : IDisposable
{
    private readonly JournalLock _lock;

    private OpenFiles(JournalOptions options, JournalLock taken)
    {
        _lock = taken;
        if (options.Fsync == FsyncPolicy.Always && WriteAheadLog.FindDamage(options.Path + "-wal") is { } damage)
        {
            throw JournalFile.Damaged(options.Path, damage);
        }

        Connection = JournalFile.OpenOrCreate(options.Path);
        try
        {
            JournalLock.Sign(Connection, options.Fsync);
            Checkpoints = new Checkpoints(JournalFile.OpenExisting(options.Path), Writing);
            Store = new JournalStore(Connection, options.Fsync);
        }
        catch
        {
            Checkpoints?.Dispose();
            Connection.Dispose();
            throw;
        }
    }

    /// <summary>Held while something is written.</summary>
    public Lock Writing { get; } = new();

    /// <summary>Of the writer.</summary>
    public SqliteConnection Connection { get; }

    public JournalStore Store { get; }

    public Checkpoints Checkpoints { get; }

    /// <exception cref="JournalException">It cannot be opened, or must not.</exception>
    public static OpenFiles Open(JournalOptions options)
    {
        var taken = JournalLock.Take(options.Path);
        try
        {
            return JournalFile.Guarded(options.Path, () => new OpenFiles(options, taken));
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <summary>Closes the connections, the writer's last: then SQLite moves what is in the write-ahead log. Any thread.</summary>
    public void Close()
    {
        Checkpoints.Dispose();
        Store.Dispose();
    }

    /// <summary>Lets another one have the journal.</summary>
    public void Dispose() => _lock.Dispose();
}
