using System.Net;
using System.Net.Sockets;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace Forum.Reactive.Transport;

/// <summary>A UDP socket of the system, served by the thread of its <see cref="UdpEventLoop"/>.</summary>
internal sealed class UdpDatagramSocket : IDatagramSocket
{
    private readonly UdpEventLoop _loop;
    private readonly Socket _socket;
    private readonly UdpSender _sender;
    private IObserver<Datagram>? _observer;

    public UdpDatagramSocket(UdpEventLoop loop, Socket socket)
    {
        (_loop, _socket) = (loop, socket);
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
        _sender = new UdpSender(socket);
    }

    public IPEndPoint LocalEndPoint { get; }

    public IScheduler Scheduler => _loop;

    /// <summary>Who hears of what is received.</summary>
    internal IObserver<Datagram>? Observer => Volatile.Read(ref _observer);

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

    /// <summary>The loop is there for this socket only.</summary>
    public void Dispose() => _loop.Stop();

    /// <summary>On the loop, at its end.</summary>
    internal void Release()
    {
        _socket.Dispose();
        Interlocked.Exchange(ref _observer, null)?.OnCompleted();
    }
}
