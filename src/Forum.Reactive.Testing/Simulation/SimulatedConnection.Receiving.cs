namespace Forum.Reactive.Transport.Simulation;

/// <summary>What comes in: bytes put in their order, and what is told of them.</summary>
internal sealed partial class SimulatedConnection
{
    private readonly ByteQueue _input = new(); // In order, not yet handed over
    private readonly SortedList<long, byte[]> _early = []; // Behind a gap
    private readonly Action _flushAcknowledgement;
    private long _awaited; // Number of the next byte
    private long _toldEdge; // The peer was told that there is room up to here
    private long _peerEnd = -1; // Number of the peer's FIN, once it is known
    private bool _peerClosed;
    private bool _acknowledgementIsDue;

    private int Room => Math.Max(0, _options.Window - _input.Count);

    private void TakeBytes(SimulatedPacket packet)
    {
        var (start, end) = (packet.Sequence, packet.Sequence + packet.Length);
        var ends = packet.Has(TcpFlags.Fin);
        if (packet.Length == 0 && !ends)
        {
            AnswerProbe(start);
            return;
        }

        var isKnown = end < _awaited || (end == _awaited && !ends);
        if (isKnown || (_ended && !_peerClosed && packet.Length > 0))
        {
            AnswerUnwanted();
            return;
        }

        if (ends && end <= _awaited + Room)
        {
            _peerEnd = end;
        }

        if (start > _awaited)
        {
            KeepEarly(packet);
            SendAcknowledgement();
            return;
        }

        TakeInOrder(packet.Payload.Span, start);
        TakeEarly();
        TakeEnd();
        AcknowledgeSoon();
        Deliver();
    }

    private void AnswerProbe(long start)
    {
        if (start < _awaited)
        {
            SendAcknowledgement();
        }
    }

    /// <summary>It was received before, or nobody is left to read it.</summary>
    private void AnswerUnwanted()
    {
        if (_ended && !_peerClosed)
        {
            Abort();
        }
        else
        {
            SendAcknowledgement();
        }
    }

    private void TakeInOrder(ReadOnlySpan<byte> bytes, long start)
    {
        var known = (int)Math.Min(_awaited - start, bytes.Length);
        var rest = bytes[known..];
        rest = rest[..Math.Min(rest.Length, Room)];
        _input.Append(rest);
        _awaited += rest.Length;
    }

    private void KeepEarly(SimulatedPacket packet)
    {
        var fits = packet.Sequence + packet.Length <= _awaited + Room;
        var isLonger = !_early.TryGetValue(packet.Sequence, out var there) || there.Length < packet.Length;
        if (packet.Length > 0 && fits && isLonger)
        {
            _early[packet.Sequence] = packet.Payload.ToArray();
        }
    }

    private void TakeEarly()
    {
        while (_early.Count > 0 && _early.GetKeyAtIndex(0) <= _awaited)
        {
            TakeInOrder(_early.GetValueAtIndex(0), _early.GetKeyAtIndex(0));
            _early.RemoveAt(0);
        }
    }

    private void TakeEnd()
    {
        if (_peerEnd == _awaited && !_peerClosed)
        {
            _awaited++;
            _peerClosed = true;
        }
    }

    /// <summary>Acknowledges at the end of the tick, so that an answer may carry it.</summary>
    private void AcknowledgeSoon()
    {
        if (!_acknowledgementIsDue)
        {
            _acknowledgementIsDue = true;
            _host.Network.Queue.AfterTick(_flushAcknowledgement);
        }
    }

    private void FlushAcknowledgement()
    {
        if (_acknowledgementIsDue && _phase is Phase.Open or Phase.TimeWait)
        {
            SendAcknowledgement();
        }

        _acknowledgementIsDue = false;
    }

    /// <summary>Tells the peer when there is noticeably more room than it knows of.</summary>
    private void TellOfRoom()
    {
        var more = _awaited + Room - _toldEdge;
        if (_phase == Phase.Open && more >= Math.Min(_options.Window / 2, 2 * _segmentSize) && more > 0)
        {
            AcknowledgeSoon();
        }
    }
}
