namespace Forum.Reactive.Transfer.Congestion;

/// <content>The state machine: starting, draining, and the cycle of probing for bandwidth and round trip.</content>
internal sealed partial class Bbr
{
    private const double FullBandwidthGrowth = 1.25;
    private const int FullBandwidthRounds = 3;
    private const int MaxRenoRounds = 63;
    private static readonly long ProbeRttDuration = TimeSpan.FromMilliseconds(200).Ticks;
    private bool isFullBandwidthReached;
    private bool isFullBandwidthNow;
    private double fullBandwidth;
    private int fullBandwidthCount;
    private bool idleRestart;
    private AckPhase ackPhase;
    private bool hasProbeSamples;
    private int probeUpRounds;
    private long probeUpAcked;
    private long probeUpCount = long.MaxValue;
    private int roundsSinceProbe;
    private long probeWait;
    private long cycleStamp;
    private long probeRttDoneStamp;
    private bool probeRttRoundDone;

    private enum AckPhase
    {
        Idle,
        ProbeStarting,
        ProbeFeedback,
        ProbeStopping,
        Refilling,
    }

    /// <summary>Packets sent before this were too many for the startup's own reasons, which have been drawn from already.</summary>
    public long LossEpoch { get; private set; }

    private double PacingGain => State switch
    {
        Phase.Startup => StartupPacingGain,
        Phase.Drain => DrainPacingGain,
        Phase.Down => ProbeDownPacingGain,
        Phase.Up => ProbeUpPacingGain,
        _ => 1,
    };

    private double CwndGain => State switch
    {
        Phase.Startup or Phase.Drain => StartupCwndGain,
        Phase.Up => ProbeUpCwndGain,
        Phase.ProbeRtt => ProbeRttCwndGain,
        _ => DefaultCwndGain,
    };

    private long ProbeRttCwnd => Math.Max((long)BandwidthDelayProduct(ProbeRttCwndGain), MinPipeCwnd);

    private void EnterStartup() => State = Phase.Startup;

    private void CheckFullBandwidthReached(in RateSample sample)
    {
        if (isFullBandwidthNow || !roundStart || sample.IsAppLimited)
            return;
        if (sample.Rate >= fullBandwidth * FullBandwidthGrowth)
        {
            ResetFullBandwidth(sample.Rate);
            return;
        }

        fullBandwidthCount++;
        isFullBandwidthNow = fullBandwidthCount >= FullBandwidthRounds;
        isFullBandwidthReached |= isFullBandwidthNow;
    }

    private void ResetFullBandwidth(double rate)
    {
        fullBandwidth = rate;
        fullBandwidthCount = 0;
        isFullBandwidthNow = false;
    }

    private void CheckStartupDone()
    {
        if (State == Phase.Startup && lossRoundStart && lossInRound)
        {
            isFullBandwidthReached = true;
            inFlightLongTerm = Math.Max(BandwidthDelayProduct(1), inFlightLatest);
        }

        if (State == Phase.Startup && isFullBandwidthReached)
            State = Phase.Drain;
    }

    private void CheckDrainDone(long now)
    {
        if (State != Phase.Drain || inFlight > InFlight(1))
            return;
        LossEpoch = now;
        StartDown(now);
    }

    private void UpdateProbeBandwidthPhase(in RateSample sample, long now)
    {
        if (!isFullBandwidthReached)
            return;
        AdaptLongTermModel(sample, now);
        if (State is Phase.Down or Phase.Cruise && IsTimeToProbe(now))
            StartRefill();
        else if (State == Phase.Down && IsTimeToCruise())
            State = Phase.Cruise;
        else if (State == Phase.Refill && roundStart)
            StartUp(sample, now);
        else if (State == Phase.Up && IsTimeToGoDown(sample))
            StartDown(now);
    }

    private void AdaptLongTermModel(in RateSample sample, long now)
    {
        if (ackPhase == AckPhase.ProbeStarting && roundStart)
            ackPhase = AckPhase.ProbeFeedback;
        if (ackPhase == AckPhase.ProbeStopping && roundStart)
        {
            hasProbeSamples = false;
            ackPhase = AckPhase.Idle;
            if (IsInProbeBandwidth && !sample.IsAppLimited)
                AdvanceMaxBandwidthFilter();
        }

        if (hasProbeSamples && sample.NewlyLost > 0 && losses.IsTooHigh(sample, minRtt))
            HandleInFlightTooHigh(sample, now);
        else if (!double.IsPositiveInfinity(inFlightLongTerm))
            RaiseInFlightLongTerm(sample);
    }

