using Microsoft.Data.Sqlite;

namespace Forum.Reactive.Sqlite;

/// <summary>
/// Keeps a second server off a journal: an empty file beside it, locked while the process lives, however that ends. Who it is
/// stands in the journal itself. Readers (backup, check) are let through.
/// </summary>
internal sealed class JournalLock : IDisposable
{
    private readonly FileStream _file;

    private JournalLock(FileStream file) => _file = file;

    /// <exception cref="JournalException">Another process has it, or the file cannot be made.</exception>
    public static JournalLock Take(string journal)
    {
        try
        {
            return new JournalLock(
                new FileStream(journal + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)
            );
        }
        catch (IOException error) when (Holder(journal) is { } holder)
        {
            throw new JournalException(
                $"The journal {journal} is in use by process {holder}. Stop it, or use another journal.",
                error
            );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new JournalException($"The journal {journal} cannot be locked: {error.Message}", error);
        }
    }

    /// <summary>Writes down who has it. To be called by the holder.</summary>
    public static void Sign(SqliteConnection connection, FsyncPolicy fsync)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE journal SET process = $process, name = $name, fsync = $fsync";
        command.Parameters.AddWithValue("$process", Environment.ProcessId);
        command.Parameters.AddWithValue("$name", Path.GetFileName(Environment.ProcessPath ?? ""));
        command.Parameters.AddWithValue("$fsync", fsync == FsyncPolicy.Always ? "always" : "os");
        command.ExecuteNonQuery();
    }

    public void Dispose() => _file.Dispose();

    private static string? Holder(string journal)
    {
        try
        {
            using var connection = JournalFile.OpenExisting(journal);
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT process || ' (' || name || ')' FROM journal";
            return command.ExecuteScalar() as string;
        }
        catch (Exception error) when (error is IOException or SqliteException)
        {
            return null;
        }
    }
}
