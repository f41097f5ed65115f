namespace Forum.Reactive.Transfer.Congestion;

/// <content>The state machine: starting, draining, and the cycle of probing for bandwidth and round trip.</content>
internal sealed partial class Bbr
{
    private const double FullBandwidthGrowth = 1.25;
    private const int FullBandwidthRounds = 3;
    private const int MaxRenoRounds = 63;
    private static readonly long ProbeRttDuration = TimeSpan.FromMilliseconds(200).Ticks;
    private bool _isFullBandwidthReached;
    private bool _isFullBandwidthNow;
    private double _fullBandwidth;
    private int _fullBandwidthCount;
    private bool _idleRestart;
    private AckPhase _ackPhase;
    private bool _hasProbeSamples;
    private int _probeUpRounds;
    private long _probeUpAcked;
    private long _probeUpCount = long.MaxValue;
    private int _roundsSinceProbe;
    private long _probeWait;
    private long _cycleStamp;
    private long _probeRttDoneStamp;
    private bool _probeRttRoundDone;

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

    private double PacingGain =>
        State switch
        {
            Phase.Startup => StartupPacingGain,
            Phase.Drain => DrainPacingGain,
            Phase.Down => ProbeDownPacingGain,
            Phase.Up => ProbeUpPacingGain,
            _ => 1,
        };

    private double CwndGain =>
        State switch
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
        if (_isFullBandwidthNow || !_roundStart || sample.IsAppLimited)
        {
            return;
        }

        if (sample.Rate >= _fullBandwidth * FullBandwidthGrowth)
        {
            ResetFullBandwidth(sample.Rate);
            return;
        }

