using Microsoft.Data.Sqlite;

namespace Forum.Reactive.Sqlite;

/// <summary>A connection to a file of the journal's format.</summary>
internal static class JournalFile
{
    /// <summary>The format that is written: <c>PRAGMA user_version</c>.</summary>
    public const int Format = 1;

    /// <summary>Says that a file is a journal: <c>PRAGMA application_id</c>, "FORU".</summary>
    public const int ApplicationId = 0x464F5255;

    private const string Schema = """
        CREATE TABLE batch (
            position INTEGER PRIMARY KEY, -- of its first entry
            count    INTEGER NOT NULL,    -- of entries
            time     INTEGER NOT NULL,    -- 100 ns since 1970, UTC
            entries  BLOB    NOT NULL,    -- one byte of version, then the entries
            chain    INTEGER NOT NULL     -- XXH3 of this row and of the chain before it
        );
        CREATE TABLE snapshot (
            position    INTEGER PRIMARY KEY, -- of the last entry in it
            time        INTEGER NOT NULL,
            hash        INTEGER NOT NULL,    -- of the state
            chain       INTEGER NOT NULL,    -- of the batches up to it
            slices      INTEGER NOT NULL,
            slice_chain INTEGER NOT NULL,
            checksum    INTEGER NOT NULL
        );
        CREATE TABLE slice (
            snapshot INTEGER NOT NULL,
            number   INTEGER NOT NULL, -- from 1
            bytes    BLOB    NOT NULL,
            chain    INTEGER NOT NULL,
            PRIMARY KEY (snapshot, number)
        );
        CREATE TABLE journal ( -- one row
            history INTEGER NOT NULL, -- the snapshot with which the history begins; 0: it begins at position 1
            process INTEGER NOT NULL, -- who has it open, or had it last
            name    TEXT    NOT NULL,
            fsync   TEXT    NOT NULL, -- always, os
            probes  INTEGER NOT NULL  -- how often it was tried whether the disk takes something again
        );
        INSERT INTO journal VALUES (0, 0, '', '', 0);
        """;

    /// <summary>Opens a journal, or makes it.</summary>
    /// <exception cref="JournalException">It is no journal, or one of a newer program, or cannot be opened.</exception>
    public static SqliteConnection OpenOrCreate(string path) => Guarded(path, () => Open(path, create: true));

    /// <summary>Opens a journal that is there.</summary>
    /// <inheritdoc cref="OpenOrCreate"/>
    public static SqliteConnection OpenExisting(string path)
    {
        if (!File.Exists(path))
        {
            throw new JournalException($"There is no journal {path}.");
        }

        return Guarded(path, () => Open(path, create: false));
    }

    public static void Execute(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // No text of users is in it.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    public static long Query(this SqliteConnection connection, string sql)
    {
        using var statement = new Statement(connection, sql);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    /// <summary>What <paramref name="act"/> throws of SQLite's comes out as what it means for the journal.</summary>
    public static T Guarded<T>(string path, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (SqliteException error)
        {
            throw Explain(path, error);
        }
    }

    public static JournalException Explain(string path, SqliteException error) =>
        error.SqliteErrorCode switch
        {
            SQLitePCL.raw.SQLITE_CORRUPT => Damaged(path, error.Message, error),
            SQLitePCL.raw.SQLITE_NOTADB => new JournalException(
                $"{path} is no journal, or its beginning is damaged. {Advice(path)}",
                error
            ),
            _ => new JournalException($"The journal {path} cannot be used: {error.Message}", error),
        };

    public static JournalException Damaged(string path, string what, Exception? error = null) =>
        new($"The journal {path} is damaged: {what}. {Advice(path)}", error);

    private static string Advice(string path) =>
        $"Put a backup in its place; or see what is left with `ServerApp journal check {path}`, and save the board as it was "
        + $"before the damage with `ServerApp journal restore {path} NEW --position N`.";

    private static SqliteConnection Open(string path, bool create)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = path,
                Mode = create ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite,
                Pooling = false,
            }.ToString()
        );
        try
        {
            connection.Open();
            connection.Execute("PRAGMA busy_timeout = 10000");
            RequireFormat(connection, path, create);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void RequireFormat(SqliteConnection connection, string path, bool create)
    {
        var id = connection.Query("PRAGMA application_id");
        var format = connection.Query("PRAGMA user_version");
        if (create && id == 0 && format == 0 && connection.Query("SELECT count(*) FROM sqlite_schema") == 0)
        {
            connection.Execute("PRAGMA journal_mode = WAL");
            connection.Execute(
                $"BEGIN; {Schema} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Format}; COMMIT"
            );
        }
        else if (id != ApplicationId)
        {
            throw new JournalException($"{path} is no journal, or its beginning is damaged. {Advice(path)}");
        }
        else if (format is < 1 or > Format)
        {
            throw new JournalException(
                $"The journal {path} has format {format}; this program knows 1 to {Format}. Start the program that wrote it, or a newer one."
            );
        }
    }
}
