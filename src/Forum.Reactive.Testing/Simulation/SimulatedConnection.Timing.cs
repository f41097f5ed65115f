using System.Net.Sockets;

namespace Forum.Reactive.Transport.Simulation;

/// <summary>The clock of a connection: round trips (RFC 6298), retransmissions, keep-alive, time-outs.</summary>
internal sealed partial class SimulatedConnection
{
    private const long Never = long.MaxValue;
    private static readonly long FirstRto = TimeSpan.FromSeconds(1).Ticks;
    private static readonly long LeastRto = TimeSpan.FromMilliseconds(200).Ticks;
    private static readonly long MostRto = TimeSpan.FromSeconds(120).Ticks;
    private static readonly long MostProbe = TimeSpan.FromSeconds(60).Ticks;
    private long _alarmAt = Never;
    private long _heardAt;
    private long _probedAt;
    private int _probes;
    private int _retries;
    private long _outstandingSince;
    private long _retransmitAt;
    private long _rto = FirstRto;
    private double _smoothed;
    private double _variation;
    private long _timedEnd = -1;
    private long _timedAt;

    private long ProbeInterval =>
        _writerWaits ? Math.Min(MostProbe, TimeSpan.TicksPerSecond << Math.Min(_probes, 6))
        : _probes > 0 ? _options.KeepAliveInterval.Ticks
        : _options.KeepAliveTime == TimeSpan.Zero ? Never
        : _options.KeepAliveTime.Ticks;

    private long NextDeadline()
    {
        if (_phase == Phase.Closed)
        {
            return Never;
        }

        if (IsOutstanding)
        {
            return _retransmitAt;
        }

        if (_orphanUntil != Never)
        {
            return _orphanUntil;
        }

        var interval = ProbeInterval;
        return interval == Never ? Never : Math.Max(_heardAt, _probedAt) + interval;
    }

    /// <summary>One alarm is set at most; one that comes too early sets the next.</summary>
    private void PlanAlarm()
    {
        var due = NextDeadline();
        if (due < _alarmAt)
        {
            _alarmAt = due;
            _host.Schedule(new Alarm(this, due), due);
        }
    }

    private void OnAlarm()
    {
        _alarmAt = Never;
        if (_host.Monotonic >= NextDeadline())
        {
            OnDeadline();
        }

        PlanAlarm();
    }

    private void OnDeadline()
    {
        if (IsOutstanding)
        {
            Retransmit();
        }
        else if (_orphanUntil != Never)
        {
            Close();
        }
        else
        {
            Probe();
        }
    }

    private void BeginRetransmissionTimer()
    {
        _outstandingSince = _host.Monotonic;
        _retransmitAt = _outstandingSince + _rto;
    }

    private void Retransmit()
    {
        var now = _host.Monotonic;
        var patience = _phase == Phase.Open ? _options.UserTimeout : _options.ConnectTimeout;
        if (now - _outstandingSince >= patience.Ticks)
        {
            Fail(SocketError.TimedOut);
            return;
        }

        _retries++;
        _rto = Math.Min(_rto * 2, MostRto);
        _retransmitAt = Math.Min(now + _rto, _outstandingSince + patience.Ticks);
        if (_phase != Phase.Open)
        {
            SendHandshake();
            return;
        }

        Shrink();
        TrySmaller();
        (_congestionWindow, _isRecovering, _repeatedAcknowledgements) = (_segmentSize, false, 0);
        _next = _unacknowledged;
        SendWhatMay();
    }

    /// <summary>Large segments may be what the path does not take, and nobody tells (RFC 4821).</summary>
    private void TrySmaller()
    {
        if (_retries >= 2)
        {
            var least = _retries >= 5 ? SmallestSegment : SmallSegment;
            _segmentSize = Math.Max(Math.Min(least, _segmentSize), _segmentSize / 2);
        }
    }

    private void Probe()
    {
        var now = _host.Monotonic;
        var isOver = _writerWaits ? now - _heardAt >= _options.UserTimeout.Ticks : _probes >= _options.KeepAliveProbes;
        if (isOver)
        {
            Fail(SocketError.TimedOut);
            return;
        }

        _probes++;
        _probedAt = now;
        Transmit(_unacknowledged - 1, 0, TcpFlags.Ack);
    }

    private void TimeRoundTrip(bool isFirstTime, long end)
    {
        if (!isFirstTime)
        {
            _timedEnd = -1; // Whose acknowledgement it would be is not known.
        }
        else if (_timedEnd < 0)
        {
            (_timedEnd, _timedAt) = (end, _host.Monotonic);
        }
    }

    private void MeasureRoundTrip(long acknowledged)
    {
        if (_timedEnd < 0 || acknowledged < _timedEnd)
        {
            return;
        }

        double sample = _host.Monotonic - _timedAt;
        _timedEnd = -1;
        if (_smoothed == 0)
        {
            (_smoothed, _variation) = (sample, sample / 2);
        }
        else
        {
            _variation = (0.75 * _variation) + (0.25 * Math.Abs(_smoothed - sample));
            _smoothed = (0.875 * _smoothed) + (0.125 * sample);
        }
    }

    /// <summary>Ends the doubling of <see cref="Retransmit"/>.</summary>
    private void ResetRto()
    {
        if (_smoothed > 0)
        {
            _rto = Math.Clamp((long)(_smoothed + (4 * _variation)), LeastRto, MostRto);
        }
    }

    private sealed class Alarm(SimulatedConnection connection, long due) : IHappening
    {
        public void Happen()
        {
            if (connection._alarmAt == due && connection._host.IsTimeFor(this, due))
            {
                connection.OnAlarm();
            }
        }
    }
}
