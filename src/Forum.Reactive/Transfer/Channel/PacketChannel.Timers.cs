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
    private long timerAt = long.MaxValue;
    private long lastHeardAt;
    private long lastElicitingAt;
    private int probeTimeouts;

    /// <summary>When to send a probe because no acknowledgement came (RFC 9002, section 6.2).</summary>
    private long ProbeTimeoutAt
    {
        get
        {
            if (inFlight == 0)
                return long.MaxValue;
            var wait = roundTrip.Smoothed + Math.Max(4 * roundTrip.Variation, Granularity) + PeerDelay;
            return lastElicitingAt + Math.Min(wait << Math.Min(probeTimeouts, MaxBackoff), MaxProbeTimeout);
        }
    }

    private long KeepAliveAt => content.KeepsAlive && inFlight == 0 && remote is not null
        ? Math.Max(lastHeardAt, lastElicitingAt) + KeepAlive
        : long.MaxValue;

    private long PacingAt => remote is not null && MaySendData ? nextSendAt : long.MaxValue;

    private void Rearm(long now)
    {
        if (isClosed)
            return;
        var due = hasMoreToSend ? now : NextDeadline();
        if (due >= timerAt)
            return;
        timerAt = due;
        timer.Disposable = context.Scheduler.Schedule(
            this, TimeSpan.FromTicks(Math.Max(0, due - now)), static (_, channel) => channel.OnTimer());
    }

    private long NextDeadline()
    {
        var due = Math.Min(lastHeardAt + Silence, Math.Min(lossAt, ProbeTimeoutAt));
        due = Math.Min(due, Math.Min(KeepAliveAt, PacingAt));
        return remote is null ? due : Math.Min(due, received.Due);
    }

    private IDisposable OnTimer()
    {
        timerAt = long.MaxValue;
        if (isClosed)
            return Disposable.Empty;
        var now = context.Now;
        if (now >= lastHeardAt + Silence)
        {
            lastHeardAt = now;
            content.OnSilence();
        }

        if (now >= lossAt)
            DetectLoss(now);
        if (now >= ProbeTimeoutAt)
            OnProbeTimeout();
        if (now >= KeepAliveAt)
            pendingControl |= ControlFrames.Ping;
        Pump();
        return Disposable.Empty;
    }

    /// <summary>Sends what is oldest once more, without taking it for lost.</summary>
    private void OnProbeTimeout()
    {
        probeTimeouts++;
        owedProbes = probeTimeouts == 1 ? 1 : 2;
        for (var number = Math.Max(firstInFlight, sent.Lowest); number < sent.Next; number++)
        {
            ref var packet = ref sent[number];
            if (packet.State != SentState.InFlight)
                continue;
            pendingControl |= packet.Control & ~confirmedControl & ~ControlFrames.Ping;
            content.OnLost(packet);
            mtu!.OnLost(packet.Size, probeTimeouts > 1);
            return;
        }
    }
}
