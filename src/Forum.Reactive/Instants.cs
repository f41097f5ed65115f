namespace Forum.Reactive;

/// <summary>Sums of times that never leave the calendar.</summary>
internal static class Instants
{
    /// <summary><paramref name="time"/> and so much more, or the end of time.</summary>
    public static DateTimeOffset Later(this DateTimeOffset time, TimeSpan by) =>
        DateTimeOffset.MaxValue - time < by ? DateTimeOffset.MaxValue : time + by;
}
