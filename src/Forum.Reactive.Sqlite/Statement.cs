using System.Data;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Forum.Reactive.Sqlite;

/// <summary>
/// A prepared statement, without the objects that ADO.NET makes for each execution: a batch costs the bytes that it stores. One
/// thread at a time.
/// </summary>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public Statement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle ?? throw new DataException("The connection is closed.");
        Check(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    /// <summary>Gives parameter <paramref name="index"/>, from 1, its value.</summary>
    public Statement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, index, value));
        return this;
    }

    /// <inheritdoc cref="Bind(int, long)"/>
    public Statement Bind(int index, ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(_statement, index, value));
        return this;
    }

    /// <summary>Runs it to its end.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Execute()
    {
        try
        {
            while (Step()) { }
            return raw.sqlite3_changes(_database);
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Goes to the next row of the result.</summary>
    /// <returns>Whether there is one; if not, the statement can be run again.</returns>
    public bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        if (result == raw.SQLITE_ROW)
        {
            return true;
        }

        if (result != raw.SQLITE_DONE)
        {
            var error = Error();
            Reset();
            throw error;
        }

        Reset();
        return false;
    }

    /// <summary>A column of the row, from 0.</summary>
    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    /// <summary>A column of the row, from 0; valid until the next step.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(_statement, column);

    /// <summary>Ends the reading of rows before their end.</summary>
    public void Reset()
    {
        _ = raw.sqlite3_reset(_statement); // Repeats the error of the last step, which was told already.
        _ = raw.sqlite3_clear_bindings(_statement);
    }

    public void Dispose() => _statement.Dispose();

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            throw Error();
        }
    }

    private SqliteException Error() =>
        new(
            raw.sqlite3_errmsg(_database).utf8_to_string(),
            raw.sqlite3_errcode(_database),
            raw.sqlite3_extended_errcode(_database)
        );
}
