namespace Forum.Reactive.Transfer.Congestion;

/// <content>The model of the path: bandwidth, round trip, what the path holds in the short and the long term.</content>
internal sealed partial class Bbr
{
    private const int ExtraAckedRounds = 10;
    private static readonly long ProbeRttInterval = TimeSpan.FromSeconds(5).Ticks;
    private static readonly long MinRttWindow = TimeSpan.FromSeconds(10).Ticks;
    private readonly double[] _maxBandwidthOfCycle = new double[2];
    private readonly long[] _extraAckedOfRounds = new long[2];
    private double _maxBandwidth;
    private double _bandwidthShortTerm = double.PositiveInfinity;
    private double _inFlightShortTerm = double.PositiveInfinity;
    private double _inFlightLongTerm = double.PositiveInfinity;
    private double _bandwidthLatest;
    private double _inFlightLatest;
    private long _lossRoundDelivered;
    private bool _lossRoundStart;
    private bool _lossInRound;
    private long _minRtt = long.MaxValue;
    private long _minRttStamp;
    private long _probeRttMinDelay = long.MaxValue;
    private long _probeRttMinStamp;
    private bool _probeRttExpired;
    private long _extraAckedStart;
    private long _extraAckedDelivered;
    private long _extraAckedRoundsLeft = ExtraAckedRounds;

    private double ExtraAcked => Math.Max(_extraAckedOfRounds[0], _extraAckedOfRounds[1]);

    private double InFlightWithHeadroom =>
        double.IsPositiveInfinity(_inFlightLongTerm)
            ? double.PositiveInfinity
            : Math.Max(_inFlightLongTerm - Math.Max(DatagramSize, Headroom * _inFlightLongTerm), MinPipeCwnd);

    private void UpdateLatestDeliverySignals(in RateSample sample)
    {
        _lossRoundStart = false;
        _bandwidthLatest = Math.Max(_bandwidthLatest, sample.Rate);
        _inFlightLatest = Math.Max(_inFlightLatest, sample.Delivered);
        if (!sample.HasPacket || sample.PriorDelivered < _lossRoundDelivered)
        {
            return;
        }

        _lossRoundDelivered = _delivered;
        _lossRoundStart = true;
    }

    private void AdvanceLatestDeliverySignals(in RateSample sample)
    {
        if (!_lossRoundStart)
        {
            return;
        }

        _bandwidthLatest = sample.Rate;
        _inFlightLatest = sample.Delivered;
    }

    private void UpdateCongestionSignals(in RateSample sample)
    {
        UpdateRound(sample);
        if (sample.Rate > 0 && (sample.Rate >= _maxBandwidth || !sample.IsAppLimited))
        {
            RaiseMaxBandwidth(sample.Rate);
        }

        _losses.Add(sample);
        if (!_lossRoundStart)
        {
            return;
        }

        _lossInRound = _losses.EndRound(_minRtt, isQuiet: State is Phase.Cruise or Phase.Down);
        AdaptLowerBounds();
    }

    private void RaiseMaxBandwidth(double rate)
    {
        _maxBandwidthOfCycle[1] = Math.Max(_maxBandwidthOfCycle[1], rate);
        _maxBandwidth = Math.Max(_maxBandwidthOfCycle[0], _maxBandwidthOfCycle[1]);
    }

    private void AdvanceMaxBandwidthFilter()
    {
        if (_maxBandwidthOfCycle[1] <= 0)
        {
            return;
        }

        _maxBandwidthOfCycle[0] = _maxBandwidthOfCycle[1];
        _maxBandwidthOfCycle[1] = 0;
        _maxBandwidth = _maxBandwidthOfCycle[0];
    }

    /// <summary>After a round with congestion outside of a probe: stay below what was just delivered.</summary>
    private void AdaptLowerBounds()
    {
        if (!_lossInRound || State is Phase.Startup or Phase.Drain or Phase.Refill or Phase.Up)
        {
            return;
        }

        if (double.IsPositiveInfinity(_bandwidthShortTerm))
        {
            _bandwidthShortTerm = _maxBandwidth;
        }

        if (double.IsPositiveInfinity(_inFlightShortTerm))
        {
            _inFlightShortTerm = Cwnd;
        }

        _bandwidthShortTerm = Math.Max(_bandwidthLatest, Beta * _bandwidthShortTerm);
        _inFlightShortTerm = Math.Max(_inFlightLatest, Beta * _inFlightShortTerm);
    }

    private void ResetShortTermModel()
    {
        _bandwidthShortTerm = double.PositiveInfinity;
        _inFlightShortTerm = double.PositiveInfinity;
    }

    private void ResetCongestionSignals()
    {
        _losses.Restart();
        _lossInRound = false;
        _bandwidthLatest = 0;
        _inFlightLatest = 0;
    }

    private void UpdateMinRtt(in RateSample sample, long now)
    {
        if (sample.RoundTrip < 0)
        {
            return;
        }

        _probeRttExpired = now > _probeRttMinStamp + ProbeRttInterval;
        if (sample.RoundTrip < _probeRttMinDelay || _probeRttExpired)
        {
            _probeRttMinDelay = sample.RoundTrip;
            _probeRttMinStamp = now;
        }
        else if (IsSimilar(sample.RoundTrip))
        {
            // The path has just shown itself empty; there is nothing that draining it for 200 ms would teach.
            _probeRttMinStamp = now;
        }

        if (_probeRttMinDelay <= _minRtt || now > _minRttStamp + MinRttWindow)
        {
            _minRtt = _probeRttMinDelay;
            _minRttStamp = _probeRttMinStamp;
        }
    }

    private bool IsSimilar(long roundTrip) =>
        State is Phase.Down or Phase.Cruise && roundTrip <= _probeRttMinDelay + (_probeRttMinDelay / 16);

    /// <summary>How much more than expected comes at once, by acknowledgements that are held back on their way.</summary>
    private void UpdateAckAggregation(in RateSample sample, long now)
    {
        var expected = Bandwidth * (now - _extraAckedStart) / TimeSpan.TicksPerSecond;
        if (_extraAckedDelivered <= expected)
        {
            (_extraAckedDelivered, _extraAckedStart, expected) = (0, now, 0);
        }

        _extraAckedDelivered += sample.NewlyAcknowledged;
        var extra = Math.Min(_extraAckedDelivered - (long)expected, Cwnd);
        if (_roundStart && --_extraAckedRoundsLeft <= 0)
        {
            _extraAckedRoundsLeft = _isFullBandwidthReached ? ExtraAckedRounds / 2 : 1;
            (_extraAckedOfRounds[0], _extraAckedOfRounds[1]) = (_extraAckedOfRounds[1], 0);
        }

        _extraAckedOfRounds[1] = Math.Max(_extraAckedOfRounds[1], extra);
    }
}
