using Forum.Reactive.Transfer.Congestion;
using Forum.Reactive.Transfer.Packets;
using Forum.Reactive.Transfer.Recovery;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Transfer.Channel;

/// <content>What arrives: packets, and in them acknowledgements, from which loss follows (RFC 9002, section 6).</content>
internal sealed partial class PacketChannel
{
    private const int InitialPacketThreshold = 3;
    private const int MaxPacketThreshold = 1024;
    private const long MaxPeerDelayMicroseconds = 25_000;
    private static readonly long Granularity = TimeSpan.TicksPerMillisecond;
    private int packetThreshold = InitialPacketThreshold;
    private long largestAcknowledged = -1;
    private long firstInFlight;
    private long inFlight;
    private long lossAt = long.MaxValue;

    /// <summary>Takes a datagram that bears this channel's tag. It costs one failed check if it is not genuine.</summary>
    public void OnDatagram(in Datagram datagram)
    {
        var bytes = datagram.Payload.Span;
        var number = PacketHeader.ReadNumber(bytes, received.Expected);
        if (isClosed || number < 0 || received.IsReplay(number))
            return;
        if (!opening.TryOpen(number, bytes[..PacketHeader.Bytes], bytes[PacketHeader.Bytes..]))
        {
            Forged++;
            return;
        }

        lastHeardAt = context.Now;
        Follow(datagram, number);
        Read(bytes[PacketHeader.Bytes..^PacketProtection.TagBytes], number, bytes.Length);
    }

    /// <summary>To be called when no datagram is waiting: answers what has come.</summary>
    public void AfterBatch()
    {
        if (received.IsDueAfterBatch(context.Now) || content.HasData || pendingControl != ControlFrames.None)
            Pump();
        else if (!isClosed)
            Rearm(context.Now);
    }

    /// <summary>The newest genuine packet says where the other side is.</summary>
    private void Follow(in Datagram datagram, long number)
    {
        if (remote is null)
            MeetPeer(datagram.Source);
        else if (number >= received.Expected && !ReferenceEquals(remote, datagram.Source) && !remote.Equals(datagram.Source))
            remote = datagram.Source;
    }

    private void Read(ReadOnlySpan<byte> text, long number, int size)
    {
        var reader = new FrameReader(text);
        var isEliciting = false;
        while (!isClosed && reader.TryRead(out var frame))
        {
            isEliciting |= frame.IsEliciting;
            if (!Take(frame))
                return;
        }

        if (reader.IsMalformed)
            content.OnProtocolError();
        received.Add(number, size, isEliciting, lastHeardAt);
    }

    private bool Take(scoped in Frame frame)
    {
        switch (frame.Type)
        {
            case FrameType.Ping:
                return true;
            case FrameType.Data:
                return content.OnData(frame.Number, frame.Payload);
            case FrameType.Acknowledgement:
                OnAcknowledgement(frame);
                return true;
            default:
                if (!content.OnControl(frame))
                    content.OnProtocolError();
                return true;
        }
    }

    private void OnAcknowledgement(scoped in Frame frame)
    {
        if (frame.Number >= sent.Next || congestion is null)
            return;
        var now = context.Now;
        var windowWasFull = inFlight + (2 * mtu!.Current) > congestion.Cwnd;
        var deliveredBefore = rate.Delivered;
        rate.Begin();
        var sample = AcknowledgeRanges(frame, now);
        content.OnLimit(frame.Limit);
        DetectLoss(now);
        if (rate.Delivered > deliveredBefore)
            probeTimeouts = 0;
        congestion.DatagramSize = mtu.Current;
        congestion.OnAcknowledgement(rate.End(sample, roundTrip.Min), rate.Delivered, inFlight, windowWasFull, now);
        sent.Forget(now - (2 * roundTrip.Smoothed));
        firstInFlight = Math.Max(firstInFlight, sent.Lowest);
    }

    /// <summary>Returns the round trip of the largest number if this is its first acknowledgement, else -1.</summary>
    private long AcknowledgeRanges(scoped in Frame frame, long now)
    {
        var largest = frame.Number;
        var sample = -1L;
        if (largest > largestAcknowledged)
        {
            largestAcknowledged = largest;
            ref var packet = ref sent[largest];
            if (largest >= sent.Lowest && packet.State == SentState.InFlight)
            {
                sample = Math.Max(1, now - packet.SentAt);
                var delay = Math.Min(frame.Delay, MaxPeerDelayMicroseconds) * TimeSpan.TicksPerMicrosecond;
                roundTrip.Add(sample, delay);
            }
        }

        var ranges = new RangeReader(frame.Payload, frame.RangeCount);
        var above = largest + 1;
        while (ranges.TryRead(out var distance, out var length) && above > sent.Lowest)
        {
            var end = above - distance;
            var start = end - length;
            AcknowledgeRange(Math.Max(start, sent.Lowest), end, now);
            above = start;
        }

        return sample;
    }

    private void AcknowledgeRange(long start, long end, long now)
    {
        for (var number = start; number < end; number++)
        {
            ref var packet = ref sent[number];
            if (packet.State == SentState.InFlight)
                inFlight -= packet.Size;
            else if (packet.State == SentState.Lost)
                OnSpuriousLoss(packet, number);
            else
                continue;
            packet.State = SentState.Acknowledged;
            Confirm(packet, now);
        }
    }

    private void Confirm(in SentPacket packet, long now)
    {
        rate.OnAcknowledged(packet, now);
        confirmedControl |= packet.Control;
        pendingControl &= ~packet.Control;
        if (packet.IsProbe)
            mtu!.OnProbeAcknowledged(packet.Size);
        else
            mtu!.OnAcknowledged(packet.Size);
        content.OnAcknowledged(packet);
    }

    /// <summary>It was only late: the path reorders, so be more patient (RFC 9002, section 6.2.1 allows it).</summary>
    private void OnSpuriousLoss(in SentPacket packet, long number)
    {
        rate.OnSpuriousLoss(packet);
        packetThreshold = (int)Math.Clamp(largestAcknowledged - number + 1, packetThreshold, MaxPacketThreshold);
    }

    private void DetectLoss(long now)
    {
        lossAt = long.MaxValue;
        var patience = Math.Max(Math.Max(roundTrip.Latest, roundTrip.Smoothed) * 9 / 8, Granularity);
        while (firstInFlight < sent.Next && sent[firstInFlight].State != SentState.InFlight)
            firstInFlight++;
        for (var number = firstInFlight; number < largestAcknowledged; number++)
        {
            ref var packet = ref sent[number];
            if (packet.State != SentState.InFlight)
                continue;
            if (largestAcknowledged - number >= packetThreshold || packet.SentAt + patience <= now)
                DeclareLost(ref packet);
            else
                lossAt = Math.Min(lossAt, packet.SentAt + patience);
        }
    }

    private void DeclareLost(ref SentPacket packet)
    {
        packet.State = SentState.Lost;
        inFlight -= packet.Size;
        pendingControl |= packet.Control & ~confirmedControl & ~ControlFrames.Ping;
        content.OnLost(packet);
        if (packet.IsProbe)
        {
            mtu!.OnProbeLost(packet.Size);
            return;
        }

        rate.OnLost(packet, congestion!.LossEpoch);
        mtu!.OnLost(packet.Size, probeTimeouts > 1);
    }
}
