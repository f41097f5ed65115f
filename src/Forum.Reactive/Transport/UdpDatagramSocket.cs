using System.Net;
using System.Net.Sockets;
using System.Reactive.Disposables;

namespace Forum.Reactive.Transport;

/// <summary>A UDP socket of the system, served by the thread of its <see cref="UdpEventLoop"/>.</summary>
internal sealed class UdpDatagramSocket : IDatagramSocket
{
    private const int KernelBufferBytes = 4 << 20;
    private readonly Socket socket;
    private readonly UdpSender sender;
    private readonly IUdpReceiver receiver;
    private IObserver<Datagram>? observer;
    private int disposed;

    public UdpDatagramSocket(IPEndPoint local)
    {
        socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        try
        {
            if (local.Address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.ReceiveBufferSize = KernelBufferBytes;
            socket.SendBufferSize = KernelBufferBytes;
            UdpOptions.ForbidFragments(socket);
            socket.Bind(local);
            LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
            sender = new UdpSender(socket);
            receiver = LinuxUdp.IsSupported ? new LinuxUdpReceiver(socket) : new ManagedUdpReceiver(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public IPEndPoint LocalEndPoint { get; }

    public SendResult Send(IPEndPoint destination, ReadOnlySpan<byte> payload, int segmentSize) =>
        sender.Send(destination, payload, segmentSize);

    public int MaxPayload(IPEndPoint destination) => UdpOptions.MaxPayload(destination);

    public IDisposable Subscribe(IObserver<Datagram> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        if (Interlocked.CompareExchange(ref this.observer, observer, null) is not null)
            throw new InvalidOperationException("A datagram socket has one observer at a time");
        return Disposable.Create(this, static socket => socket.observer = null);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
            return;
        receiver.Dispose();
        socket.Dispose();
        Interlocked.Exchange(ref observer, null)?.OnCompleted();
    }

    /// <summary>Called once on the thread that will serve the socket.</summary>
    internal void OnLoopThread() => receiver.OnLoopThread();

    /// <summary>Ends a <see cref="Wait"/>, from any thread.</summary>
    internal void Wake() => receiver.Wake();

    /// <summary>Returns when a datagram may be there, or <see cref="Wake"/> was called, or the time is over.</summary>
    internal void Wait(TimeSpan timeout) => receiver.Wait(timeout);

    /// <summary>Delivers the datagrams that are there, a bounded number of them; false if there were none.</summary>
    internal bool ReceiveBatch() => receiver.Receive(Volatile.Read(ref observer));
}
