namespace Forum.ClientApp.Session;

/// <summary>
/// How much of the live feed a reader can be shown: a token bucket of <see cref="Capacity"/> lines that fills by
/// <see cref="LinesPerSecond"/>. What does not fit is counted, and told once there is room again.
/// </summary>
/// <param name="Lines">Lines that may be shown now.</param>
/// <param name="At">When that was so.</param>
/// <param name="Skipped">Events that were not shown and not yet told of.</param>
internal sealed record FeedBudget(double Lines, DateTimeOffset At, long Skipped)
{
    /// <summary>Lines that may come at once.</summary>
    public const double Capacity = 50;

    /// <summary>Lines that a reader can follow.</summary>
    public const double LinesPerSecond = 20;

    // Room that must be there before what was skipped is told, so that a flood is told of once and not line by line.
    private const double Calm = 10;

    /// <summary>Nothing shown yet.</summary>
    public static FeedBudget Full { get; } = new(Capacity, DateTimeOffset.MinValue, 0);

    /// <summary>Whether the flood is over and what was skipped should be told.</summary>
    public bool IsCalm => Lines >= Calm;

    /// <summary>Whether an event can be shown: there is room, and no flood is going on.</summary>
    public bool HasRoom => Lines >= 1 && Skipped == 0;

    /// <summary>The budget at a later time.</summary>
    public FeedBudget Refill(DateTimeOffset now) =>
        this with
        {
            Lines = Math.Min(Capacity, Lines + (Math.Max(0, (now - At).TotalSeconds) * LinesPerSecond)),
            At = now,
        };

    /// <summary>After showing a line.</summary>
    public FeedBudget Spend() => this with { Lines = Lines - 1 };

    /// <summary>After the server did not tell so many events.</summary>
    public FeedBudget Skip(long count) => this with { Skipped = Skipped + Math.Min(count, long.MaxValue - Skipped) };

    /// <summary>After not showing an event; it still takes from what is left, so that calm means calm.</summary>
    public FeedBudget Skip() =>
        this with
        {
            Lines = Math.Max(0, Lines - 1),
            Skipped = Skipped + (Skipped < long.MaxValue ? 1 : 0),
        };
}
