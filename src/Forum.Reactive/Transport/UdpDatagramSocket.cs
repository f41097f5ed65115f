using System.Net;
using System.Net.Sockets;
using System.Reactive.Disposables;

namespace Forum.Reactive.Transport;

/// <summary>A UDP socket of the system, served by the thread of its <see cref="UdpEventLoop"/>.</summary>
internal sealed class UdpDatagramSocket : IDatagramSocket
{
    private const int KernelBufferBytes = 4 << 20;
    private readonly Socket _socket;
    private readonly UdpSender _sender;
    private readonly IUdpReceiver _receiver;
    private IObserver<Datagram>? _observer;
    private int _disposed;

    public UdpDatagramSocket(IPEndPoint local)
    {
        _socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        try
        {
            if (local.Address.Equals(IPAddress.IPv6Any))
            {
                _socket.DualMode = true;
            }

            _socket.ReceiveBufferSize = KernelBufferBytes;
            _socket.SendBufferSize = KernelBufferBytes;
            UdpOptions.ForbidFragments(_socket);
            _socket.Bind(local);
            LocalEndPoint = (IPEndPoint)_socket.LocalEndPoint!;
            _sender = new UdpSender(_socket);
            _receiver = LinuxUdp.IsSupported ? new LinuxUdpReceiver(_socket) : new ManagedUdpReceiver(_socket);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    public IPEndPoint LocalEndPoint { get; }

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

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _receiver.Dispose();
        _socket.Dispose();
        Interlocked.Exchange(ref _observer, null)?.OnCompleted();
    }

    /// <summary>Called once on the thread that will serve the socket.</summary>
    internal void OnLoopThread() => _receiver.OnLoopThread();

    /// <summary>Ends a <see cref="Wait"/>, from any thread.</summary>
    internal void Wake() => _receiver.Wake();

    /// <summary>Returns when a datagram may be there, or <see cref="Wake"/> was called, or the time is over.</summary>
    internal void Wait(TimeSpan timeout) => _receiver.Wait(timeout);

    /// <summary>Delivers the datagrams that are there, a bounded number of them; false if there were none.</summary>
    internal bool ReceiveBatch() => _receiver.Receive(Volatile.Read(ref _observer));
}
