namespace Forum.Reactive.Forum;

/// <summary>
/// The time that people read: the log's. Where somebody has set the wall clock back the log is ahead of it, and what people read goes at
/// half its pace, so that it neither stands still nor goes back, until it is the wall clock's again.
/// </summary>
/// <remarks>Pure: it goes by the times that the log gives, and by what the log says of the clock.</remarks>
internal readonly struct ReadableClock
{
    /// <summary>Clocks that differ by less were read at different moments, or go apart as clocks do.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(500);

    private const int Pace = 2; // So much slower

    private readonly TimeSpan _ahead; // Of the wall clock, by which the log is
    private readonly TimeSpan _takenOff; // Of it, at the time that follows
    private readonly DateTimeOffset _since;

    public ReadableClock(FrozenClock clock) => (_ahead, _takenOff, _since) = (clock.Ahead, clock.TakenOff, clock.Since);

    /// <summary>Whether the log is ahead of the wall clock, as far as was told.</summary>
    public bool IsBehind => _ahead > TimeSpan.Zero;

    /// <summary>What people read at a time of the log.</summary>
    public DateTimeOffset At(DateTimeOffset time) => _ahead == TimeSpan.Zero ? time : time - TakenOff(time);

    /// <summary>From <paramref name="time"/> on, at which the wall clock shows <paramref name="wall"/>.</summary>
    public ReadableClock Set(DateTimeOffset time, DateTimeOffset wall)
    {
        var ahead = time - wall > Tolerance ? time - wall : TimeSpan.Zero;
        return new ReadableClock(new FrozenClock(ahead, Min(ahead, TakenOff(time)), time));
    }

    public FrozenClock Freeze() => new(_ahead, _takenOff, _since);

    private TimeSpan TakenOff(DateTimeOffset time) => Min(_ahead, _takenOff + ((time - _since) / Pace));

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}

/// <summary>What people read, at one moment.</summary>
/// <param name="Ahead">By which the log is ahead of the wall clock.</param>
/// <param name="TakenOff">Of it, at <paramref name="Since"/>.</param>
/// <param name="Since">A time of the log.</param>
internal readonly record struct FrozenClock(TimeSpan Ahead, TimeSpan TakenOff, DateTimeOffset Since);
