using System.Numerics;
using Forum.Reactive.Transfer.Packets;
using Forum.Reactive.Transfer.Recovery;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Transfer.Channel;

/// <content>What leaves: batches of full datagrams at the pace of the congestion control.</content>
internal sealed partial class PacketChannel
{
    private const int MaxBatchBytes = 65507;
    private const int MaxBatchPackets = 64;
    private const int MaxBatchesAtOnce = 4;
    private const int MaxAcknowledgedRanges = 32;
    private static readonly long MinBurst = TimeSpan.TicksPerMillisecond;
    private static readonly long MaxBurst = 5 * TimeSpan.TicksPerMillisecond;
    private static readonly long BusyPause = TimeSpan.TicksPerMillisecond;
    private long nextSendAt;
    private int owedProbes;
    private bool hasMoreToSend;

    private bool MaySendData =>
        content.HasData && !sent.IsFull && inFlight + mtu!.Current <= congestion!.Cwnd;

    private void SendAll(long now)
    {
        hasMoreToSend = false;
        for (var batch = 0; batch < MaxBatchesAtOnce; batch++)
        {
            if (isClosed || !SendBatch(now))
            {
                SendMtuProbe(now);
                return;
            }

            now = context.Now;
        }

        hasMoreToSend = true;
    }

    /// <summary>Sends datagrams of one size, the last perhaps shorter, in one call; false if there is nothing to send now.</summary>
    private bool SendBatch(long now)
    {
        var withData = MaySendData && now >= nextSendAt;
        if (!withData && pendingControl == ControlFrames.None && owedProbes == 0 && !received.IsDueAfterBatch(now))
            return NoteIdle();
        var size = mtu!.Current;
        var most = Math.Min(MaxBatchBytes, Math.Max(congestion!.SendQuantum, size));
        int length = 0, full = 0;
        while (length + size <= most && full < MaxBatchPackets)
        {
            var built = BuildPacket(context.SendBuffer.AsSpan(length, size), withData, now);
            length += built;
            if (built < size)
                break;
            full++;
            if (!withData || !MaySendData)
                break;
        }

        Send(length, size, now);
        return length > 0;
    }

    private bool NoteIdle()
    {
        if (!content.HasData && inFlight < congestion!.Cwnd)
            rate.MarkAppLimited(inFlight);
        return false;
    }

    private void Send(int length, int size, long now)
    {
        if (length == 0)
            return;
        var result = context.Socket.Send(remote!, context.SendBuffer.AsSpan(0, length), Math.Min(size, length));
        var earliest = now - Math.Clamp(roundTrip.Smoothed / 8, MinBurst, MaxBurst);
        nextSendAt = Math.Max(nextSendAt, earliest)
            + (long)(length * (double)TimeSpan.TicksPerSecond / congestion!.PacingRate);
        if (result == SendResult.Busy)
            nextSendAt = Math.Max(nextSendAt, now + BusyPause);
        else if (result == SendResult.TooLarge)
            mtu!.OnTooLarge(size);
    }

    private int BuildPacket(Span<byte> target, bool withData, long now)
    {
        var writer = new FrameWriter(target[PacketHeader.Bytes..^PacketProtection.TagBytes]);
        var packet = default(SentPacket);
        if (!received.Ranges.IsEmpty && (received.Due != long.MaxValue))
            WriteAcknowledgement(ref writer, now);
        WriteControls(ref writer, ref packet);
        if (packet.Control == ControlFrames.None && !TryWriteData(ref writer, ref packet, withData || owedProbes > 0))
            return 0;
        var isEliciting = packet.Control != ControlFrames.None || packet.DataLength > 0 || owedProbes > 0;
        if (isEliciting && packet.Control == ControlFrames.None && packet.DataLength == 0)
            writer.Ping();
        return writer.Length == 0 ? 0 : Finish(target, writer.Length, packet, isEliciting, now);
    }

    private void WriteAcknowledgement(ref FrameWriter writer, long now)
    {
        writer.Acknowledgement(
            received.Ranges, received.DelayMicroseconds(now), content.ReceiveLimit, MaxAcknowledgedRanges);
        received.Acknowledged(now);
    }

    private void WriteControls(ref FrameWriter writer, ref SentPacket packet)
    {
        if ((pendingControl & ControlFrames.Close) != ControlFrames.None)
            pendingControl = ControlFrames.Close;
        while (pendingControl != ControlFrames.None)
        {
            var one = (ControlFrames)(1 << BitOperations.TrailingZeroCount((uint)pendingControl));
            pendingControl &= ~one;
            packet.Control |= one;
            if (one == ControlFrames.Ping)
                writer.Ping();
            else
                content.WriteControl(ref writer, one);
        }
    }

    /// <summary>Adds bytes of the file if there are any; false if they cannot be read.</summary>
    private bool TryWriteData(ref FrameWriter writer, ref SentPacket packet, bool withData)
    {
        var room = writer.Free - FrameWriter.DataOverhead;
        if (!withData || room <= 0 || !content.HasData)
            return true;
        var range = content.TakeData(room);
        packet.Plan = content.Plan;
        packet.DataOffset = range.Start;
        packet.DataLength = (int)range.Length;
        return content.ReadData(range.Start, writer.Data(range.Start, packet.DataLength));
    }

    /// <summary>Numbers, notes and protects a packet whose frames are written; returns its size.</summary>
    private int Finish(Span<byte> target, int textLength, in SentPacket contents, bool isEliciting, long now)
    {
        if (!isEliciting || sent.IsFull)
            MakeRoom(now);
        var number = sent.Next;
        ref var packet = ref sent.Add();
        packet = contents;
        packet.Size = textLength + PacketHeader.Overhead;
        packet.SentAt = now;
        if (isEliciting)
        {
            rate.OnSend(ref packet, inFlight, now);
            packet.State = SentState.InFlight;
            inFlight += packet.Size;
            lastElicitingAt = now;
            owedProbes = Math.Max(0, owedProbes - 1);
        }

        PacketHeader.Write(target, sendTag, number);
        sealing.Seal(number, target[..PacketHeader.Bytes], target[PacketHeader.Bytes..packet.Size]);
        return packet.Size;
    }

    /// <summary>
    /// Who only receives hears no acknowledgement that would make it forget: its packets ask for none. One in flight that
    /// nobody ever acknowledges does not keep all later ones either.
    /// </summary>
    private void MakeRoom(long now)
    {
        sent.Forget(now - (2 * roundTrip.Smoothed));
        if (sent.IsFull)
        {
            if (sent[sent.Lowest].State == SentState.InFlight)
                DeclareLost(ref sent[sent.Lowest]);
            sent.Forget(long.MaxValue);
        }

        firstInFlight = Math.Max(firstInFlight, sent.Lowest);
    }

    private void SendMtuProbe(long now)
    {
        var size = mtu!.IsProbing ? 0 : mtu.Candidate;
        if (size == 0 || !content.HasData || sent.IsFull || isClosed)
            return;
        var target = context.SendBuffer.AsSpan(0, size);
        var writer = new FrameWriter(target[PacketHeader.Bytes..^PacketProtection.TagBytes]);
        writer.Ping();
        mtu.IsProbing = true;
        writer.Pad(size - PacketHeader.Overhead);
        Finish(target, writer.Length, new SentPacket { IsProbe = true }, isEliciting: true, now);
        if (context.Socket.Send(remote!, target, size) == SendResult.TooLarge)
            mtu.OnTooLarge(size);
    }
}
