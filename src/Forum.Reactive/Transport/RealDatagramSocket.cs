using System.Net;
using System.Net.Sockets;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace Forum.Reactive.Transport;

/// <summary>A UDP socket of the system; who waits for its datagrams, and how, is its heirs'.</summary>
internal abstract class RealDatagramSocket : IDatagramSocket
{
    private readonly UdpSender _sender;
    private IObserver<Datagram>? _observer;

    /// <param name="socket">A bound one, which is this one's from now on.</param>
    /// <param name="loop">Where its datagrams arrive.</param>
    protected RealDatagramSocket(Socket socket, ILoop loop)
    {
        (Socket, Scheduler) = (socket, loop);
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
        _sender = new UdpSender(socket);
    }

    public IPEndPoint LocalEndPoint { get; }

    public IScheduler Scheduler { get; }

    /// <summary>Who hears of what is received.</summary>
    internal IObserver<Datagram>? Observer => Volatile.Read(ref _observer);

    protected Socket Socket { get; }

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

    public abstract void Dispose();

    /// <summary>Closes the socket and tells the observer. On the loop.</summary>
    protected void Close()
    {
        Socket.Dispose();
        Interlocked.Exchange(ref _observer, null)?.OnCompleted();
    }
}
