using System.Net;
using System.Net.Sockets;
using System.Reactive;
using System.Reactive.Disposables;
using System.Reactive.Subjects;

namespace Forum.Reactive.Transport;

/// <summary>
/// One end of a byte stream in memory. Bytes arrive after the network's delay, cut into pieces as the seed has it; a window
/// bounds what is on its way and what the receiver has not taken.
/// </summary>
internal sealed class MemoryConnection : IConnection
{
    private readonly MemoryNetwork _network;
    private readonly Subject<Unit> _writable = new();
    private readonly Queue<byte[]> _arrived = new();
    private MemoryConnection _peer = null!;
    private IObserver<ReadOnlyMemory<byte>>? _observer;
    private DateTimeOffset _lastArrival = DateTimeOffset.MinValue;
    private int _unread; // Bytes on their way to this end, or waiting at it
    private bool _writerWaits; // The peer found the window full
    private bool _paused;
    private bool _delivering;
    private bool _peerClosed;
    private bool _outputClosed;
    private bool _completed; // The observer was told the end
    private bool _ended; // Nothing goes either way any more
    private SocketError _reason;

    private MemoryConnection(MemoryNetwork network, IPEndPoint remote)
    {
        _network = network;
        RemoteEndPoint = remote;
        Received = new Source<ReadOnlyMemory<byte>>(observer =>
        {
            _observer = observer;
            Deliver();
            return Disposable.Create(this, connection => connection.Dispose());
        });
    }

    public IPEndPoint RemoteEndPoint { get; }

    public IObservable<ReadOnlyMemory<byte>> Received { get; }

    public IObservable<Unit> Writable => _writable;

    public static (MemoryConnection Near, MemoryConnection Far) Pair(
        MemoryNetwork network,
        IPEndPoint near,
        IPEndPoint far
    )
    {
        var a = new MemoryConnection(network, far);
        var b = new MemoryConnection(network, near);
        (a._peer, b._peer) = (b, a);
        return (a, b);
    }

    public int Write(ReadOnlySpan<byte> bytes)
    {
        if (_ended || _peer._ended || _outputClosed)
        {
            return bytes.Length;
        }

        var taken = Math.Min(bytes.Length, _network.Options.Window - _peer._unread);
        _peer._writerWaits = taken < bytes.Length;
        _peer._unread += taken;
        Send(bytes[..taken]);
        return taken;
    }

    public void Pause() => _paused = true;

    public void Resume()
    {
        _paused = false;
        Deliver();
    }

    public bool CloseOutput()
    {
        if (!_outputClosed)
        {
            _outputClosed = true;
            Arrive(_peer, static peer => peer.PeerCloses());
        }

        return true;
    }

    public void Dispose()
    {
        if (_ended)
        {
            return;
        }

        if (!_outputClosed || !_completed)
        {
            Arrive(_peer, static peer => peer.Abort()); // Else both are done, and nothing is left to abort.
        }

        End(SocketError.OperationAborted);
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var length = Math.Min(bytes.Length, 1 + _network.Random.Next(_network.Options.MaxPiece));
            var piece = bytes[..length].ToArray();
            bytes = bytes[length..];
            Arrive((_peer, piece), static arrival => arrival._peer.Take(arrival.piece));
        }
    }

    /// <summary>Lets something happen at the other end after the delay, in the order of the calls.</summary>
    private void Arrive<T>(T state, Action<T> act)
    {
        var due = _network.Scheduler.Now + _network.Options.Delay;
        _lastArrival = due > _lastArrival ? due : _lastArrival;
        _network.Happen(state, _lastArrival, act);
    }

    private void Take(byte[] piece)
    {
        if (!_ended)
        {
            _arrived.Enqueue(piece);
            Deliver();
        }
    }

    private void PeerCloses()
    {
        _peerClosed = true;
        Deliver();
    }

    private void Abort()
    {
        if (!_ended)
        {
            End(SocketError.ConnectionReset);
        }
    }

    private void End(SocketError reason)
    {
        _ended = true;
        _arrived.Clear();
        _reason = reason;
        TellEnd();
    }

    /// <summary>Tells the observer of an end that is there, unless it is being called.</summary>
    private void TellEnd()
    {
        var closed = _peerClosed && !_paused && _arrived.Count == 0;
        if (_delivering || !(_ended || closed))
        {
            return;
        }

        if (!_completed && _observer is not null)
        {
            _completed = true;
            if (_ended)
            {
                _observer.OnError(new SocketException((int)_reason));
            }
            else
            {
                _observer.OnCompleted();
            }
        }

        if (_ended)
        {
            _writable.OnCompleted();
        }
    }

    private void Deliver()
    {
        if (_delivering || _observer is null)
        {
            return;
        }

        _delivering = true;
        while (!_paused && !_ended && _arrived.TryDequeue(out var piece))
        {
            _observer.OnNext(piece);
            _unread -= piece.Length;
            LetPeerWrite();
        }

        _delivering = false;
        TellEnd();
    }

    private void LetPeerWrite()
    {
        if (_writerWaits)
        {
            _writerWaits = false;
            Arrive(_peer, static peer => peer._writable.OnNext(Unit.Default));
        }
    }
}
