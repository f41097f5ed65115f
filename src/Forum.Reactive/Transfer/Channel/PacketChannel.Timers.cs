using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using Forum.Reactive.Transfer.Packets;
using Forum.Reactive.Transfer.Recovery;

namespace Forum.Reactive.Transfer.Channel;

/// <content>Deadlines. One timer serves all; it is moved only when the next deadline comes sooner than it.</content>
internal sealed partial class PacketChannel
{
    private const int MaxBackoff = 5;
    private static readonly long MaxProbeTimeout = TimeSpan.FromSeconds(3).Ticks;
    private static readonly long PeerDelay = 2 * TimeSpan.TicksPerMillisecond;
    private long _timerAt = long.MaxValue;
    private long _lastHeardAt;
    private long _lastElicitingAt;
    private int _probeTimeouts;

    /// <summary>When to send a probe because no acknowledgement came (RFC 9002, section 6.2).</summary>
    private long ProbeTimeoutAt
    {
        get
        {
            if (_inFlight == 0)
            {
                return long.MaxValue;
            }

            var wait = _roundTrip.Smoothed + Math.Max(4 * _roundTrip.Variation, Granularity) + PeerDelay;
            return _lastElicitingAt + Math.Min(wait << Math.Min(_probeTimeouts, MaxBackoff), MaxProbeTimeout);
        }
    }

    private long KeepAliveAt =>
        _content.KeepsAlive && _inFlight == 0 && _route is not null
            ? Math.Max(_lastHeardAt, _lastElicitingAt) + KeepAlive
            : long.MaxValue;

    private long PacingAt => _route is not null && MaySendData ? _nextSendAt : long.MaxValue;

    private void Rearm(long now)
    {
        if (_isClosed)
        {
            return;
        }

        var due = _hasMoreToSend ? now : NextDeadline();
        if (due >= _timerAt)
        {
            return;
        }

        _timerAt = due;
        _timer.Disposable = _context.Scheduler.Schedule(
            this,
            TimeSpan.FromTicks(Math.Max(0, due - now)),
            static (_, channel) => channel.OnTimer()
        );
    }

    private long NextDeadline()
    {
        var due = Math.Min(_lastHeardAt + Silence, Math.Min(_lossAt, ProbeTimeoutAt));
        due = Math.Min(due, Math.Min(KeepAliveAt, PacingAt));
        return _route is null ? due : Math.Min(due, _received.Due);
    }

    private IDisposable OnTimer()
    {
        _timerAt = long.MaxValue;
        if (_isClosed)
        {
            return Disposable.Empty;
        }

        var now = _context.Now;
        if (now >= _lastHeardAt + Silence)
        {
            _lastHeardAt = now;
            _content.OnSilence();
        }

        if (now >= _lossAt)
        {
            DetectLoss(now);
        }

        if (now >= ProbeTimeoutAt)
        {
            OnProbeTimeout();
        }

        if (now >= KeepAliveAt)
        {
            _pendingControl |= ControlFrames.Ping;
        }

        Pump();
        return Disposable.Empty;
    }

    /// <summary>Sends what is oldest once more, without taking it for lost.</summary>
    private void OnProbeTimeout()
    {
        _probeTimeouts++;
        _owedProbes = _probeTimeouts == 1 ? 1 : 2;
        for (var number = Math.Max(_firstInFlight, _sent.Lowest); number < _sent.Next; number++)
        {
            ref var packet = ref _sent[number];
            if (packet.State != SentState.InFlight)
            {
                continue;
            }

            _pendingControl |= packet.Control & ~_confirmedControl & ~ControlFrames.Ping;
            _content.OnLost(packet);
            if (number >= _firstOnRoute)
            {
                _mtu!.OnLost(packet.Size, _probeTimeouts > 1);
            }

            return;
        }
    }
}
