using Forum.Reactive.Log;
using Microsoft.Data.Sqlite;

namespace Forum.Reactive.Sqlite;

/// <summary>
/// Writes batches, snapshots and what goes when they are there. Each call is done or leaves nothing. One thread at a time; throws
/// <see cref="SqliteException"/>.
/// </summary>
internal sealed class JournalStore : IDisposable
{
    // Rows that are deleted at a time, so that nobody waits for long: a slice has 64 KiB.
    private const int SlicesAtATime = 8;
    private const int BatchesAtATime = 128;

    private readonly SqliteConnection _connection;
    private readonly Checksums _checksums = new();
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _rollback;
    private readonly Statement _probe;
    private readonly Statement _insertBatch;
    private readonly Statement _insertSlice;
    private readonly Statement _insertSnapshot;
    private readonly Statement _beginHistory;
    private readonly Statement _deleteSnapshots;
    private readonly Statement _deleteSlices;
    private readonly Statement _deleteBatches;

    /// <param name="connection">Becomes this object's own.</param>
    /// <param name="fsync">Whether a batch is synced before <see cref="Write"/> returns.</param>
    public JournalStore(SqliteConnection connection, FsyncPolicy fsync)
    {
        _connection = connection;
        connection.Execute("PRAGMA wal_autocheckpoint = 0");

        // NORMAL does not sync what is written, but still keeps its order: a power cut takes the end of it, and nothing before.
        connection.Execute($"PRAGMA synchronous = {(fsync == FsyncPolicy.Always ? "FULL" : "NORMAL")}");
        _begin = new Statement(connection, "BEGIN IMMEDIATE");
        _commit = new Statement(connection, "COMMIT");
        _rollback = new Statement(connection, "ROLLBACK");
        _probe = new Statement(connection, "UPDATE journal SET probes = probes + 1");
        _insertBatch = new Statement(connection, "INSERT INTO batch VALUES (?, ?, ?, ?, ?)");
        _insertSlice = new Statement(connection, "INSERT INTO slice VALUES (?, ?, ?, ?)");
        _insertSnapshot = new Statement(connection, "INSERT INTO snapshot VALUES (?, ?, ?, ?, ?, ?, ?)");
        _beginHistory = new Statement(connection, "UPDATE journal SET history = ?");
        _deleteSnapshots = new Statement(connection, "DELETE FROM snapshot WHERE position < ?");
        _deleteSlices = new Statement(
            connection,
            "DELETE FROM slice WHERE rowid IN (SELECT rowid FROM slice WHERE snapshot NOT IN "
                + $"(SELECT position FROM snapshot) LIMIT {SlicesAtATime})"
        );
        _deleteBatches = new Statement(
            connection,
            "DELETE FROM batch WHERE position IN (SELECT position FROM batch WHERE position <= "
                + "(SELECT max(snapshot.position) FROM snapshot, journal WHERE snapshot.position <= history) "
                + $"ORDER BY position LIMIT {BatchesAtATime})"
        );
    }

    /// <summary>For tests: what the disk does when a batch is synced.</summary>
    public Action? Fault { get; set; }

    /// <summary>The link of the last batch.</summary>
    public long Chain { get; set; }

    /// <summary>Writes the batches of a group in one transaction, which is durable afterwards; something else if it has none.</summary>
    public void Write(Group group)
    {
        var chain = Chain;
        InTransaction(() =>
        {
            foreach (var row in group.Rows)
            {
                var bytes = group.BytesOf(row);
                chain = _checksums.OfBatch(chain, row.Position, row.Count, group.StoredTime, bytes);
                _insertBatch.Bind(1, row.Position).Bind(2, row.Count).Bind(3, group.StoredTime).Bind(4, bytes);
                _insertBatch.Bind(5, chain).Execute();
            }

            if (group.Rows.Count == 0)
            {
                _probe.Execute();
            }

            Fault?.Invoke();
        });
        Chain = chain;
    }

    /// <summary>Writes a slice, which is nothing yet without its snapshot's row.</summary>
    /// <returns>Its link.</returns>
    public long WriteSlice(long snapshot, long number, ReadOnlySpan<byte> bytes, long before)
    {
        var chain = _checksums.OfSlice(before, number, bytes);
        _insertSlice.Bind(1, snapshot).Bind(2, number).Bind(3, bytes).Bind(4, chain).Execute();
        return chain;
    }

    /// <summary>From here on the snapshot counts. It is on disk before what is deleted because of it.</summary>
    public void WriteSnapshot(in SnapshotRow row)
    {
        _insertSnapshot.Bind(1, row.Position).Bind(2, row.Time).Bind(3, row.Hash).Bind(4, row.Chain);
        _insertSnapshot.Bind(5, row.Slices).Bind(6, row.SliceChain).Bind(7, _checksums.OfSnapshot(row)).Execute();
    }

    /// <summary>The history begins with the snapshot at <paramref name="position"/>: what was before it may go.</summary>
    public void BeginHistoryAt(long position) =>
        InTransaction(() =>
        {
            _beginHistory.Bind(1, position).Execute();
            _deleteSnapshots.Bind(1, position).Execute();
        });

    /// <summary>Deletes a few of the rows that no snapshot needs any more.</summary>
    /// <returns>Whether there may be more.</returns>
    public bool DeleteSome() => _deleteSlices.Execute() > 0 || _deleteBatches.Execute() > 0;

    /// <summary>Moves what is in the write-ahead log into the file, so that the log begins anew, as far as that can be.</summary>
    public void MakeRoom() => Checkpoints.Checkpoint(_connection);

    public void Dispose()
    {
        foreach (
            var statement in new[]
            {
                _begin,
                _commit,
                _rollback,
                _probe,
                _insertBatch,
                _insertSlice,
                _insertSnapshot,
                _beginHistory,
                _deleteSnapshots,
                _deleteSlices,
                _deleteBatches,
            }
        )
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }

    private void InTransaction(Action act)
    {
        _begin.Execute();
        try
        {
            act();
            _commit.Execute();
        }
        catch
        {
            TryRollBack();
            throw;
        }
    }

    // After some errors SQLite has rolled back already.
    private void TryRollBack()
    {
        try
        {
            _rollback.Execute();
        }
        catch (SqliteException)
        {
            // There was nothing to roll back.
        }
    }
}
