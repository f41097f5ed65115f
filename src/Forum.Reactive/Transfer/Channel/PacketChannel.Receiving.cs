using Forum.Reactive.Transfer.Congestion;
using Forum.Reactive.Transfer.Packets;
using Forum.Reactive.Transfer.Recovery;
using Forum.Reactive.Transfer.Routes;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Transfer.Channel;

/// <content>What arrives: packets, and in them acknowledgements, from which loss follows (RFC 9002, section 6).</content>
internal sealed partial class PacketChannel
{
    private const int InitialPacketThreshold = 3;
    private const int MaxPacketThreshold = 1024;
    private const long MaxPeerDelayMicroseconds = 25_000;
    private static readonly long Granularity = TimeSpan.TicksPerMillisecond;
    private int _packetThreshold = InitialPacketThreshold;
    private long _largestAcknowledged = -1;
    private long _firstInFlight;
    private long _inFlight;
    private long _lossAt = long.MaxValue;

    /// <summary>Takes a datagram that bears this channel's tag. It costs one failed check if it is not genuine.</summary>
    /// <param name="datagram">The datagram.</param>
    /// <param name="via">The way on which it came; null: straight from its source.</param>
    public void OnDatagram(in Datagram datagram, Route? via = null)
    {
        var bytes = datagram.Payload.Span;
        var number = PacketHeader.ReadNumber(bytes, _received.Expected);
        if (_isClosed || number < 0 || _received.IsReplay(number))
        {
            return;
        }

        if (!_opening.TryOpen(number, bytes[..PacketHeader.Bytes], bytes[PacketHeader.Bytes..]))
        {
            Forged++;
            return;
        }

        _lastHeardAt = _context.Now;
        NoteSource(via ?? DirectRouteTo(datagram.Source), number, bytes.Length);
        Read(bytes[PacketHeader.Bytes..^PacketProtection.TagBytes], number, bytes.Length);
    }

    /// <summary>To be called when no datagram is waiting: answers what has come.</summary>
    public void AfterBatch()
    {
        if (_received.IsDueAfterBatch(_context.Now) || _content.HasData || _pendingControl != ControlFrames.None)
        {
            Pump();
        }
        else if (!_isClosed)
        {
            Rearm(_context.Now);
        }
    }

    private void Read(ReadOnlySpan<byte> text, long number, int size)
    {
        var reader = new FrameReader(text);
        var isEliciting = false;
        while (!_isClosed && reader.TryRead(out var frame))
        {
            isEliciting |= frame.IsEliciting;
            if (!Take(frame))
            {
                return;
            }
        }

        if (reader.IsMalformed)
        {
            _content.OnProtocolError();
        }

        _received.Add(number, size, isEliciting, _lastHeardAt);
    }

    private bool Take(scoped in Frame frame)
    {
        switch (frame.Type)
        {
            case FrameType.Ping:
                return true;
            case FrameType.Data:
                return _content.OnData(frame.Number, frame.Payload);
            case FrameType.Acknowledgement:
                OnAcknowledgement(frame);
                return true;
            case FrameType.Challenge:
                OnChallenge(frame.Number);
                return true;
            case FrameType.Response:
                OnResponse(frame.Number);
                return true;
            default:
                if (!_content.OnControl(frame))
                {
                    _content.OnProtocolError();
                }

                return true;
        }
    }

    private void OnAcknowledgement(scoped in Frame frame)
    {
        if (_congestion is null)
        {
            return;
        }

        if (frame.Number >= _sent.Next || IsOptimistic(frame))
        {
            _content.OnProtocolError();
            return;
        }

        var now = _context.Now;
        var windowWasFull = _inFlight + (2 * _mtu!.Current) > _congestion.Cwnd;
        var deliveredBefore = _rate.Delivered;
        _rate.Begin();
        var sample = AcknowledgeRanges(frame, now);
        _content.OnLimit(frame.Limit);
        DetectLoss(now);
        if (_rate.Delivered > deliveredBefore)
        {
            _probeTimeouts = 0;
        }

        _congestion.DatagramSize = _mtu.Current;
        _congestion.OnAcknowledgement(
            _rate.End(sample, _roundTrip.Min),
            _rate.Delivered,
            _inFlight,
            windowWasFull,
            now
        );
        _sent.Forget(now - (2 * _roundTrip.Smoothed));
        _firstInFlight = Math.Max(_firstInFlight, _sent.Lowest);
    }

