using System.Text;
using Forum.Reactive.Forum;
using Forum.Reactive.Log;

namespace Forum.Reactive.Sqlite;

/// <summary>What a journal holds, after all of it was found right.</summary>
/// <param name="FirstPosition">The first entry that is kept; 1 unless older ones went with a snapshot.</param>
/// <param name="LastPosition">The last entry; 0: none.</param>
/// <param name="Batches">Batches that are kept.</param>
/// <param name="Snapshots">Snapshots that are kept.</param>
/// <param name="Time">Of the last batch.</param>
/// <param name="Messages">Messages on the board.</param>
public sealed record JournalReport(
    long FirstPosition,
    long LastPosition,
    long Batches,
    int Snapshots,
    DateTimeOffset Time,
    int Messages
);

/// <summary>
/// What can be done with a journal besides serving it. All of it may be done beside a server that has it, and shows the moment at
/// which it was begun. Throws a <see cref="JournalException"/> when the journal is damaged, or a file cannot be used.
/// </summary>
public static class JournalTools
{
    /// <summary>
    /// Checks everything: the structure of the file, the checksums of all rows, and that a replay of the history comes to the same
    /// state as each snapshot.
    /// </summary>
    public static JournalReport Check(string path)
    {
        using var view = new JournalView(path);
        var reader = view.Reader;
        reader.RequireStructure(withIndexes: true);
        var snapshots = reader.Snapshots();
        foreach (var snapshot in snapshots)
        {
            foreach (var _ in reader.Slices(snapshot)) { }
        }

        var begin = reader.BeginOfHistory();
        using var state = new ForumState();
        var batches = 0L;
        foreach (var batch in Fold(reader, begin, state, long.MaxValue))
        {
            batches++;
            var position = batch.Position + batch.Entries.Length - 1;
            foreach (var snapshot in snapshots.Where(snapshot => snapshot.Position == position))
            {
                RequireSame(path, snapshot, state, batch.Chain);
            }
        }

        return new JournalReport(
            (begin?.Position ?? 0) + 1,
            state.Position,
            batches,
            snapshots.Count,
            state.Time,
            state.Board.Published.Count
        );
    }

    /// <summary>Writes every entry that is kept, one a line.</summary>
    /// <param name="path">The journal.</param>
    /// <param name="target">Gets the lines.</param>
    /// <param name="asJson">Whether a line is an object of JSON (JSON Lines).</param>
    public static void Dump(string path, TextWriter target, bool asJson)
    {
        ArgumentNullException.ThrowIfNull(target);
        using var view = new JournalView(path);
        foreach (var batch in view.Reader.Batches(view.Reader.BeginOfHistory()))
        {
            var position = batch.Position;
            foreach (var entry in batch.Entries)
            {
                target.WriteLine(
                    asJson
                        ? Encoding.UTF8.GetString(EntryText.Json(position, batch.Time, entry))
                        : EntryText.Line(position, batch.Time, entry)
                );
                position++;
            }
        }
    }

    /// <summary>Writes a new journal with the history up to a position or a time: the board as it was then.</summary>
    /// <param name="path">The journal; it may be damaged behind that.</param>
    /// <param name="target">The new file; nothing may be there.</param>
    /// <param name="position">The last entry that it gets; null: the last there is.</param>
    /// <param name="time">Nothing later than that gets into it; null: no bound.</param>
    /// <returns>The last entry that it has.</returns>
    public static long Restore(string path, string target, long? position = null, DateTimeOffset? time = null)
    {
        RequireAbsent(target);
        using var view = new JournalView(path);
        return new JournalCopy(view.Reader, path, target).Run(
            position ?? long.MaxValue,
            time ?? DateTimeOffset.MaxValue
        );
    }

    /// <summary>Copies a journal into a new, compact file, and checks the copy.</summary>
    /// <param name="path">The journal; a server may go on writing to it.</param>
    /// <param name="target">The new file; nothing may be there.</param>
    public static JournalReport Backup(string path, string target)
    {
        RequireAbsent(target);
        JournalFile.Guarded(
            path,
            () =>
            {
                using var connection = JournalFile.OpenExisting(path);
                using var command = connection.CreateCommand();
                command.CommandText = "VACUUM INTO $target";
                command.Parameters.AddWithValue("$target", target);
                return command.ExecuteNonQuery();
            }
        );
        return Check(target);
    }

    /// <summary>The board as it is at the end of the journal: number, time, user, text, whether edited.</summary>
    /// <param name="path">The journal.</param>
    /// <param name="target">Gets the lines.</param>
    /// <param name="asJson">An array of JSON; else CSV with a line of names first (RFC 4180).</param>
    public static void Export(string path, TextWriter target, bool asJson)
    {
        ArgumentNullException.ThrowIfNull(target);
        using var view = new JournalView(path);
        using var state = new ForumState();
        var snapshot = view.Reader.SnapshotAt(long.MaxValue);
        foreach (var _ in Fold(view.Reader, snapshot, state, long.MaxValue)) { }
        BoardText.Write(state.Board.Published.Snapshot(), target, asJson);
    }

    /// <summary>Folds a journal from a snapshot on; yields each batch when it was folded.</summary>
    internal static IEnumerable<StoredBatch> Fold(
        JournalReader reader,
        SnapshotRow? from,
        IStateMachine machine,
        long last
    )
    {
        if (from is { } row)
        {
            machine.Restore(
                new StateSnapshot(row.Position, JournalTime.To(row.Time), (ulong)row.Hash, reader.Slices(row))
            );
        }

        var folded = new LogBatch();
        foreach (var batch in reader.Batches(from))
        {
            if (batch.Position > last)
            {
                yield break;
            }

            folded.Set(batch.Entries, batch.Position, batch.Time, isReplay: true);
            machine.OnNext(folded);
            yield return batch;
        }
    }

    private static void RequireSame(string path, SnapshotRow snapshot, ForumState state, long chain)
    {
        if ((ulong)snapshot.Hash != state.Hash || snapshot.Chain != chain)
        {
            throw JournalFile.Damaged(
                path,
                $"the snapshot at position {snapshot.Position} is not the state to which the entries before it lead"
            );
        }
    }

    private static void RequireAbsent(string path)
    {
        if (Path.Exists(path))
        {
            throw new JournalException($"{path} is there already. Name a file that is not.");
        }
    }
}
