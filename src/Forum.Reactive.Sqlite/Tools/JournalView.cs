using Microsoft.Data.Sqlite;

namespace Forum.Reactive.Sqlite;

/// <summary>A journal as it is at one moment, for tools, also while a server writes to it.</summary>
internal sealed class JournalView : IDisposable
{
    private readonly SqliteConnection _connection;

    /// <exception cref="JournalException">There is none, or it cannot be opened.</exception>
    public JournalView(string path)
    {
        RequireWholeLog(path);
        _connection = JournalFile.OpenExisting(path);
        _connection.Execute("BEGIN");
        Reader = new JournalReader(_connection, path);
    }

    /// <summary>Reads it; nothing that is written meanwhile is seen.</summary>
    public JournalReader Reader { get; }

    public SqliteConnection Connection => _connection;

    public void Dispose() => _connection.Dispose();

    // While a server writes, its log is not looked at: the end of it is always about to be right.
    private static void RequireWholeLog(string path)
    {
        try
        {
            using var free = File.Exists(path + ".lock") ? JournalLock.Take(path) : null;
            if (WriteAheadLog.FindDamage(path + "-wal") is { } damage)
            {
                throw JournalFile.Damaged(path, damage);
            }
        }
        catch (JournalException error) when (error.InnerException is IOException)
        {
            // A server has it.
        }
    }
}
