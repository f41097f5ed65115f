namespace Forum.Reactive.Sqlite;

/// <summary>What an answer of the forum promises.</summary>
public enum FsyncPolicy
{
    /// <summary>What was answered is on disk: it survives a power cut.</summary>
    Always,

    /// <summary>What was answered is with the operating system: it survives the end of the process, not of the power.</summary>
    Os,
}

/// <summary>How a journal is kept. Immutable; checked by <see cref="SqliteJournal.Open"/>.</summary>
public sealed record JournalOptions
{
    /// <summary>The file; beside it are <c>-wal</c> and <c>-shm</c>, which belong to it, and <c>.lock</c>. Required.</summary>
    public required string Path { get; init; }

    /// <summary>What an answer promises. Default: on disk.</summary>
    public FsyncPolicy Fsync { get; init; } = FsyncPolicy.Always;

    /// <summary>How long the history is kept, from zero; entries older than this go when a snapshot has them. Default: zero.</summary>
    public TimeSpan Keep { get; init; } = TimeSpan.Zero;

    /// <summary>Bytes of entries after which a snapshot is due, at least 1 and at least the size of the last snapshot, so that
    /// snapshots cost no more than the entries themselves. Default 64 MiB.</summary>
    public long SnapshotBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>For tests: bytes that the write-ahead log has from the start. Default 16 MiB, which is what it has when it is moved into
    /// the file, twice.</summary>
    internal long WriteAheadRoom { get; init; } = 16 * 1024 * 1024;

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(Path);
        ArgumentOutOfRangeException.ThrowIfLessThan(Keep, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(SnapshotBytes, 1);
    }
}

/// <summary>A journal cannot be used. The message says what, where, and what to do.</summary>
public sealed class JournalException : IOException
{
    internal JournalException(string message, Exception? inner = null)
        : base(message, inner) { }
}