    /// <summary>
    /// Who acknowledges a number that was skipped says so without having received: to be sent more than the path carries
    /// (RFC 9000, section 21.4).
    /// </summary>
    private bool IsOptimistic(scoped in Frame frame)
    {
        var ranges = new RangeReader(frame.Payload, frame.RangeCount);
        var above = frame.Number + 1;
        while (ranges.TryRead(out var distance, out var length) && above > _skipped)
        {
            var end = above - distance;
            above = end - length;
            if (_skipped >= above && _skipped < end)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Returns the round trip of the largest number if this is its first acknowledgement, else -1.</summary>
    private long AcknowledgeRanges(scoped in Frame frame, long now)
    {
        var largest = frame.Number;
        var sample = -1L;
        if (largest > _largestAcknowledged)
        {
            _largestAcknowledged = largest;
            ref var packet = ref _sent[largest];
            if (largest >= _sent.Lowest && packet.State == SentState.InFlight)
            {
                sample = largest < _firstOnRoute ? -1 : Math.Max(1, now - packet.SentAt);
                var delay = Math.Min(frame.Delay, MaxPeerDelayMicroseconds) * TimeSpan.TicksPerMicrosecond;
                if (sample > 0)
                {
                    _roundTrip.Add(sample, delay);
                }
            }
        }

        var ranges = new RangeReader(frame.Payload, frame.RangeCount);
        var above = largest + 1;
        while (ranges.TryRead(out var distance, out var length) && above > _sent.Lowest)
        {
            var end = above - distance;
            var start = end - length;
            AcknowledgeRange(Math.Max(start, _sent.Lowest), end, now);
            above = start;
        }

        return sample;
    }

    private void AcknowledgeRange(long start, long end, long now)
    {
        for (var number = start; number < end; number++)
        {
            ref var packet = ref _sent[number];
            if (packet.State == SentState.InFlight)
            {
                _inFlight -= number >= _firstOnRoute ? packet.Size : 0;
            }
            else if (packet.State == SentState.Lost)
            {
                OnSpuriousLoss(packet, number);
            }
            else
            {
                continue;
            }

            packet.State = SentState.Acknowledged;
            if (number >= _firstOnRoute)
            {
                Measure(packet, now);
            }

            Confirm(packet);
        }
    }

    private void Confirm(in SentPacket packet)
    {
        _confirmedControl |= packet.Control;
        _pendingControl &= ~packet.Control;
        _content.OnAcknowledged(packet);
    }

    /// <summary>What the acknowledgement says of the way that is taken now.</summary>
    private void Measure(in SentPacket packet, long now)
    {
        _rate.OnAcknowledged(packet, now);
        if (packet.IsProbe)
        {
            _mtu!.OnProbeAcknowledged(packet.Size);
        }
        else
        {
            _mtu!.OnAcknowledged(packet.Size);
        }
    }

    /// <summary>It was only late: the path reorders, so be more patient (RFC 9002, section 6.2.1 allows it).</summary>
    private void OnSpuriousLoss(in SentPacket packet, long number)
    {
        if (number < _firstOnRoute)
        {
            return;
        }

        _rate.OnSpuriousLoss(packet);
        _packetThreshold = (int)Math.Clamp(_largestAcknowledged - number + 1, _packetThreshold, MaxPacketThreshold);
    }

    private void DetectLoss(long now)
    {
        _lossAt = long.MaxValue;
        var patience = Math.Max(Math.Max(_roundTrip.Latest, _roundTrip.Smoothed) * 9 / 8, Granularity);
        while (_firstInFlight < _sent.Next && _sent[_firstInFlight].State != SentState.InFlight)
        {
            _firstInFlight++;
        }

        for (var number = _firstInFlight; number < _largestAcknowledged; number++)
        {
            ref var packet = ref _sent[number];
            if (packet.State != SentState.InFlight)
            {
                continue;
            }

            if (_largestAcknowledged - number >= _packetThreshold || packet.SentAt + patience <= now)
            {
                DeclareLost(number);
            }
            else
            {
                _lossAt = Math.Min(_lossAt, packet.SentAt + patience);
            }
        }
    }

    private void DeclareLost(long number)
    {
        ref var packet = ref _sent[number];
        packet.State = SentState.Lost;
        _pendingControl |= packet.Control & ~_confirmedControl & ~ControlFrames.Ping;
        _content.OnLost(packet);
        if (number < _firstOnRoute)
        {
            return; // It says nothing of the way that is taken now.
        }

        _inFlight -= packet.Size;
        if (packet.IsProbe)
        {
            _mtu!.OnProbeLost(packet.Size);
            return;
        }

        // What had turned out to be too large for the path was not lost to a full queue.
        if (packet.Size <= _mtu!.Current)
        {
            _rate.OnLost(packet, _congestion!.LossEpoch);
        }

        _mtu.OnLost(packet.Size, _probeTimeouts > 1);
    }
}
