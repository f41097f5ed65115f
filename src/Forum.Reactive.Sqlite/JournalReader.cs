using Forum.Reactive.Log;
using Microsoft.Data.Sqlite;

namespace Forum.Reactive.Sqlite;

/// <summary>A batch as it was ordered.</summary>
/// <param name="Position">Of the first entry.</param>
/// <param name="Time">When it was ordered.</param>
/// <param name="Entries">Durable entries.</param>
/// <param name="Bytes">How many bytes they have in the file.</param>
/// <param name="Chain">The link of this batch.</param>
internal readonly record struct StoredBatch(long Position, DateTimeOffset Time, Entry[] Entries, int Bytes, long Chain);

/// <summary>
/// Reads a journal, and believes nothing that its checksums do not confirm. One thread at a time; what it finds wrong is a
/// <see cref="JournalException"/>.
/// </summary>
internal sealed class JournalReader(SqliteConnection connection, string path)
{
    private readonly Checksums _checksums = new();

    /// <summary>
    /// Has SQLite check that each page is where it must be. The checksums cannot tell of rows at the end that a damaged page hides.
    /// </summary>
    /// <param name="withIndexes">Whether indexes are compared with their tables, too.</param>
    public void RequireStructure(bool withIndexes) =>
        JournalFile.Guarded(
            path,
            () =>
            {
                using var command = connection.CreateCommand();
                command.CommandText = withIndexes ? "PRAGMA integrity_check(1)" : "PRAGMA quick_check(1)";
                var result = command.ExecuteScalar() as string;
                return result == "ok"
                    ? result
                    : throw Damaged(result?.ReplaceLineEndings(" ") ?? "its structure is not right");
            }
        );

    /// <summary>The snapshots that are whole, the oldest first.</summary>
    public IReadOnlyList<SnapshotRow> Snapshots() => JournalFile.Guarded(path, ReadSnapshots);

    /// <summary>The newest snapshot at or before a position.</summary>
    public SnapshotRow? SnapshotAt(long position) =>
        Snapshots().Where(row => row.Position <= position).Cast<SnapshotRow?>().LastOrDefault();

    /// <summary>The snapshot with which the history begins; null: it begins with position 1.</summary>
    public SnapshotRow? BeginOfHistory()
    {
        var history = JournalFile.Guarded(path, () => connection.Query("SELECT history FROM journal"));
        if (history == 0)
        {
            return null;
        }

        var snapshots = Snapshots();
        var snapshot = snapshots.Count > 0 ? snapshots[0] : default;
        return snapshot.Position == history
            ? snapshot
            : throw Damaged($"the snapshot at position {history}, with which the history begins, is missing");
    }

    /// <summary>The last position that there is; 0: none.</summary>
    public long LastPosition() =>
        JournalFile.Guarded(
            path,
            () =>
                Math.Max(
                    connection.Query("SELECT position + count - 1 FROM batch ORDER BY position DESC LIMIT 1"),
                    connection.Query("SELECT max(position) FROM snapshot")
                )
        );

    /// <summary>The bytes of a snapshot.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Slices(SnapshotRow snapshot)
    {
        using var statement = Prepare("SELECT number, bytes, chain FROM slice WHERE snapshot = ? ORDER BY number");
        statement.Bind(1, snapshot.Position);
        var chain = snapshot.Position;
        long number = 0;
        while (Next(statement))
        {
            number++;
            var bytes = statement.Blob(1).ToArray();
            chain = _checksums.OfSlice(chain, number, bytes);
            if (statement.Int64(0) != number || statement.Int64(2) != chain)
            {
                throw Damaged(
                    $"slice {number} of the snapshot at position {snapshot.Position} is not what was written"
                );
            }

            yield return bytes;
        }

        if (number != snapshot.Slices || chain != snapshot.SliceChain)
        {
            throw Damaged(
                $"the snapshot at position {snapshot.Position} has {number} slices; {snapshot.Slices} were written"
            );
        }
    }

    /// <summary>The batches behind <paramref name="from"/>, or all from position 1, as far as they begin at or before a position and
    /// a time.</summary>
    public IEnumerable<StoredBatch> Batches(SnapshotRow? from, long last = long.MaxValue, long until = long.MaxValue)
    {
        using var statement = Prepare(
            "SELECT position, count, time, entries, chain FROM batch WHERE position > ? AND position <= ? AND time <= ? "
                + "ORDER BY position"
        );
        var (position, time, chain) = from is { } row ? (row.Position, row.Time, row.Chain) : (0, long.MinValue, 0);
        statement.Bind(1, position).Bind(2, last).Bind(3, until);
        List<Entry> entries = [];
        while (Next(statement))
        {
            var batch = Read(statement, entries, position, ref time, ref chain);
            position += batch.Entries.Length;
            yield return batch;
        }
    }

    private List<SnapshotRow> ReadSnapshots()
    {
        using var statement = new Statement(
            connection,
            "SELECT position, time, hash, chain, slices, slice_chain, checksum FROM snapshot ORDER BY position"
        );
        List<SnapshotRow> rows = [];
        while (statement.Step())
        {
            var row = new SnapshotRow(
                statement.Int64(0),
                statement.Int64(1),
                statement.Int64(2),
                statement.Int64(3),
                statement.Int64(4),
                statement.Int64(5)
            );
            if (statement.Int64(6) != _checksums.OfSnapshot(row) || !JournalTime.IsValid(row.Time))
            {
                throw Damaged($"the checksum of the snapshot at position {row.Position} does not match");
            }

            rows.Add(row);
        }

        return rows;
    }

    private StoredBatch Read(Statement row, List<Entry> entries, long after, ref long time, ref long chain)
    {
        var position = row.Int64(0);
        if (position != after + 1)
        {
            throw Damaged($"the entries {after + 1} to {position - 1} are missing");
        }

        var bytes = row.Blob(3);
        var count = row.Int64(1);
        var ordered = row.Int64(2);
        chain = _checksums.OfBatch(chain, position, count, ordered, bytes);
        if (chain != row.Int64(4) || ordered < time || !JournalTime.IsValid(ordered))
        {
            throw Damaged($"the checksum of the batch at position {position} does not match");
        }

        entries.Clear();
        Decode(bytes, entries, position);
        if (entries.Count != count)
        {
            throw Damaged($"the batch at position {position} has {entries.Count} entries; {count} were written");
        }

        time = ordered;
        return new StoredBatch(position, JournalTime.To(ordered), [.. entries], bytes.Length, chain);
    }

    // The checksum was right: it was written so, by a program that knew more than this one.
    private void Decode(ReadOnlySpan<byte> bytes, List<Entry> entries, long position)
    {
        try
        {
            EntryCodec.Read(bytes, entries);
        }
        catch (InvalidDataException error)
        {
            throw new JournalException(
                $"The journal {path} cannot be read from position {position} on: {error.Message} "
                    + "Start the program that wrote it, or a newer one.",
                error
            );
        }
    }

    private Statement Prepare(string sql) => JournalFile.Guarded(path, () => new Statement(connection, sql));

    private bool Next(Statement statement)
    {
        try
        {
            return statement.Step();
        }
        catch (SqliteException error)
        {
            throw JournalFile.Explain(path, error);
        }
    }

    private JournalException Damaged(string what) => JournalFile.Damaged(path, what);
}
