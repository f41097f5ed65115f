namespace Forum.Reactive.Transport.Simulation;

/// <summary>What goes out: numbering, the congestion window (NewReno), and what is sent again.</summary>
internal sealed partial class SimulatedConnection
{
    private const int FirstSegments = 10;
    private const int SmallSegment = 536;
    private const int SmallestSegment = 24;
    private readonly ByteQueue _output = new(); // From the first unacknowledged byte on
    private long _unacknowledged; // Number of the first byte, SYN or FIN that is not acknowledged
    private long _next; // To be sent
    private long _sentUpTo; // What was ever sent ends before this
    private long _dataEnd; // What was written ends before this; the FIN has this number
    private long _edge; // The peer has room up to here
    private bool _outputClosed;
    private int _segmentSize;
    private long _congestionWindow;
    private long _slowStartUpTo = long.MaxValue;
    private int _repeatedAcknowledgements;
    private bool _isRecovering;
    private long _recoverUpTo;

    private bool IsOutstanding => _unacknowledged < _sentUpTo;

    private void BeginNumbers()
    {
        _unacknowledged = _next = _sentUpTo = _random.Next(int.MaxValue);
        _segmentSize =
            _host.WayTo(RemoteEndPoint.Address).Link.FirstMtu
            - SimulatedPacket.HeaderBytes(RemoteEndPoint.Address, SimulatedProtocol.Tcp);
        _congestionWindow = (long)FirstSegments * _segmentSize;
    }

    private void HandshakeDone(SimulatedPacket packet)
    {
        _phase = Phase.Open;
        _unacknowledged = _next = _sentUpTo = _dataEnd = packet.Acknowledgement;
        _edge = packet.Acknowledgement + packet.Window;
        _retries = 0;
        MeasureRoundTrip(packet.Acknowledgement);
        ResetRto();
    }

    /// <summary>Sends what the windows allow.</summary>
    private void SendWhatMay()
    {
        if (_phase != Phase.Open)
        {
            return;
        }

        while (true)
        {
            var limit = Math.Min(_dataEnd, Math.Min(_edge, _unacknowledged + _congestionWindow));
            var count = (int)Math.Clamp(limit - _next, 0, _segmentSize);
            var ends = _outputClosed && _next + count == _dataEnd;
            if (count == 0 && !ends)
            {
                return;
            }

            SendBytes(_next, count, ends);
            _next += count + (ends ? 1 : 0);
        }
    }

    private void SendBytes(long from, int count, bool ends)
    {
        var end = from + count + (ends ? 1 : 0);
        if (!IsOutstanding)
        {
            BeginRetransmissionTimer();
        }

        TimeRoundTrip(isFirstTime: from >= _sentUpTo, end);
        _sentUpTo = Math.Max(_sentUpTo, end);
        Transmit(from, count, TcpFlags.Ack | (ends ? TcpFlags.Fin : TcpFlags.None));
    }

    private void SendFirstAgain()
    {
        var count = (int)Math.Clamp(_dataEnd - _unacknowledged, 0, _segmentSize);
        SendBytes(_unacknowledged, count, _outputClosed && _unacknowledged + count == _dataEnd);
    }

    private void SendHandshake()
    {
        if (!IsOutstanding)
        {
            BeginRetransmissionTimer();
        }

        TimeRoundTrip(isFirstTime: !IsOutstanding, _unacknowledged + 1);
        _sentUpTo = _unacknowledged + 1;
        Transmit(_unacknowledged, 0, _phase == Phase.Asking ? TcpFlags.Syn : TcpFlags.Syn | TcpFlags.Ack);
        PlanAlarm();
    }

    private void SendAcknowledgement() => Transmit(_sentUpTo, 0, TcpFlags.Ack);

    private void SendReset() => Transmit(_sentUpTo, 0, TcpFlags.Rst | TcpFlags.Ack);

    private void Transmit(long sequence, int count, TcpFlags flags)
    {
        var way = _host.WayTo(RemoteEndPoint.Address);
        if (!_host.Owns(LocalEndPoint.Address) || way.Out is null)
        {
            return; // The host has moved to another address; the connection hangs.
        }

        var packet = _host.Network.Rent();
        packet.Protocol = SimulatedProtocol.Tcp;
        (packet.Source, packet.Destination) = (LocalEndPoint, RemoteEndPoint);
        (packet.Flags, packet.Sequence, packet.Acknowledgement) = (flags, sequence, _awaited);
        packet.Window = Room;
        _output.CopyTo((int)(sequence - _unacknowledged) * Math.Sign(count), packet.Resize(count));
        _acknowledgementIsDue = false;
        _toldEdge = _awaited + packet.Window;
        _host.Send(packet, way);
    }

    /// <summary>Takes what a segment says of what was received on the other side.</summary>
    private void Acknowledged(SimulatedPacket packet)
    {
        var number = packet.Acknowledgement;
        var edge = number + packet.Window;
        if (number > _sentUpTo || number < _unacknowledged)
        {
            return;
        }

        if (number > _unacknowledged)
        {
            Progress(number);
        }
        else if (IsOutstanding && packet.Length == 0 && edge <= _edge && !packet.Has(TcpFlags.Fin))
        {
            Repeated();
        }

        _edge = Math.Max(_edge, edge);
        SendWhatMay();
        TellWritable();
    }

    private void Progress(long number)
    {
        var count = number - _unacknowledged;
        _output.Drop((int)(Math.Min(number, _dataEnd) - Math.Min(_unacknowledged, _dataEnd)));
        _unacknowledged = number;
        _next = Math.Max(_next, number);
        (_repeatedAcknowledgements, _retries) = (0, 0);
        MeasureRoundTrip(number);
        ResetRto();
        BeginRetransmissionTimer();
        if (!_isRecovering)
        {
            Grow(count);
        }
        else if (number >= _recoverUpTo)
        {
            (_isRecovering, _congestionWindow) = (false, _slowStartUpTo);
        }
        else
        {
            SendFirstAgain();
        }
    }

    private void Grow(long count) =>
        _congestionWindow +=
            _congestionWindow < _slowStartUpTo
                ? count
                : Math.Max(1, (long)_segmentSize * _segmentSize / _congestionWindow);

    private void Repeated()
    {
        if (++_repeatedAcknowledgements == 3 && !_isRecovering)
        {
            (_isRecovering, _recoverUpTo) = (true, _sentUpTo);
            Shrink();
            _congestionWindow = _slowStartUpTo;
            SendFirstAgain();
        }
    }

    private void Shrink() => _slowStartUpTo = Math.Max((_sentUpTo - _unacknowledged) / 2, 2L * _segmentSize);
}
