using System.Collections.Immutable;

namespace Forum.ClientApp.Session;

/// <summary>
/// How much of the live feed a reader can be shown: a token bucket of <see cref="Capacity"/> lines that fills by
/// <see cref="LinesPerSecond"/>. What does not fit is held back until the next tick, the newest of it; the rest is counted.
/// </summary>
/// <param name="Lines">Lines that may be shown now.</param>
/// <param name="At">When that was so.</param>
/// <param name="Skipped">Events that were not shown and not yet told of.</param>
/// <param name="Newest">What is held back, oldest first; at most <see cref="MostHeldBack"/>.</param>
internal sealed record FeedBudget(double Lines, DateTimeOffset At, long Skipped, ImmutableQueue<Entry> Newest)
{
    /// <summary>Lines that may come at once.</summary>
    public const double Capacity = 50;

    /// <summary>Lines that a reader can follow.</summary>
    public const double LinesPerSecond = 20;

    /// <summary>Events of a flood that are held back to be shown at its end, or each second while it goes on.</summary>
    public const int MostHeldBack = 20;

    private int Held { get; init; }

    /// <summary>Nothing shown yet.</summary>
    public static FeedBudget Full { get; } = new(Capacity, DateTimeOffset.MinValue, 0, []);

    /// <summary>Whether an event can be shown: there is room, and nothing older is held back.</summary>
    public bool HasRoom => Lines >= 1 && Skipped == 0 && Newest.IsEmpty;

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

    /// <summary>After holding an event back; the oldest held back gives way.</summary>
    public FeedBudget HoldBack(Entry entry) =>
        Held < MostHeldBack
            ? this with
            {
                Newest = Newest.Enqueue(entry),
                Held = Held + 1,
            }
            : Skip(1) with
            {
                Newest = Newest.Dequeue().Enqueue(entry),
            };

    /// <summary>After what was held back is shown, at a later time.</summary>
    public FeedBudget Flushed(DateTimeOffset now)
    {
        var budget = Refill(now);
        return budget with { Lines = Math.Max(0, budget.Lines - Held), Skipped = 0, Newest = [], Held = 0 };
    }
}