    private void HandleInFlightTooHigh(in RateSample sample, long now)
    {
        hasProbeSamples = false;
        if (!sample.IsAppLimited)
            inFlightLongTerm = Math.Max(sample.InFlight, Beta * Math.Min(BandwidthDelayProduct(1), Cwnd));
        if (State == Phase.Up)
            StartDown(now);
    }

    private void RaiseInFlightLongTerm(in RateSample sample)
    {
        inFlightLongTerm = Math.Max(inFlightLongTerm, sample.InFlight);
        if (State != Phase.Up || !isCwndLimited || Cwnd < inFlightLongTerm)
            return;
        probeUpAcked += sample.NewlyAcknowledged;
        if (probeUpAcked >= probeUpCount)
        {
            var steps = probeUpAcked / probeUpCount;
            probeUpAcked -= steps * probeUpCount;
            inFlightLongTerm += steps * DatagramSize;
        }

        if (roundStart)
            RaiseSlope();
    }

    private void RaiseSlope()
    {
        var growth = 1L << probeUpRounds;
        probeUpRounds = Math.Min(probeUpRounds + 1, 30);
        probeUpCount = Math.Max(Cwnd / growth, DatagramSize);
    }

    private bool IsTimeToProbe(long now) => now > cycleStamp + probeWait || IsRenoTime();

    /// <summary>A Reno flow of this size would have grown by as much as a probe adds: time to keep up with it.</summary>
    private bool IsRenoTime()
    {
        var packets = Math.Min(BandwidthDelayProduct(1), Cwnd) / DatagramSize;
        return roundsSinceProbe >= Math.Min(Math.Max(packets, 1), MaxRenoRounds);
    }

    private bool IsTimeToCruise() => inFlight <= InFlightWithHeadroom && inFlight <= InFlight(1);

    private bool IsTimeToGoDown(in RateSample sample)
    {
        if (isCwndLimited && Cwnd >= inFlightLongTerm)
            ResetFullBandwidth(sample.Rate);
        else if (isFullBandwidthNow)
            return true;
        return false;
    }

    private void StartDown(long now)
    {
        ResetCongestionSignals();
        probeUpCount = long.MaxValue;
        roundsSinceProbe = random.Next(2);
        probeWait = TimeSpan.FromSeconds(2 + random.NextDouble()).Ticks;
        cycleStamp = now;
        ackPhase = AckPhase.ProbeStopping;
        StartRound();
        State = Phase.Down;
    }

    private void StartRefill()
    {
        ResetShortTermModel();
        probeUpRounds = 0;
        probeUpAcked = 0;
        ackPhase = AckPhase.Refilling;
        StartRound();
        State = Phase.Refill;
    }

    private void StartUp(in RateSample sample, long now)
    {
        hasProbeSamples = true;
        ackPhase = AckPhase.ProbeStarting;
        StartRound();
        ResetFullBandwidth(sample.Rate);
        cycleStamp = now;
        State = Phase.Up;
        RaiseSlope();
    }

    private void CheckProbeRtt(in RateSample sample, long now)
    {
        if (State != Phase.ProbeRtt && probeRttExpired && !idleRestart && isFullBandwidthReached)
            EnterProbeRtt();
        if (State == Phase.ProbeRtt)
            HandleProbeRtt(now);
        if (sample.NewlyAcknowledged > 0)
            idleRestart = false;
    }

    private void EnterProbeRtt()
    {
        priorCwnd = Cwnd;
        State = Phase.ProbeRtt;
        probeRttDoneStamp = 0;
        ackPhase = AckPhase.ProbeStopping;
        StartRound();
    }

    private void HandleProbeRtt(long now)
    {
        if (probeRttDoneStamp == 0)
        {
            if (inFlight > ProbeRttCwnd)
                return;
            probeRttDoneStamp = now + ProbeRttDuration;
            probeRttRoundDone = false;
            StartRound();
            return;
        }

        probeRttRoundDone |= roundStart;
        if (!probeRttRoundDone || now <= probeRttDoneStamp)
            return;
        probeRttMinStamp = now;
        Cwnd = Math.Max(Cwnd, priorCwnd);
        ResetShortTermModel();
        StartDown(now);
        State = Phase.Cruise;
    }
}
