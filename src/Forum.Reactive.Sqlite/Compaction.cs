using Forum.Reactive.Log;

namespace Forum.Reactive.Sqlite;

/// <summary>
/// Writes a snapshot and then deletes what it makes needless, in small steps, between which the writer does what others wait for.
/// It may end between any two of them: a snapshot counts from its row on, which comes behind its slices, and only what
/// a snapshot covers is deleted.
/// </summary>
internal sealed class Compaction(JournalStore store, TimeSpan keep)
{
    private readonly List<(long Position, DateTimeOffset Time)> _snapshots = []; // Oldest first

    /// <summary>Bytes in the newest snapshot.</summary>
    public long SnapshotBytes { get; private set; }

    /// <summary>Takes note of a snapshot that is there already, the oldest first.</summary>
    public void Found(SnapshotRow row) => _snapshots.Add((row.Position, JournalTime.To(row.Time)));

    /// <summary>The steps of a snapshot; each says how many bytes it wrote.</summary>
    public IEnumerable<int> Compact(StateSnapshot snapshot, long chain)
    {
        foreach (var bytes in Clean())
        {
            yield return bytes;
        }

        var (number, sliceChain, size) = (0L, snapshot.Position, 0L);
        foreach (var slice in snapshot.Slices)
        {
            number++;
            sliceChain = store.WriteSlice(snapshot.Position, number, slice.Span, sliceChain);
            size += slice.Length;
            yield return slice.Length;
        }

        var row = new SnapshotRow(
            snapshot.Position,
            JournalTime.From(snapshot.Time),
            (long)snapshot.Hash,
            chain,
            number,
            sliceChain
        );
        store.WriteSnapshot(row);
        Found(row);
        SnapshotBytes = size;
        yield return 0;
        DropHistory(snapshot.Time);
        foreach (var bytes in Clean())
        {
            yield return bytes;
        }
    }

    /// <summary>Deletes what a compaction that did not come to its end has left.</summary>
    public IEnumerable<int> Clean()
    {
        while (store.DeleteSome())
        {
            yield return 64 * 1024;
        }
    }

    /// <summary>The history begins with the newest snapshot that is as old as what is to be kept.</summary>
    private void DropHistory(DateTimeOffset now)
    {
        var first = _snapshots.FindLastIndex(snapshot => snapshot.Time <= now - keep);
        if (first >= 0)
        {
            store.BeginHistoryAt(_snapshots[first].Position);
            _snapshots.RemoveRange(0, first);
        }
    }
}
