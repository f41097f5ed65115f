using System.Net;
using System.Net.Sockets;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace Forum.Reactive.Transport;

/// <summary>A UDP socket among others on an <see cref="EpollLoop"/>.</summary>
internal sealed class EpollDatagramSocket : IDatagramSocket, IEpollTarget
{
    private readonly EpollLoop _loop;
    private readonly Socket _socket;
    private readonly UdpSender _sender;
    private readonly LinuxUdpReceiver _receiver;
    private IObserver<Datagram>? _observer;
    private int _token = -1; // Of the loop's thread, as is the next
    private bool _released;

    public EpollDatagramSocket(IPEndPoint local, EpollLoop loop)
    {
        _loop = loop;
        _socket = UdpOptions.Bind(local);
        LocalEndPoint = (IPEndPoint)_socket.LocalEndPoint!;
        _sender = new UdpSender(_socket);
        _receiver = new LinuxUdpReceiver(_socket);
        loop.Post(Start);
    }

    public IPEndPoint LocalEndPoint { get; }

    public IScheduler Scheduler => _loop;

    public SendResult Send(IPEndPoint destination, ReadOnlySpan<byte> payload, int segmentSize) =>
        _sender.Send(destination, payload, segmentSize);

    public int MaxPayload(IPEndPoint destination) => UdpOptions.MaxPayload(destination);

    public IDisposable Subscribe(IObserver<Datagram> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        if (Interlocked.CompareExchange(ref _observer, observer, null) is not null)
        {
            throw new InvalidOperationException("A datagram socket has one observer at a time");
        }

        return Disposable.Create(this, static socket => socket._observer = null);
    }

    public void Dispose() => _loop.Post(End);

    public void Handle(uint events, byte[] buffer) => _receiver.Receive(Volatile.Read(ref _observer));

    public void Release()
    {
        _released = true;
        _receiver.Dispose();
        _socket.Dispose();
        Interlocked.Exchange(ref _observer, null)?.OnCompleted();
    }

    private void Start()
    {
        if (!_released)
        {
            _token = _loop.Add(this, (int)_socket.Handle, LinuxTcp.In);
        }
    }

    private void End()
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
