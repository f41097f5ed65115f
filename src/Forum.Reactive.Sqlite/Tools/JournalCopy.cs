using Forum.Reactive.Forum;

namespace Forum.Reactive.Sqlite;

/// <summary>Writes a new journal from the history of another one, as far as it is asked for.</summary>
internal sealed class JournalCopy(JournalReader reader, string path, string target)
{
    /// <summary>Copies up to a position and a time, whichever is first.</summary>
    /// <returns>The last position that was copied.</returns>
    public long Run(long position, DateTimeOffset time)
    {
        var begin = reader
            .Snapshots()
            .LastOrDefault(row => row.Position <= position && JournalTime.To(row.Time) <= time);
        SnapshotRow? from = begin.Position > 0 ? begin : null;
        if (from is null && reader.BeginOfHistory() is { } history)
        {
            throw new JournalException(
                $"The journal {path} knows nothing of that any more: its history begins with position {history.Position}, "
                    + $"at {EntryText.Iso(JournalTime.To(history.Time))}."
            );
        }

        using var store = new JournalStore(JournalFile.OpenOrCreate(target), FsyncPolicy.Always);
        var last = CopySnapshot(from, store);
        foreach (var batch in reader.Batches(from, position, JournalTime.From(time)))
        {
            last = CopyBatch(batch, position, store);
        }

        return last;
    }

    private long CopySnapshot(SnapshotRow? from, JournalStore store)
    {
        if (from is not { } row)
        {
            return 0;
        }

        var (number, chain) = (0L, row.Position);
        foreach (var slice in reader.Slices(row))
        {
            number++;
            chain = store.WriteSlice(row.Position, number, slice.Span, chain);
        }

        store.WriteSnapshot(row);
        store.BeginHistoryAt(row.Position);
        store.Chain = row.Chain;
        return row.Position;
    }

    private static long CopyBatch(in StoredBatch batch, long position, JournalStore store)
    {
        var count = (int)Math.Min(batch.Entries.Length, position - batch.Position + 1);
        var group = new Group();
        group.Add(batch.Entries.AsSpan(0, count));
        group.Order(batch.Time, batch.Position);
        group.Encode();
        store.Write(group);
        return batch.Position + count - 1;
    }
}
