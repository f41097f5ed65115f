using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Reactive;
using System.Reactive.Disposables;
using System.Reactive.Subjects;

namespace Forum.Reactive.Transport;

/// <summary>
/// A TCP connection. Receives with a small buffer of its own, so that ten thousand idle ones are cheap, and reads on with a
/// large one shared by the thread while bytes keep coming; sends at once, and only what the socket did not take waits.
/// </summary>
internal sealed class TcpConnection : IConnection
{
    private const int OwnBufferSize = 1024;
    private const int SharedBufferSize = 64 * 1024;
    private const int PendingSendSize = 16 * 1024;

    [ThreadStatic]
    private static byte[]? _t_sharedBuffer;

    private readonly Socket _socket;
    private readonly EventLoop? _loop;
    private readonly ReceiveOperation _receive;
    private readonly Subject<Unit> _writable = new();
    private SendOperation? _send;
    private IObserver<ReadOnlyMemory<byte>>? _observer;
    private volatile bool _paused;
    private volatile bool _disposed;
    private volatile bool _over; // Nothing goes either way any more
    private bool _undelivered; // Something was received while paused; owned by whoever receives
    private int _receiving; // 1 while some thread, or the kernel on its behalf, receives, and for ever once it is over
    private int _completed; // 1 once the observer was told the end

    /// <param name="socket">A connected one, which is this one's from now on.</param>
    /// <param name="loop">Where it ticks; null: on any thread.</param>
    public TcpConnection(Socket socket, EventLoop? loop = null)
    {
        (_socket, _loop) = (socket, loop);
        socket.Blocking = false;
        socket.NoDelay = true;
        RemoteEndPoint = Unmapped((IPEndPoint)socket.RemoteEndPoint!);
        _receive = new ReceiveOperation(this);
        Received = new Source<ReadOnlyMemory<byte>>(Start);
        loop?.Add(this);
    }

    public IPEndPoint RemoteEndPoint { get; }

    public IObservable<ReadOnlyMemory<byte>> Received { get; }

    public IObservable<Unit> Writable => _writable;

    public int Write(ReadOnlySpan<byte> bytes)
    {
        if (_send is { Pending: true })
        {
            return 0;
        }

        var sent = 0;
        while (sent < bytes.Length && !_disposed)
        {
            var n = TrySend(bytes[sent..], out var error);
            sent += n;
            if (error == SocketError.WouldBlock)
            {
                sent += SendLater(bytes[sent..]);
                if (_send!.Pending)
                {
                    return sent;
                }
            }
            else if (error != SocketError.Success)
            {
                Dispose();
            }
        }

        return bytes.Length;
    }

    public void Pause() => _paused = true;

    public void Resume()
    {
        _paused = false;
        if (_loop is { IsCurrent: false })
        {
            _loop.Post(Receive);
        }
        else
        {
            Receive();
        }
    }

    private void Receive()
    {
        if (
            _observer is not null
            && Volatile.Read(ref _completed) == 0
            && Interlocked.CompareExchange(ref _receiving, 1, 0) == 0
        )
        {
            ReceiveLoop();
        }
    }

    public bool CloseOutput()
    {
        if (_send is { Pending: true })
        {
            return false;
        }

        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            Dispose(); // The peer is gone already.
        }
        catch (ObjectDisposedException)
        {
            // Closed by the other side of this program.
        }

