namespace Forum.Reactive.Transfer.Congestion;

/// <content>The model of the path: bandwidth, round trip, what the path holds in the short and the long term.</content>
internal sealed partial class Bbr
{
    private const int ExtraAckedRounds = 10;
    private static readonly long ProbeRttInterval = TimeSpan.FromSeconds(5).Ticks;
    private static readonly long MinRttWindow = TimeSpan.FromSeconds(10).Ticks;
    private readonly double[] maxBandwidthOfCycle = new double[2];
    private readonly long[] extraAckedOfRounds = new long[2];
    private double maxBandwidth;
    private double bandwidthShortTerm = double.PositiveInfinity;
    private double inFlightShortTerm = double.PositiveInfinity;
    private double inFlightLongTerm = double.PositiveInfinity;
    private double bandwidthLatest;
    private double inFlightLatest;
    private long lossRoundDelivered;
    private bool lossRoundStart;
    private bool lossInRound;
    private long minRtt = long.MaxValue;
    private long minRttStamp;
    private long probeRttMinDelay = long.MaxValue;
    private long probeRttMinStamp;
    private bool probeRttExpired;
    private long extraAckedStart;
    private long extraAckedDelivered;
    private long extraAckedRoundsLeft = ExtraAckedRounds;

    private double ExtraAcked => Math.Max(extraAckedOfRounds[0], extraAckedOfRounds[1]);

    private double InFlightWithHeadroom => double.IsPositiveInfinity(inFlightLongTerm)
        ? double.PositiveInfinity
        : Math.Max(inFlightLongTerm - Math.Max(DatagramSize, Headroom * inFlightLongTerm), MinPipeCwnd);

    private void UpdateLatestDeliverySignals(in RateSample sample)
    {
        lossRoundStart = false;
        bandwidthLatest = Math.Max(bandwidthLatest, sample.Rate);
        inFlightLatest = Math.Max(inFlightLatest, sample.Delivered);
        if (!sample.HasPacket || sample.PriorDelivered < lossRoundDelivered)
            return;
        lossRoundDelivered = delivered;
        lossRoundStart = true;
    }

    private void AdvanceLatestDeliverySignals(in RateSample sample)
    {
        if (!lossRoundStart)
            return;
        bandwidthLatest = sample.Rate;
        inFlightLatest = sample.Delivered;
    }

    private void UpdateCongestionSignals(in RateSample sample)
    {
        UpdateRound(sample);
        if (sample.Rate > 0 && (sample.Rate >= maxBandwidth || !sample.IsAppLimited))
            RaiseMaxBandwidth(sample.Rate);
        losses.Add(sample);
        if (!lossRoundStart)
            return;
        lossInRound = losses.EndRound(minRtt, isQuiet: State is Phase.Cruise or Phase.Down);
        AdaptLowerBounds();
    }

    private void RaiseMaxBandwidth(double rate)
    {
        maxBandwidthOfCycle[1] = Math.Max(maxBandwidthOfCycle[1], rate);
        maxBandwidth = Math.Max(maxBandwidthOfCycle[0], maxBandwidthOfCycle[1]);
    }

    private void AdvanceMaxBandwidthFilter()
    {
        if (maxBandwidthOfCycle[1] <= 0)
            return;
        maxBandwidthOfCycle[0] = maxBandwidthOfCycle[1];
        maxBandwidthOfCycle[1] = 0;
        maxBandwidth = maxBandwidthOfCycle[0];
    }

    /// <summary>After a round with congestion outside of a probe: stay below what was just delivered.</summary>
    private void AdaptLowerBounds()
    {
        if (!lossInRound || State is Phase.Startup or Phase.Drain or Phase.Refill or Phase.Up)
            return;
        if (double.IsPositiveInfinity(bandwidthShortTerm))
            bandwidthShortTerm = maxBandwidth;
        if (double.IsPositiveInfinity(inFlightShortTerm))
            inFlightShortTerm = Cwnd;
        bandwidthShortTerm = Math.Max(bandwidthLatest, Beta * bandwidthShortTerm);
        inFlightShortTerm = Math.Max(inFlightLatest, Beta * inFlightShortTerm);
    }

    private void ResetShortTermModel()
    {
        bandwidthShortTerm = double.PositiveInfinity;
        inFlightShortTerm = double.PositiveInfinity;
    }

    private void ResetCongestionSignals()
    {
        losses.Restart();
        lossInRound = false;
        bandwidthLatest = 0;
        inFlightLatest = 0;
    }

    private void UpdateMinRtt(in RateSample sample, long now)
    {
        if (sample.RoundTrip < 0)
            return;
        probeRttExpired = now > probeRttMinStamp + ProbeRttInterval;
        if (sample.RoundTrip < probeRttMinDelay || probeRttExpired)
        {
            probeRttMinDelay = sample.RoundTrip;
            probeRttMinStamp = now;
        }
        else if (IsSimilar(sample.RoundTrip))
        {
            // The path has just shown itself empty; there is nothing that draining it for 200 ms would teach.
            probeRttMinStamp = now;
        }

        if (probeRttMinDelay <= minRtt || now > minRttStamp + MinRttWindow)
        {
            minRtt = probeRttMinDelay;
            minRttStamp = probeRttMinStamp;
        }
    }

    private bool IsSimilar(long roundTrip) =>
        State is Phase.Down or Phase.Cruise && roundTrip <= probeRttMinDelay + (probeRttMinDelay / 16);

    /// <summary>How much more than expected comes at once, by acknowledgements that are held back on their way.</summary>
    private void UpdateAckAggregation(in RateSample sample, long now)
    {
        var expected = Bandwidth * (now - extraAckedStart) / TimeSpan.TicksPerSecond;
        if (extraAckedDelivered <= expected)
            (extraAckedDelivered, extraAckedStart, expected) = (0, now, 0);
        extraAckedDelivered += sample.NewlyAcknowledged;
        var extra = Math.Min(extraAckedDelivered - (long)expected, Cwnd);
        if (roundStart && --extraAckedRoundsLeft <= 0)
        {
            extraAckedRoundsLeft = isFullBandwidthReached ? ExtraAckedRounds / 2 : 1;
            (extraAckedOfRounds[0], extraAckedOfRounds[1]) = (extraAckedOfRounds[1], 0);
        }

        extraAckedOfRounds[1] = Math.Max(extraAckedOfRounds[1], extra);
    }
}
