using System.Net;
using System.Net.Sockets;
using System.Reactive.Disposables;

namespace Forum.Reactive.Transport;

/// <summary>A listening TCP socket whose connections one thread serves.</summary>
internal sealed class EpollListener : IConnectionListener, IEpollTarget
{
    private const int AcceptsAtATime = 64;

    private readonly Socket _socket;
    private readonly EpollLoop _loop;
    private readonly int _room;
    private int _token = -1; // Of the loop's thread, as are the next three
    private IObserver<IConnection>? _observer;
    private bool _released;
    private int _reserve = LinuxTcp.CreateEvent();
    private int _disposed;

    /// <param name="socket">A listening one, which is this one's from now on.</param>
    /// <param name="loop">Where it and its connections tick.</param>
    /// <param name="room">Sockets on the loop from which on further connections are closed at once: the rest is for files.</param>
    public EpollListener(Socket socket, EpollLoop loop, int room)
    {
        (_socket, _loop, _room) = (socket, loop, room);
        _socket.Blocking = false;
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
    }

    public IPEndPoint LocalEndPoint { get; }

    private int Descriptor => (int)_socket.Handle;

    public IObservable<IConnection> Accepted =>
        new Source<IConnection>(observer =>
        {
            _loop.Post(() => Start(observer));
            return Disposable.Create(this, listener => listener.Dispose());
        });

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _loop.Post(Stop);
        }
    }

    public void Handle(uint events, byte[] buffer)
    {
        for (var i = 0; i < AcceptsAtATime && !_released; i++)
        {
            var descriptor = LinuxTcp.Accept(Descriptor, out var remote);
            if (descriptor >= 0 && _loop.SocketCount > _room)
            {
                LinuxTcp.Close(descriptor); // The listener itself is one of them.
            }
            else if (descriptor >= 0)
            {
                _observer?.OnNext(new EpollConnection(_loop, descriptor, remote!));
            }
            else if (LinuxTcp.LastError is LinuxTcp.NoMoreDescriptors or LinuxTcp.NoMoreDescriptorsAtAll)
            {
                TurnAway();
            }
            else if (LinuxTcp.LastError == LinuxTcp.WouldBlock)
            {
                return;
            }
        }
    }

    // With no descriptor left the connection could not even be refused, and would be reported for ever.
    private void TurnAway()
    {
        LinuxTcp.Close(_reserve);
        var descriptor = LinuxTcp.Accept(Descriptor, out _);
        if (descriptor >= 0)
        {
            LinuxTcp.Close(descriptor);
        }

        _reserve = LinuxTcp.CreateEvent();
    }

    public void Release()
    {
        _released = true;
        LinuxTcp.Close(_reserve);
        _socket.Dispose();
        _observer?.OnCompleted();
    }

    private void Start(IObserver<IConnection> observer)
    {
        if (_released)
        {
            observer.OnCompleted();
            return;
        }

        _observer = observer;
        _token = _loop.Add(this, Descriptor, LinuxTcp.In);
    }

    private void Stop()
    {
        if (_token >= 0)
        {
            _loop.Remove(_token, this);
        }
        else if (!_released)
        {
            Release();
        }
    }
}
