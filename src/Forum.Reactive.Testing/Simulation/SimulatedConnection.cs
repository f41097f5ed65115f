using System.Net;
using System.Net.Sockets;
using System.Reactive;
using System.Reactive.Disposables;

namespace Forum.Reactive.Transport.Simulation;

/// <summary>
/// One end of a TCP connection between simulated hosts: handshake, sequence numbers, retransmission, congestion and flow control,
/// keep-alive and resets are as in life, so that what a network does to connections is not decided here but happens.
/// </summary>
/// <remarks>This part is what its program sees.</remarks>
internal sealed partial class SimulatedConnection : IConnection
{
    private readonly SimulatedHost _host;
    private readonly SimulatedLoop _loop;
    private readonly SimulatedTcpOptions _options;
    private readonly IConnectionAwaiter _awaiter;
    private readonly SimulationRandom _random;
    private IObserver<ReadOnlyMemory<byte>>? _observer;
    private IObserver<Unit>? _writable;
    private bool _writerWaits; // A write found no room
    private bool _paused;
    private bool _delivering;
    private bool _completed; // The observer was told the end
    private bool _ended; // For the program, nothing goes either way any more
    private bool _isOver; // The writer was told so
    private SocketError _reason;

    public SimulatedConnection(
        SimulatedHost host,
        SimulatedLoop loop,
        IPEndPoint local,
        IPEndPoint remote,
        IConnectionAwaiter awaiter
    )
    {
        (_host, _loop, _awaiter) = (host, loop, awaiter);
        (LocalEndPoint, RemoteEndPoint) = (local, remote);
        _options = host.TcpOptions;
        _random = SimulationRandom.For(host.Network.Seed, $"{local}>{remote} at {host.Monotonic}");
        _heardAt = host.Monotonic;
        _flushAcknowledgement = FlushAcknowledgement;
        Received = new Source<ReadOnlyMemory<byte>>(observer =>
        {
            _observer = observer;
            Deliver();
            TellOfRoom();
            return Disposable.Create(this, connection => connection.Dispose());
        });
        Writable = new Source<Unit>(observer =>
        {
            _writable = observer;
            if (_isOver)
            {
                observer.OnCompleted();
            }

            return Disposable.Create(this, connection => connection._writable = null);
        });
        BeginNumbers();
    }

    public SimulatedLoop Loop => _loop;

    public IPEndPoint LocalEndPoint { get; }

    public IPEndPoint RemoteEndPoint { get; }

    public IObservable<ReadOnlyMemory<byte>> Received { get; }

    public IObservable<Unit> Writable { get; }

    public int Write(ReadOnlySpan<byte> bytes)
    {
        if (_ended || _phase != Phase.Open || _outputClosed)
        {
            return bytes.Length;
        }

        var taken = (int)Math.Clamp(_edge - _dataEnd, 0, bytes.Length);
        _writerWaits = taken < bytes.Length;
        _output.Append(bytes[..taken]);
        _dataEnd += taken;
        SendWhatMay();
        PlanAlarm();
        return taken;
    }

    public void Pause() => _paused = true;

    public void Resume()
    {
        _paused = false;
        Deliver();
        TellOfRoom();
    }

    public bool CloseOutput()
    {
        if (!_outputClosed && !_ended)
        {
            _outputClosed = true;
            SendWhatMay();
            PlanAlarm();
        }

        return true;
    }

    public void Dispose()
    {
        if (_ended)
        {
            return;
        }

        if (_outputClosed && _completed)
        {
            _isOrphan = true; // What was written still goes out.
            FinishIfDone();
            PlanAlarm();
        }
        else
        {
            Abort();
        }

        End(SocketError.OperationAborted);
    }

    private void Deliver()
    {
        if (_delivering || _observer is null)
        {
            return;
        }

        _delivering = true;
        using (_loop.Enter())
        {
            while (!_paused && !_ended && _input.Count > 0)
            {
                var piece = NextPiece();
                _observer.OnNext(piece);
                _input.Drop(piece.Length);
            }
        }

        _delivering = false;
        TellEnd();
    }

    private ReadOnlyMemory<byte> NextPiece()
    {
        var front = _input.Front;
        return _options.CutsPieces && _random.Happens(0.5) ? front[..(1 + _random.Next(front.Length))] : front;
    }

    private void End(SocketError reason)
    {
        (_ended, _reason) = (true, reason);
        TellEnd();
    }

    /// <summary>Tells the observers of an end that is there, unless one is being called.</summary>
    private void TellEnd()
    {
        var closed = _peerClosed && !_paused && _input.Count == 0;
        if (_delivering || !(_ended || closed))
        {
            return;
        }

        if (!_completed && _observer is not null)
        {
            _completed = true;
            TellReceived();
        }

        if (_ended)
        {
            TellOver();
        }
    }

    private void TellReceived()
    {
        using var turn = _loop.Enter();
        if (_ended)
        {
            _observer!.OnError(new SocketException((int)_reason));
        }
        else
        {
            _observer!.OnCompleted();
        }
    }

    /// <summary>Nothing goes either way any more.</summary>
    private void TellOver()
    {
        if (!_isOver)
        {
            _isOver = true;
            using var turn = _loop.Enter();
            _writable?.OnCompleted();
        }
    }

    private void TellWritable()
    {
        if (_writerWaits && !_ended && !_isOver && _edge > _dataEnd)
        {
            _writerWaits = false;
            using var turn = _loop.Enter();
            _writable?.OnNext(Unit.Default);
        }
    }
}
