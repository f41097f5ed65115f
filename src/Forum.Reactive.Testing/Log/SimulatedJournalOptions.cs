namespace Forum.Reactive.Testing;

/// <summary>How a <see cref="SimulatedJournal"/> behaves. Immutable.</summary>
public sealed record SimulatedJournalOptions
{
    /// <summary>Least time that writing a group of entries takes. Default zero.</summary>
    public TimeSpan LeastDelay { get; init; }

    /// <summary>Most time that writing a group takes; each takes a time between, by chance. Default zero: nothing waits.</summary>
    public TimeSpan MostDelay { get; init; }

    /// <summary>Most entries that are replayed as one batch, 1 to 1,024: how entries are cut must not matter. Default 1,024.</summary>
    public int ReplayedAtOnce { get; init; } = 1024;

    /// <summary>Durable entries after which a snapshot is taken, from which the next replay begins; 0: never. Default 0.</summary>
    public int SnapshotEvery { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">A value is out of its bounds.</exception>
    internal SimulatedJournalOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(LeastDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MostDelay, LeastDelay);
        ArgumentOutOfRangeException.ThrowIfLessThan(ReplayedAtOnce, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ReplayedAtOnce, 1024);
        ArgumentOutOfRangeException.ThrowIfNegative(SnapshotEvery);
        return this;
    }
}
