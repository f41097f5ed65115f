namespace Forum.Reactive.Transfer.Congestion;

/// <summary>
/// BBR congestion control, version 3 (draft-ietf-ccwg-bbr): a model of the path (its bandwidth, its round trip, how much
/// it holds) from which the pacing rate and the bytes allowed in flight follow. Names are the draft's.
/// </summary>
/// <remarks>
/// One thing differs, in <see cref="LossJudge"/>: loss counts as congestion only beside evidence of a queue, so that a
/// link that loses five packets in a hundred at random is still filled. Times are ticks of 100 ns, rates bytes a second.
/// </remarks>
internal sealed partial class Bbr
{
    private const double StartupPacingGain = 2.77;
    private const double StartupCwndGain = 2.0;
    private const double DrainPacingGain = 0.5;
    private const double DefaultCwndGain = 2.0;
    private const double ProbeUpPacingGain = 1.25;
    private const double ProbeUpCwndGain = 2.25;
    private const double ProbeDownPacingGain = 0.9;
    private const double ProbeRttCwndGain = 0.5;
    private const double Beta = 0.7;
    private const double Headroom = 0.15;
    private const double PacingMargin = 0.99;
    private const int MinPipePackets = 4;
    private const int InitialPackets = 128;

    /// <summary>Growth of the window at first, while nothing waits anywhere on the path.</summary>
    private const int LeapGain = 8;

    /// <summary>First windows up to which it grows like that: one round trip that takes the place of three.</summary>
    private const int MaxLeap = 8;

    /// <summary>What is allowed in a leap leaves in this part of a round trip.</summary>
    private const double LeapPacingGain = 1.25;

    /// <summary>The first window is large, so it is spread: it leaves no more densely than on a link of 60 Mbit/s.</summary>
    private static readonly long FirstFlight = 20 * TimeSpan.TicksPerMillisecond;

    /// <summary>Hosts take this long to wake up and answer, however short the cable is.</summary>
    private static readonly long HostLatency = TimeSpan.TicksPerMillisecond;

    private readonly Entropy _entropy;
    private readonly LossJudge _losses = new();
    private long _roundCount;
    private bool _roundStart;
    private long _nextRoundDelivered;
    private long _delivered;
    private long _inFlight;
    private long _priorCwnd;
    private bool _isCwndLimited;
    private bool _hasLeapt;

    /// <summary>Begins at a datagram size; <paramref name="entropy"/> spreads the probes of several transfers.</summary>
    public Bbr(int datagramSize, Entropy entropy, long now)
    {
        _entropy = entropy;
        DatagramSize = datagramSize;
        Cwnd = InitialCwnd;
        PacingRate = (double)Cwnd * TimeSpan.TicksPerSecond / FirstFlight;
        SendQuantum = 2 * datagramSize;
        _probeRttMinStamp = _minRttStamp = now;
        EnterStartup();
    }

    public enum Phase
    {
        Startup,
        Drain,
        Down,
        Cruise,
        Refill,
        Up,
        ProbeRtt,
    }

    /// <summary>Size in bytes of a full datagram now.</summary>
    public int DatagramSize { get; set; }

    /// <summary>Bytes that may be under way.</summary>
    public long Cwnd { get; private set; }

    /// <summary>Bytes a second at which to send.</summary>
    public double PacingRate { get; private set; }

    /// <summary>Bytes that may leave at once.</summary>
    public int SendQuantum { get; private set; }

    public Phase State { get; private set; }

    /// <summary>Estimated bandwidth in bytes a second.</summary>
    public double Bandwidth => Math.Min(_maxBandwidth, _bandwidthShortTerm);

    public long MinRoundTrip => _minRtt;

    private long InitialCwnd => InitialPackets * (long)Math.Min(DatagramSize, 1500);

    private long MinPipeCwnd => MinPipePackets * (long)DatagramSize;

    private bool IsInProbeBandwidth => State is Phase.Down or Phase.Cruise or Phase.Refill or Phase.Up;

    /// <summary>Takes in one acknowledgement.</summary>
    /// <param name="sample">What it measured.</param>
    /// <param name="deliveredTotal">Bytes acknowledged in all.</param>
    /// <param name="bytesInFlight">Bytes under way after it.</param>
    /// <param name="cwndLimited">Whether the window, not pacing, was what held the sender back.</param>
    /// <param name="now">The time.</param>
    public void OnAcknowledgement(
        in RateSample sample,
        long deliveredTotal,
        long bytesInFlight,
        bool cwndLimited,
        long now
    )
    {
        _delivered = deliveredTotal;
        _inFlight = bytesInFlight;
        _isCwndLimited = cwndLimited;
        UpdateModelAndState(sample, now);
        SetPacingRate();
        SetSendQuantum();
        SetCwnd(sample);
        Leap(sample);
    }

