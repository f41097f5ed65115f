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
    private const int LeastBetweenSkips = 1024;
    private const int MostBetweenSkips = 16384;
    private long _skipped = -1;
    private long _nextSkip = -1;
    private long _nextSendAt;
    private int _owedProbes;
    private bool _hasMoreToSend;

    private bool MaySendData => _content.HasData && !_sent.IsFull && _inFlight + _mtu!.Current <= _congestion!.Cwnd;

    private void SendAll(long now)
    {
        _hasMoreToSend = false;
        for (var batch = 0; batch < MaxBatchesAtOnce; batch++)
        {
            if (_isClosed || !SendBatch(now))
            {
                SendMtuProbe(now);
                return;
            }

            now = _context.Now;
        }

        _hasMoreToSend = true;
    }

    /// <summary>Sends datagrams of one size, the last perhaps shorter, in one call; false if there is nothing to send now.</summary>
    private bool SendBatch(long now)
    {
        var withData = MaySendData && now >= _nextSendAt;
        if (!withData && _pendingControl == ControlFrames.None && _owedProbes == 0 && !_received.IsDueAfterBatch(now))
        {
            return NoteIdle();
        }

        var size = _mtu!.Current;
        var headroom = _route!.Headroom;
        var most = Math.Min(MaxBatchBytes, Math.Max(_congestion!.SendQuantum, size + headroom));
        int length = 0,
            full = 0;
        while (length + headroom + size <= most && full < MaxBatchPackets)
        {
            var built = BuildPacket(_context.SendBuffer.AsSpan(length + headroom, size), withData, now);
            length += built > 0 ? headroom + built : 0;
            if (built < size)
            {
                break;
            }

            full++;
            if (!withData || !MaySendData)
            {
                break;
            }
        }

        Send(length, headroom + size, now);
        return length > 0;
    }

    private bool NoteIdle()
    {
        if (!_content.HasData && _inFlight < _congestion!.Cwnd)
        {
            _rate.MarkAppLimited(_inFlight);
        }

        return false;
    }

    private void Send(int length, int stride, long now)
    {
        if (length == 0)
        {
            return;
        }

        var result = _route!.Send(_context.SendBuffer.AsSpan(0, length), Math.Min(stride, length));
        var earliest = now - Math.Clamp(_roundTrip.Smoothed / 8, MinBurst, MaxBurst);
        _nextSendAt =
            Math.Max(_nextSendAt, earliest)
            + (long)(length * (double)TimeSpan.TicksPerSecond / _congestion!.PacingRate);
        if (result == SendResult.Busy)
        {
            _nextSendAt = Math.Max(_nextSendAt, now + BusyPause);
        }
        else if (result == SendResult.TooLarge)
        {
            _mtu!.OnTooLarge(stride - _route.Headroom);
        }
    }

    private int BuildPacket(Span<byte> target, bool withData, long now)
    {
        var writer = new FrameWriter(target[PacketHeader.Bytes..^PacketProtection.TagBytes]);
        var packet = default(SentPacket);
        if (!_received.Ranges.IsEmpty && (_received.Due != long.MaxValue))
        {
            WriteAcknowledgement(ref writer, now);
        }

        WriteControls(ref writer, ref packet);
        if (packet.Control == ControlFrames.None && !TryWriteData(ref writer, ref packet, withData || _owedProbes > 0))
        {
            return 0;
        }

        var isEliciting = packet.Control != ControlFrames.None || packet.DataLength > 0 || _owedProbes > 0;
        if (isEliciting && packet.Control == ControlFrames.None && packet.DataLength == 0)
        {
            writer.Ping();
        }

        return writer.Length == 0 ? 0 : Finish(target, writer.Length, packet, isEliciting, now);
    }

    private void WriteAcknowledgement(ref FrameWriter writer, long now)
    {
        writer.Acknowledgement(
            _received.Ranges,
            _received.DelayMicroseconds(now),
            _content.ReceiveLimit,
            MaxAcknowledgedRanges
        );
        _received.Acknowledged(now);
    }

    private void WriteControls(ref FrameWriter writer, ref SentPacket packet)
    {
        if ((_pendingControl & ControlFrames.Close) != ControlFrames.None)
        {
            _pendingControl &= ControlFrames.Close | ControlFrames.Reveal;
        }

        // What does not fit behind the acknowledgement waits for the next packet.
        for (var left = _pendingControl; left != ControlFrames.None; )
        {
            var one = (ControlFrames)(1 << BitOperations.TrailingZeroCount((uint)left));
            left &= ~one;
            if (writer.Free < FrameWriter.Room(one))
            {
                continue;
            }

            _pendingControl &= ~one;
            packet.Control |= one;
            if (one == ControlFrames.Ping)
            {
                writer.Ping();
            }
            else
            {
                _content.WriteControl(ref writer, one);
            }
        }
    }

    /// <summary>Adds bytes of the file if there are any; false if they cannot be read.</summary>
    private bool TryWriteData(ref FrameWriter writer, ref SentPacket packet, bool withData)
    {
        var room = writer.Free - FrameWriter.DataOverhead;
        if (!withData || room <= 0 || !_content.HasData)
        {
            return true;
        }

        var range = _content.TakeData(room);
        packet.Plan = _content.Plan;
        packet.DataOffset = range.Start;
        packet.DataLength = (int)range.Length;
        return _content.ReadData(range.Start, writer.Data(range.Start, packet.DataLength));
    }

    /// <summary>Numbers, notes and protects a packet whose frames are written; returns its size.</summary>
    private int Finish(Span<byte> target, int textLength, in SentPacket contents, bool isEliciting, long now)
    {
        if (!isEliciting || _sent.IsFull)
        {
            MakeRoom(now);
        }

        SkipNowAndThen();
        var number = _sent.Next;
        ref var packet = ref _sent.Add();
        packet = contents;
        packet.Size = textLength + PacketHeader.Overhead;
        packet.SentAt = now;
        if (isEliciting)
        {
            _rate.OnSend(ref packet, _inFlight, now);
            packet.State = SentState.InFlight;
            _inFlight += packet.Size;
            _lastElicitingAt = now;
            _owedProbes = Math.Max(0, _owedProbes - 1);
        }

        PacketHeader.Write(target, _sendTag, number);
        _sealing.Seal(number, target[..PacketHeader.Bytes], target[PacketHeader.Bytes..packet.Size]);
        return packet.Size;
    }

    /// <summary>
    /// Leaves a number out that nobody can guess. Seldom, since the other side takes it for a loss; but not later than what a sender may do
    /// harm with.
    /// </summary>
    private void SkipNowAndThen()
    {
        if (_sent.Next < _nextSkip || Remembered >= SentPackets.MaxCapacity - 1)
        {
            return;
        }

        if (_nextSkip >= 0)
        {
            _skipped = _sent.Next;
            _sent.Add();
        }

        var distance = _context.Entropy.NextDouble() * (MostBetweenSkips - LeastBetweenSkips);
        _nextSkip = _sent.Next + LeastBetweenSkips + (long)distance;
    }

    /// <summary>
    /// Who only receives hears no acknowledgement that would make it forget: its packets ask for none. One in flight that
    /// nobody ever acknowledges does not keep all later ones either.
    /// </summary>
    private void MakeRoom(long now)
    {
        _sent.Forget(now - (2 * _roundTrip.Smoothed));
        if (_sent.IsFull)
        {
            if (_sent[_sent.Lowest].State == SentState.InFlight)
            {
                DeclareLost(_sent.Lowest);
            }

            _sent.Forget(long.MaxValue);
        }

        _firstInFlight = Math.Max(_firstInFlight, _sent.Lowest);
    }

    private void SendMtuProbe(long now)
    {
        var size = _mtu!.IsProbing ? 0 : _mtu.Candidate;
        if (size == 0 || !_content.HasData || _sent.IsFull || _isClosed)
        {
            return;
        }

        var headroom = _route!.Headroom;
        var target = _context.SendBuffer.AsSpan(headroom, size);
        var writer = new FrameWriter(target[PacketHeader.Bytes..^PacketProtection.TagBytes]);
        writer.Ping();
        _mtu.IsProbing = true;
        writer.Pad(size - PacketHeader.Overhead);
        Finish(target, writer.Length, new SentPacket { IsProbe = true }, isEliciting: true, now);
        var datagram = _context.SendBuffer.AsSpan(0, headroom + size);
        if (_route.Send(datagram, datagram.Length) == SendResult.TooLarge)
        {
            _mtu.OnTooLarge(size);
        }
    }
}
