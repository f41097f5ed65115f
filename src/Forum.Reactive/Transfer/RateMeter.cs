namespace Forum.Reactive.Transfer;

/// <summary>A rate smoothed over about a second.</summary>
internal sealed class RateMeter
{
    private const double SmoothingSeconds = 1;
    private long lastBytes;
    private long lastAt = -1;
    private double rate = -1;

    /// <summary>Takes in a count that only grows, at a time in ticks; returns units a second.</summary>
    public double Update(long bytes, long now)
    {
        if (lastAt >= 0 && now > lastAt)
        {
            var seconds = (now - lastAt) / (double)TimeSpan.TicksPerSecond;
            var latest = Math.Max(0, bytes - lastBytes) / seconds;
            var weight = 1 - Math.Exp(-seconds / SmoothingSeconds);
            rate = rate < 0 ? latest : rate + (weight * (latest - rate));
        }

        (lastBytes, lastAt) = (bytes, now);
        return Math.Max(0, rate);
    }
}
