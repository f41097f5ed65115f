namespace Forum.Reactive.Transfer;

/// <summary>A rate smoothed over about a second.</summary>
internal sealed class RateMeter
{
    private const double SmoothingSeconds = 1;
    private long _lastBytes;
    private long _lastAt = -1;
    private double _rate = -1;

    /// <summary>Takes in a count that only grows, at a time in ticks; returns units a second.</summary>
    public double Update(long bytes, long now)
    {
        if (_lastAt >= 0 && now > _lastAt)
        {
            var seconds = (now - _lastAt) / (double)TimeSpan.TicksPerSecond;
            var latest = Math.Max(0, bytes - _lastBytes) / seconds;
            var weight = 1 - Math.Exp(-seconds / SmoothingSeconds);
            _rate = _rate < 0 ? latest : _rate + (weight * (latest - _rate));
        }

        (_lastBytes, _lastAt) = (bytes, now);
        return Math.Max(0, _rate);
    }
}
