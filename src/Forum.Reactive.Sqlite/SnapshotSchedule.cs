using Forum.Reactive.Log;

namespace Forum.Reactive.Sqlite;

/// <summary>
/// When the next snapshot is due: when the entries behind the last one have so many bytes that a replay of them would take long,
/// and at least as many as that snapshot, so that snapshots cost no more than the entries themselves. For the loop.
/// </summary>
/// <param name="least">Bytes of entries behind a snapshot, at least.</param>
internal sealed class SnapshotSchedule(long least)
{
    private long _bytes; // Of entries behind the last snapshot
    private long _snapshotBytes;

    /// <summary>Whether a snapshot is being made, or rows are being deleted.</summary>
    public bool IsCompacting { get; private set; }

    /// <summary>A compaction begins with the state as it is now.</summary>
    public void Begin(long bytesBehind = 0) => (IsCompacting, _bytes) = (true, bytesBehind);

    /// <summary>It has ended, or failed.</summary>
    /// <param name="snapshotBytes">Bytes of the newest snapshot.</param>
    public void End(long snapshotBytes) => (IsCompacting, _snapshotBytes) = (false, snapshotBytes);

    /// <summary>Takes note of a group.</summary>
    /// <returns>Whether a snapshot is due behind it.</returns>
    public bool IsDueBehind(Group group)
    {
        if (group.Fate != LogFate.Ordered)
        {
            return false;
        }

        _bytes += group.Bytes;
        return _bytes >= Math.Max(least, _snapshotBytes) && !IsCompacting && group.Durable > 0;
    }
}