        return true;
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _socket.Dispose();
            OnLoop(EndUnlessReceiving);
        }
    }

    internal static IPEndPoint Unmapped(IPEndPoint endPoint) =>
        endPoint.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(endPoint.Address.MapToIPv4(), endPoint.Port) : endPoint;

    // What receives ends it otherwise: its operation is aborted.
    private void EndUnlessReceiving()
    {
        if (Interlocked.CompareExchange(ref _receiving, 1, 0) == 0)
        {
            End(SocketError.OperationAborted);
        }
    }

    private void OnLoop(Action act)
    {
        if (_loop is null)
        {
            act();
        }
        else
        {
            _loop.Post(act);
        }
    }

    private IDisposable Start(IObserver<ReadOnlyMemory<byte>> observer)
    {
        _observer = observer;
        Resume();
        if (_over)
        {
            OnLoop(() => TellEnd(SocketError.OperationAborted));
        }

        return Disposable.Create(this, connection => connection.Dispose());
    }

    /// <summary>Receives until bytes must be waited for, the owner pauses, or the connection ends. Owns <see cref="_receiving"/>.</summary>
    private void ReceiveLoop()
    {
        while (true)
        {
            if (_paused && !_disposed)
            {
                Interlocked.Exchange(ref _receiving, 0);
                if ((_paused && !_disposed) || Interlocked.CompareExchange(ref _receiving, 1, 0) != 0)
                {
                    return;
                }
            }

            var error = SocketError.Success;
            if (!_undelivered && !TryReceiveAsync(out error) && error == SocketError.Success)
            {
                return;
            }

            if (error != SocketError.Success || !Deliver(out error))
            {
                End(error);
                return;
            }
        }
    }

    /// <returns>Whether bytes are there already; else they are waited for, or <paramref name="error"/> says why not.</returns>
    private bool TryReceiveAsync(out SocketError error)
    {
        error = SocketError.Success;
        try
        {
            if (_socket.ReceiveAsync(_receive))
            {
                return false;
            }

            error = _receive.SocketError;
        }
        catch (ObjectDisposedException)
        {
            error = SocketError.OperationAborted;
        }

        return error == SocketError.Success;
    }

    private void ReceiveCompleted()
    {
        var error = _receive.SocketError;
        _undelivered = error == SocketError.Success;
        if (error != SocketError.Success)
        {
            End(error);
            return;
        }

        ReceiveLoop();
    }

    /// <summary>Hands on what was received, and what else is there already if that filled the buffer.</summary>
    /// <returns>False at the end of the stream, which <paramref name="error"/> says how it came.</returns>
    private bool Deliver(out SocketError error)
    {
        error = _disposed ? SocketError.OperationAborted : SocketError.Success;
        var count = _receive.BytesTransferred;
        _undelivered = false;
        if (count == 0 || _disposed)
        {
            return false;
        }

        _observer!.OnNext(_receive.MemoryBuffer[..count]);
        if (count < OwnBufferSize)
        {
            return true;
        }

        var shared = _t_sharedBuffer ??= new byte[SharedBufferSize];
        while (!_paused && !_disposed)
        {
            count = TryReceive(shared, out error);
            if (error == SocketError.WouldBlock)
            {
                error = SocketError.Success;
                return true;
            }

            if (count == 0)
            {
                return false;
            }

            _observer.OnNext(shared.AsMemory(0, count));
            if (count < shared.Length)
            {
                return true;
            }
        }

        return true;
    }

    private int TryReceive(byte[] buffer, out SocketError error)
    {
        try
        {
            return _socket.Receive(buffer, SocketFlags.None, out error);
        }
        catch (ObjectDisposedException)
        {
            error = SocketError.OperationAborted;
            return 0;
        }
    }

    private int TrySend(ReadOnlySpan<byte> bytes, out SocketError error)
    {
        try
        {
            return _socket.Send(bytes, SocketFlags.None, out error);
        }
        catch (ObjectDisposedException)
        {
            error = SocketError.OperationAborted;
            return 0;
        }
    }

    /// <summary>Of whoever receives: the peer sends no more, or the connection is lost.</summary>
    private void End(SocketError error)
    {
        TellEnd(error);
        if (error == SocketError.Success)
        {
            Interlocked.Exchange(ref _receiving, 0);
            if (_disposed)
            {
                EndUnlessReceiving();
            }

            return;
        }

        _over = true;
        Dispose();
        TellEnd(error); // Who subscribed in between
        lock (_writable)
        {
            _writable.OnCompleted();
        }

        _loop?.Remove(this);
    }

    private void TellEnd(SocketError error)
    {
        if (_observer is not { } observer || Interlocked.Exchange(ref _completed, 1) != 0)
        {
            return;
        }

        if (error == SocketError.Success)
        {
            observer.OnCompleted();
        }
        else
        {
            observer.OnError(new SocketException((int)error));
        }
    }

    private void TellWritable()
    {
        lock (_writable)
        {
            _writable.OnNext(Unit.Default);
        }
    }

    private int SendLater(ReadOnlySpan<byte> bytes)
    {
        _send ??= new SendOperation(this);
        try
        {
            return _send.Begin(bytes);
        }
        catch (ObjectDisposedException)
        {
            return bytes.Length;
        }
    }

    private sealed class ReceiveOperation : SocketAsyncEventArgs
    {
        private readonly TcpConnection _connection;
        private readonly Action _completed;

        public ReceiveOperation(TcpConnection connection)
            : base( /* unsafeSuppressExecutionContext: */
                true
            )
        {
            _connection = connection;
            _completed = connection.ReceiveCompleted;
            SetBuffer(new byte[OwnBufferSize]);
        }

        protected override void OnCompleted(SocketAsyncEventArgs e) => _connection.OnLoop(_completed);
    }

    /// <summary>Sends what the socket had no room for, from a pooled buffer that is held only meanwhile.</summary>
    private sealed class SendOperation(TcpConnection connection)
        : SocketAsyncEventArgs( /* unsafeSuppressExecutionContext: */
            true
        )
    {
        private volatile bool _pending;
        private byte[]? _buffer;

        public bool Pending => _pending;

        public int Begin(ReadOnlySpan<byte> bytes)
        {
            var count = Math.Min(bytes.Length, PendingSendSize);
            _buffer = ArrayPool<byte>.Shared.Rent(count);
            bytes[..count].CopyTo(_buffer);
            SetBuffer(_buffer, 0, count);
            _pending = true;
            if (!connection._socket.SendAsync(this))
            {
                Finish(); // There was room after all, and the writer is still here to go on.
            }

            return count;
        }

        protected override void OnCompleted(SocketAsyncEventArgs e) => connection.OnLoop(FinishAndTell);

        private void FinishAndTell()
        {
            Finish();
            connection.TellWritable();
        }

        private void Finish()
        {
            ArrayPool<byte>.Shared.Return(_buffer!);
            _buffer = null;
            SetBuffer(null, 0, 0);
            _pending = false;
            if (SocketError != SocketError.Success)
            {
                connection.Dispose();
            }
        }
    }
}
