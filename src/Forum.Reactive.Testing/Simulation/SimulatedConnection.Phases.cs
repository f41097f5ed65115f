using System.Net.Sockets;

namespace Forum.Reactive.Transport.Simulation;

/// <summary>How a connection is made and how it ends.</summary>
internal sealed partial class SimulatedConnection
{
    private static readonly long TimeWaitTicks = TimeSpan.FromSeconds(60).Ticks;
    private Phase _phase;
    private bool _isOrphan; // Its program is done with it, or dead
    private bool _closedFirst;
    private long _orphanUntil = Never;

    private enum Phase
    {
        Asking,
        Answering,
        Open,
        TimeWait,
        Closed,
    }

    /// <summary>Begins as the side that connects.</summary>
    public void Ask()
    {
        _phase = Phase.Asking;
        SendHandshake();
    }

    /// <summary>Begins as the side that was asked.</summary>
    public void Answer(SimulatedPacket ask)
    {
        _phase = Phase.Answering;
        _awaited = ask.Sequence + 1;
        _edge = ask.Acknowledgement + ask.Window;
        SendHandshake();
    }

    /// <returns>False: the connection is over, and the segment asks for a new one.</returns>
    public bool Receive(SimulatedPacket packet)
    {
        _heardAt = _host.Monotonic;
        _probes = 0;
        switch (_phase)
        {
            case Phase.Asking:
                ReceiveWhileAsking(packet);
                break;
            case Phase.TimeWait when packet.Has(TcpFlags.Syn):
                Close();
                return false;
            case Phase.Closed:
                return false;
            default:
                ReceiveWhileOpen(packet);
                break;
        }

        PlanAlarm();
        return true;
    }

    public void TellUnreachable()
    {
        if (_phase == Phase.Asking)
        {
            Fail(SocketError.HostUnreachable);
        }
    }

    /// <summary>The host is gone: nobody is told, and nothing is sent.</summary>
    public void Vanish() => (_phase, _ended, _completed, _isOver) = (Phase.Closed, true, true, true);

    /// <summary>The program is dead: the system resets what it has not read, and ends the rest in an orderly way.</summary>
    public void CloseForTheDead()
    {
        (_ended, _completed, _isOver, _isOrphan) = (true, true, true, true);
        if (_phase != Phase.Open || _input.Count > 0)
        {
            Abort();
            return;
        }

        _outputClosed = true;
        SendWhatMay();
        FinishIfDone();
        PlanAlarm();
    }

    private void ReceiveWhileAsking(SimulatedPacket packet)
    {
        if (!packet.Has(TcpFlags.Ack) || packet.Acknowledgement != _unacknowledged + 1)
        {
            return;
        }

        if (packet.Has(TcpFlags.Rst))
        {
            Fail(SocketError.ConnectionRefused);
        }
        else if (packet.Has(TcpFlags.Syn))
        {
            _awaited = packet.Sequence + 1;
            HandshakeDone(packet);
            SendAcknowledgement();
            using var turn = _loop.Enter();
            _awaiter.Opened(this);
        }
    }

    private void ReceiveWhileOpen(SimulatedPacket packet)
    {
        if (packet.Has(TcpFlags.Rst))
        {
            if (packet.Sequence >= _awaited - 1 && packet.Sequence <= _awaited + _options.Window)
            {
                Fail(SocketError.ConnectionReset);
            }

            return;
        }

        if (packet.Has(TcpFlags.Syn))
        {
            AnswerAgain();
            return;
        }

        if (_phase == Phase.Answering && !TryOpen(packet))
        {
            return;
        }

        Acknowledged(packet);
        if (_phase is Phase.Open or Phase.TimeWait)
        {
            TakeBytes(packet);
            FinishIfDone();
        }
    }

    /// <summary>A repeated question: the answer was lost, or the other side has forgotten this connection.</summary>
    private void AnswerAgain()
    {
        if (_phase == Phase.Answering)
        {
            SendHandshake();
        }
        else
        {
            SendAcknowledgement();
        }
    }

    private bool TryOpen(SimulatedPacket packet)
    {
        if (packet.Acknowledgement != _unacknowledged + 1)
        {
            return false;
        }

        HandshakeDone(packet);
        using var turn = _loop.Enter();
        _awaiter.Opened(this);
        return _phase == Phase.Open;
    }

    /// <summary>Both sides have closed and know it, or the program is done and the peer does not close.</summary>
    private void FinishIfDone()
    {
        var isSent = _outputClosed && _unacknowledged == _dataEnd + 1;
        if (_phase != Phase.Open || !isSent)
        {
            return;
        }

        if (_peerClosed)
        {
            SendAcknowledgement();
            Finish();
        }
        else
        {
            _closedFirst = true;
            if (_isOrphan && _orphanUntil == Never)
            {
                _orphanUntil = _host.Monotonic + TimeWaitTicks;
            }
        }
    }

    private void Finish()
    {
        if (_closedFirst)
        {
            (_phase, _orphanUntil) = (Phase.TimeWait, _host.Monotonic + TimeWaitTicks);
        }
        else
        {
            Close();
        }

        TellOver();
    }

    /// <summary>Ends the connection for both sides at once.</summary>
    private void Abort()
    {
        if (_phase is Phase.Open or Phase.Answering)
        {
            SendReset();
        }

        Close();
    }

    private void Close()
    {
        _phase = Phase.Closed;
        _host.Tcp.Remove(this);
    }

    private void Fail(SocketError error)
    {
        var wasAsking = _phase == Phase.Asking;
        Close();
        if (wasAsking)
        {
            _ended = true;
            using var turn = _loop.Enter();
            _awaiter.Failed(error);
        }
        else if (_outputClosed && _peerClosed)
        {
            TellOver(); // What came may still be read.
        }
        else if (!_ended)
        {
            _input.Clear();
            End(error);
        }
    }
}