        _fullBandwidthCount++;
        _isFullBandwidthNow = _fullBandwidthCount >= FullBandwidthRounds;
        _isFullBandwidthReached |= _isFullBandwidthNow;
    }

    private void ResetFullBandwidth(double rate)
    {
        _fullBandwidth = rate;
        _fullBandwidthCount = 0;
        _isFullBandwidthNow = false;
    }

    private void CheckStartupDone()
    {
        if (State == Phase.Startup && _lossRoundStart && _lossInRound)
        {
            _isFullBandwidthReached = true;
            _inFlightLongTerm = Math.Max(BandwidthDelayProduct(1), _inFlightLatest);
        }

        if (State == Phase.Startup && _isFullBandwidthReached)
        {
            State = Phase.Drain;
        }
    }

    private void CheckDrainDone(long now)
    {
        if (State != Phase.Drain || _inFlight > InFlight(1))
        {
            return;
        }

        LossEpoch = now;
        StartDown(now);
    }

    private void UpdateProbeBandwidthPhase(in RateSample sample, long now)
    {
        if (!_isFullBandwidthReached)
        {
            return;
        }

        AdaptLongTermModel(sample, now);
        if (State is Phase.Down or Phase.Cruise && IsTimeToProbe(now))
        {
            StartRefill();
        }
        else if (State == Phase.Down && IsTimeToCruise())
        {
            State = Phase.Cruise;
        }
        else if (State == Phase.Refill && _roundStart)
        {
            StartUp(sample, now);
        }
        else if (State == Phase.Up && IsTimeToGoDown(sample))
        {
            StartDown(now);
        }
    }

    private void AdaptLongTermModel(in RateSample sample, long now)
    {
        if (_ackPhase == AckPhase.ProbeStarting && _roundStart)
        {
            _ackPhase = AckPhase.ProbeFeedback;
        }

        if (_ackPhase == AckPhase.ProbeStopping && _roundStart)
        {
            _hasProbeSamples = false;
            _ackPhase = AckPhase.Idle;
            if (IsInProbeBandwidth && !sample.IsAppLimited)
            {
                AdvanceMaxBandwidthFilter();
            }
        }

        if (_hasProbeSamples && sample.NewlyLost > 0 && _losses.IsTooHigh(sample, _minRtt))
        {
            HandleInFlightTooHigh(sample, now);
        }
        else if (!double.IsPositiveInfinity(_inFlightLongTerm))
        {
            RaiseInFlightLongTerm(sample);
        }
    }

    private void HandleInFlightTooHigh(in RateSample sample, long now)
    {
        _hasProbeSamples = false;
        if (!sample.IsAppLimited)
        {
            _inFlightLongTerm = Math.Max(sample.InFlight, Beta * Math.Min(BandwidthDelayProduct(1), Cwnd));
        }

        if (State == Phase.Up)
        {
            StartDown(now);
        }
    }

    private void RaiseInFlightLongTerm(in RateSample sample)
    {
        _inFlightLongTerm = Math.Max(_inFlightLongTerm, sample.InFlight);
        if (State != Phase.Up || !_isCwndLimited || Cwnd < _inFlightLongTerm)
        {
            return;
        }

        _probeUpAcked += sample.NewlyAcknowledged;
        if (_probeUpAcked >= _probeUpCount)
        {
            var steps = _probeUpAcked / _probeUpCount;
            _probeUpAcked -= steps * _probeUpCount;
            _inFlightLongTerm += steps * DatagramSize;
        }

        if (_roundStart)
        {
            RaiseSlope();
        }
    }

    private void RaiseSlope()
    {
        var growth = 1L << _probeUpRounds;
        _probeUpRounds = Math.Min(_probeUpRounds + 1, 30);
        _probeUpCount = Math.Max(Cwnd / growth, DatagramSize);
    }

    private bool IsTimeToProbe(long now) => now > _cycleStamp + _probeWait || IsRenoTime();

    /// <summary>A Reno flow of this size would have grown by as much as a probe adds: time to keep up with it.</summary>
    private bool IsRenoTime()
    {
        var packets = Math.Min(BandwidthDelayProduct(1), Cwnd) / DatagramSize;
        return _roundsSinceProbe >= Math.Min(Math.Max(packets, 1), MaxRenoRounds);
    }

    private bool IsTimeToCruise() => _inFlight <= InFlightWithHeadroom && _inFlight <= InFlight(1);

    private bool IsTimeToGoDown(in RateSample sample)
    {
        if (_isCwndLimited && Cwnd >= _inFlightLongTerm)
        {
            ResetFullBandwidth(sample.Rate);
        }
        else if (_isFullBandwidthNow)
        {
            return true;
        }

        return false;
    }

    private void StartDown(long now)
    {
        ResetCongestionSignals();
        _probeUpCount = long.MaxValue;
        _roundsSinceProbe = (int)(_entropy.NextInt64() & 1);
        _probeWait = TimeSpan.FromSeconds(2 + _entropy.NextDouble()).Ticks;
        _cycleStamp = now;
        _ackPhase = AckPhase.ProbeStopping;
        StartRound();
        State = Phase.Down;
    }

    private void StartRefill()
    {
        ResetShortTermModel();
        _probeUpRounds = 0;
        _probeUpAcked = 0;
        _ackPhase = AckPhase.Refilling;
        StartRound();
        State = Phase.Refill;
    }

    private void StartUp(in RateSample sample, long now)
    {
        _hasProbeSamples = true;
        _ackPhase = AckPhase.ProbeStarting;
        StartRound();
        ResetFullBandwidth(sample.Rate);
        _cycleStamp = now;
        State = Phase.Up;
        RaiseSlope();
    }

    private void CheckProbeRtt(in RateSample sample, long now)
    {
        if (State != Phase.ProbeRtt && _probeRttExpired && !_idleRestart && _isFullBandwidthReached)
        {
            EnterProbeRtt();
        }

        if (State == Phase.ProbeRtt)
        {
            HandleProbeRtt(now);
        }

        if (sample.NewlyAcknowledged > 0)
        {
            _idleRestart = false;
        }
    }

    private void EnterProbeRtt()
    {
        _priorCwnd = Cwnd;
        State = Phase.ProbeRtt;
        _probeRttDoneStamp = 0;
        _ackPhase = AckPhase.ProbeStopping;
        StartRound();
    }

    private void HandleProbeRtt(long now)
    {
        if (_probeRttDoneStamp == 0)
        {
            if (_inFlight > ProbeRttCwnd)
            {
                return;
            }

            _probeRttDoneStamp = now + ProbeRttDuration;
            _probeRttRoundDone = false;
            StartRound();
            return;
        }

        _probeRttRoundDone |= _roundStart;
        if (!_probeRttRoundDone || now <= _probeRttDoneStamp)
        {
            return;
        }

        _probeRttMinStamp = now;
        Cwnd = Math.Max(Cwnd, _priorCwnd);
        ResetShortTermModel();
        StartDown(now);
        State = Phase.Cruise;
    }
}
