namespace Forum.Reactive.Transfer.Recovery;

/// <summary>Estimate of the round trip in ticks of 100 ns (RFC 9002, section 5).</summary>
internal sealed class RoundTripTime
{
    private static readonly long Initial = TimeSpan.FromMilliseconds(100).Ticks;

    public bool IsKnown { get; private set; }

    public long Latest { get; private set; }

    public long Min { get; private set; } = long.MaxValue;

    public long Smoothed { get; private set; } = Initial;

    public long Variation { get; private set; } = Initial / 2;

    public void Add(long sample, long acknowledgementDelay)
    {
        Latest = Math.Max(1, sample);
        Min = Math.Min(Min, Latest);
        var adjusted = Latest - acknowledgementDelay >= Min ? Latest - acknowledgementDelay : Latest;
        if (!IsKnown)
        {
            (IsKnown, Smoothed, Variation) = (true, adjusted, adjusted / 2);
            return;
        }

        Variation = ((3 * Variation) + Math.Abs(Smoothed - adjusted)) / 4;
        Smoothed = ((7 * Smoothed) + adjusted) / 8;
    }
}
