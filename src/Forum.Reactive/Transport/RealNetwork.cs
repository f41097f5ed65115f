using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Reactive.Linq;

namespace Forum.Reactive.Transport;

/// <summary>The network of this machine: TCP over IPv6 and IPv4.</summary>
public sealed class RealNetwork : INetwork
{
    /// <summary>How many connections may wait to be accepted.</summary>
    private const int Backlog = 4096;

    /// <summary>How long a connection may be silent before the system asks whether the peer is there, and between askings.</summary>
    public TimeSpan KeepAliveTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public IReadOnlyList<IPAddress> LocalAddresses =>
        [
            .. NetworkInterface
                .GetAllNetworkInterfaces()
                .Where(card => card.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown)
                .SelectMany(card => card.GetIPProperties().UnicastAddresses)
                .Select(address => address.Address)
                .Distinct(),
        ];

    /// <inheritdoc/>
    public ILoop StartLoop(string name) => LinuxTcp.IsSupported ? new EpollLoop(name) : new EventLoop(name);

    /// <inheritdoc/>
    public IConnectionListener Listen(int port, ILoop loop)
    {
        ArgumentNullException.ThrowIfNull(loop);
        var socket = Socket.OSSupportsIPv6
            ? new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true }
            : new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            KeepAlive(socket);
            socket.NoDelay = true;
            socket.Bind(new IPEndPoint(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, port));
            socket.Listen(Backlog);
            return loop switch
            {
                EpollLoop epoll => new EpollListener(socket, epoll),
                EventLoop elsewhere => new TcpConnectionListener(socket, elsewhere),
                _ => throw NotOfThisNetwork(loop),
            };
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public IObservable<IConnection> Connect(string host, int port, ILoop? loop = null)
    {
        var connected = Observable.FromAsync(async cancellation =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                KeepAlive(socket);
                await socket.ConnectAsync(host, port, cancellation).ConfigureAwait(false);
                return (IConnection)new TcpConnection(socket, loop as EventLoop);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        });
        return loop is null ? connected : connected.ObserveOn(loop);
    }

    /// <inheritdoc/>
    public IDatagramSocket OpenDatagramSocket(IPEndPoint local, ILoop? loop = null) =>
        loop switch
        {
            null => new UdpEventLoop(local).Socket,
            EpollLoop epoll => new EpollDatagramSocket(UdpOptions.Bind(local), epoll),
            EventLoop elsewhere => new PostedDatagramSocket(UdpOptions.Bind(local), elsewhere),
            _ => throw NotOfThisNetwork(loop),
        };

    private static ArgumentException NotOfThisNetwork(ILoop loop) =>
        new(
            $"A {loop.GetType().Name} serves no sockets of this machine: take a loop that StartLoop gave.",
            nameof(loop)
        );

    // Accepted sockets inherit these, and NoDelay, from the one that listens.
    private void KeepAlive(Socket socket)
    {
        var seconds = Math.Max(1, (int)KeepAliveTime.TotalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, seconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, Math.Max(1, seconds / 4));
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 4);
    }
}
