using System.Net;
using System.Net.Sockets;
using System.Reactive.Disposables;

namespace Forum.Reactive.Transport;

/// <summary>A listening TCP socket on an <see cref="EventLoop"/>: what the system's socket engine accepts is posted to it.</summary>
internal sealed class TcpConnectionListener : IConnectionListener
{
    private readonly Socket _socket;
    private readonly EventLoop _loop;
    private AcceptOperation? _accept; // Of the loop's thread, as are the next two
    private IObserver<IConnection>? _observer;
    private bool _ended;

    public TcpConnectionListener(Socket socket, EventLoop loop)
    {
        (_socket, _loop) = (socket, loop);
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
        Accepted = new Source<IConnection>(observer =>
        {
            loop.Post(() => Start(observer));
            return Disposable.Create(this, listener => listener.Dispose());
        });
        loop.Add(this);
    }

    public IPEndPoint LocalEndPoint { get; }

    public IObservable<IConnection> Accepted { get; }

    public void Dispose()
    {
        _socket.Dispose();
        _loop.Post(End);
    }

    private void Start(IObserver<IConnection> observer)
    {
        if (_ended)
        {
            observer.OnCompleted();
            return;
        }

        _observer = observer;
        _accept = new AcceptOperation(this);
        Accept();
    }

    private void End()
    {
        if (!_ended)
        {
            _ended = true;
            _observer?.OnCompleted();
            _accept?.Dispose();
            _loop.Remove(this);
        }
    }

    private void Accept()
    {
        try
        {
            while (!_ended && !_socket.AcceptAsync(_accept!))
            {
                Deliver();
            }
        }
        catch (ObjectDisposedException)
        {
            // The end is posted.
        }
    }

    private void Completed()
    {
        Deliver();
        Accept();
    }

    // A connection that failed while it was made is no reason to stop.
    private void Deliver()
    {
        var accepted = _accept!.AcceptSocket;
        if (_ended || _accept.SocketError != SocketError.Success || accepted is null)
        {
            accepted?.Dispose();
        }
        else if (TryWrap(accepted) is { } connection)
        {
            _observer!.OnNext(connection);
        }

        _accept.AcceptSocket = null;
    }

    private TcpConnection? TryWrap(Socket accepted)
    {
        try
        {
            return new TcpConnection(accepted, _loop);
        }
        catch (SocketException)
        {
            accepted.Dispose(); // Gone before it was looked at.
            return null;
        }
    }

    private sealed class AcceptOperation(TcpConnectionListener listener)
        : SocketAsyncEventArgs( /* unsafeSuppressExecutionContext: */
            true
        )
    {
        private readonly Action _completed = listener.Completed;

        protected override void OnCompleted(SocketAsyncEventArgs e) => listener._loop.Post(_completed);
    }
}