    /// <summary>Sending begins again after there was nothing to send.</summary>
    public void OnRestartFromIdle(long now)
    {
        _idleRestart = true;
        _extraAckedStart = now;
        if (IsInProbeBandwidth)
        {
            PacingRate = Math.Max(PacingRate, PacingMargin * Bandwidth);
        }
    }

    private void UpdateModelAndState(in RateSample sample, long now)
    {
        UpdateLatestDeliverySignals(sample);
        UpdateCongestionSignals(sample);
        UpdateAckAggregation(sample, now);
        CheckFullBandwidthReached(sample);
        CheckStartupDone();
        CheckDrainDone(now);
        UpdateProbeBandwidthPhase(sample, now);
        UpdateMinRtt(sample, now);
        CheckProbeRtt(sample, now);
        AdvanceLatestDeliverySignals(sample);
    }

    private void StartRound() => _nextRoundDelivered = _delivered;

    private void UpdateRound(in RateSample sample)
    {
        _roundStart = sample.HasPacket && sample.PriorDelivered >= _nextRoundDelivered;
        if (!_roundStart)
        {
            return;
        }

        StartRound();
        _roundCount++;
        _roundsSinceProbe++;
    }

    private void SetPacingRate()
    {
        if (Bandwidth <= 0)
        {
            return;
        }

        var rate = PacingGain * Bandwidth * PacingMargin;
        if (_isFullBandwidthReached || rate > PacingRate)
        {
            PacingRate = rate;
        }
    }

    /// <summary>
    /// The first window is a tiny part of what a fast path holds. Until several of them are under way, each packet whose round
    /// trip shows no queue allows eight; the first that waited ends that.
    /// </summary>
    private void Leap(in RateSample sample)
    {
        _hasLeapt |=
            State != Phase.Startup
            || Cwnd >= MaxLeap * InitialCwnd
            || _lossInRound
            || LossJudge.ShowsQueue(sample.RoundTrip, _minRtt);
        if (_hasLeapt || _minRtt == long.MaxValue)
        {
            return;
        }

        Cwnd = Math.Min(Cwnd + ((LeapGain - 2) * sample.NewlyAcknowledged), MaxLeap * InitialCwnd);
        var roundTrip = Math.Max(_minRtt, HostLatency);
        PacingRate = Math.Max(PacingRate, LeapPacingGain * Cwnd * TimeSpan.TicksPerSecond / roundTrip);
    }

    private void SetSendQuantum()
    {
        var millisecond = PacingRate / 1000;
        SendQuantum = (int)Math.Clamp(millisecond, 2L * DatagramSize, Math.Max(64 * 1024, 2 * DatagramSize));
    }

    private void SetCwnd(in RateSample sample)
    {
        var most = MaxInFlight();
        if (_isFullBandwidthReached)
        {
            Cwnd = Math.Min(Cwnd + sample.NewlyAcknowledged, most);
        }
        else if (Cwnd < most || _delivered < InitialCwnd)
        {
            Cwnd += sample.NewlyAcknowledged;
        }

        Cwnd = Math.Max(Cwnd, MinPipeCwnd);
        if (State == Phase.ProbeRtt)
        {
            Cwnd = Math.Min(Cwnd, ProbeRttCwnd);
        }

        Cwnd = Math.Min(Cwnd, ModelBound());
    }

    private long ModelBound()
    {
        var bound = double.PositiveInfinity;
        if (State is Phase.Cruise or Phase.ProbeRtt)
        {
            bound = InFlightWithHeadroom;
        }
        else if (IsInProbeBandwidth)
        {
            bound = _inFlightLongTerm;
        }

        bound = Math.Min(bound, _inFlightShortTerm);
        return double.IsPositiveInfinity(bound) ? long.MaxValue : Math.Max((long)bound, MinPipeCwnd);
    }

    private long MaxInFlight() => Quantized(BandwidthDelayProduct(CwndGain) + ExtraAcked);

    private double BandwidthDelayProduct(double gain) =>
        _minRtt == long.MaxValue
            ? InitialCwnd
            : gain * Bandwidth * Math.Max(_minRtt, HostLatency) / TimeSpan.TicksPerSecond;

    private long Quantized(double bytes)
    {
        var budget = Math.Max(bytes, Math.Max(3L * SendQuantum, MinPipeCwnd));
        return (long)budget + (State == Phase.Up ? 2 * DatagramSize : 0);
    }

    private long InFlight(double gain) => Quantized(BandwidthDelayProduct(gain));
}
