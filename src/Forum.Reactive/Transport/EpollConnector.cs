using System.Net;
using System.Net.Sockets;
using System.Reactive.Disposables;

namespace Forum.Reactive.Transport;

/// <summary>One attempt to connect, on an <see cref="EpollLoop"/>: one connection, or the error why not.</summary>
internal sealed class EpollConnector : IEpollTarget
{
    private readonly EpollLoop _loop;
    private readonly IPEndPoint _remote;
    private readonly IObserver<IConnection> _observer;
    private readonly int _descriptor;
    private int _token = -1; // Of the loop's thread, as is the next
    private bool _isOver;

    private EpollConnector(EpollLoop loop, int descriptor, IPEndPoint remote, IObserver<IConnection> observer)
    {
        (_loop, _descriptor, _remote, _observer) = (loop, descriptor, remote, observer);
    }

    /// <summary>Connects when subscribed to.</summary>
    /// <param name="loop">Where the observable and the connection tick.</param>
    /// <param name="create">Makes the socket, its options set.</param>
    /// <param name="remote">Where to.</param>
    public static IObservable<IConnection> Connect(EpollLoop loop, Func<Socket> create, IPEndPoint remote) =>
        new Source<IConnection>(observer =>
        {
            using var socket = create(); // Its options are set by portable names; its descriptor is watched by the loop alone.
            socket.Blocking = false;
            var connector = new EpollConnector(loop, LinuxTcp.Duplicate(socket), remote, observer);
            loop.Post(connector.Start);
            return Disposable.Create(connector, c => c._loop.Post(c.Abandon));
        });

    public void Handle(uint events, byte[] buffer)
    {
        var error = LinuxTcp.PendingError(_descriptor);
        if (_isOver)
        {
            return;
        }

        if (error == 0)
        {
            HandOver();
        }
        else
        {
            Fail(error);
        }
    }

    public void Release()
    {
        if (!_isOver)
        {
            _isOver = true;
            LinuxTcp.Close(_descriptor);
            _observer.OnError(new SocketException((int)SocketError.OperationAborted));
        }
    }

    private void Start()
    {
        if (_isOver)
        {
            return;
        }

        var error = LinuxTcp.Connect(_descriptor, _remote);
        if (error is 0 or LinuxTcp.InProgress)
        {
            _token = _loop.Add(this, _descriptor, LinuxTcp.Out);
        }
        else
        {
            Fail(error);
        }
    }

    private void HandOver()
    {
        _isOver = true;
        _loop.Ignore(_descriptor);
        _loop.Remove(_token, this);
        _observer.OnNext(new EpollConnection(_loop, _descriptor, _remote));
        _observer.OnCompleted();
    }

    private void Fail(int error)
    {
        Abandon();
        _observer.OnError(LinuxTcp.ExceptionOf(error));
    }

    private void Abandon()
    {
        if (_isOver)
        {
            return;
        }

        _isOver = true;
        if (_token >= 0)
        {
            _loop.Ignore(_descriptor);
            _loop.Remove(_token, this);
        }

        LinuxTcp.Close(_descriptor);
    }
}
