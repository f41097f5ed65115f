using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Reactive.Linq;

namespace Forum.Reactive.Transport;

/// <summary>The network of this machine: TCP and UDP over IPv6 and IPv4.</summary>
public sealed class RealNetwork : INetwork
{
    /// <summary>How many connections may wait to be accepted.</summary>
    private const int Backlog = 4096;

    /// <summary>Raw numbers of Linux, for what the base class library has no name for.</summary>
    private const int TcpLevel = 6;
    private const int TcpUserTimeout = 18;

    /// <summary>How long a connection may be silent before the system asks whether the peer is there. Default: one minute.</summary>
    public TimeSpan KeepAliveTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long a peer may leave unanswered what was sent, or what the system asked, until the connection counts as lost. On Linux
    /// only; elsewhere four askings in a row are the end. Default: 90 seconds.
    /// </summary>
    public TimeSpan PeerTimeout { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>How long an attempt to connect lasts, with the look-up of the name. Default: 10 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The address of all interfaces.</summary>
    internal static IPAddress AnyAddress => Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any;

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
    public int MostConnections => Room() is { } room ? DescriptorLimit.Served(room) : int.MaxValue;

    /// <inheritdoc/>
    public ILoop StartLoop(string name) => LinuxTcp.IsSupported ? new EpollLoop(name) : new EventLoop(name);

    /// <inheritdoc/>
    public IConnectionListener Listen(int port, ILoop loop)
    {
        ArgumentNullException.ThrowIfNull(loop);
        var room = Room() ?? int.MaxValue;
        var socket = Create(Socket.OSSupportsIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork);
        try
        {
            socket.DualMode = Socket.OSSupportsIPv6;
            socket.Bind(new IPEndPoint(AnyAddress, port));
            socket.Listen(Backlog);
            return loop switch
            {
                EpollLoop epoll => new EpollListener(socket, epoll, room),
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
        ArgumentNullException.ThrowIfNull(host);
        var scheduler = loop ?? RealTime.Scheduler;
        var timedOut = Observable.Throw<IConnection>(new SocketException((int)SocketError.TimedOut), scheduler);
        var connected = Resolve(host)
            .SelectMany(addresses =>
                HappyEyeballs.Race(addresses, address => Attempt(new IPEndPoint(address, port), loop), scheduler)
            )
            .Timeout(ConnectTimeout, timedOut, scheduler);
        return loop is null or EpollLoop ? connected : connected.ObserveOn(loop);
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

    private static int? Room() =>
        DescriptorLimit.Raise() is { } granted
            ? DescriptorLimit.RoomForConnections(granted, DescriptorLimit.Used())
            : null;

    private static ArgumentException NotOfThisNetwork(ILoop loop) =>
        new(
            $"A {loop.GetType().Name} serves no sockets of this machine: take a loop that StartLoop gave.",
            nameof(loop)
        );

    private static IObservable<IPAddress[]> Resolve(string host) =>
        IPAddress.TryParse(host, out var address)
            ? Observable.Return<IPAddress[]>([address])
            : Observable.FromAsync(cancellation => Dns.GetHostAddressesAsync(host, cancellation));

    private IObservable<IConnection> Attempt(IPEndPoint remote, ILoop? loop) =>
        loop switch
        {
            null => ConnectElsewhere(remote, loop: null),
            EpollLoop epoll => EpollConnector.Connect(epoll, () => Create(remote.AddressFamily), remote),
            EventLoop elsewhere => ConnectElsewhere(remote, elsewhere),
            _ => throw NotOfThisNetwork(loop),
        };

    private IObservable<IConnection> ConnectElsewhere(IPEndPoint remote, EventLoop? loop) =>
        Observable.FromAsync(async cancellation =>
        {
            var socket = Create(remote.AddressFamily);
            try
            {
                await socket.ConnectAsync(remote, cancellation).ConfigureAwait(false);
                cancellation.ThrowIfCancellationRequested(); // Nobody would close it.
                return (IConnection)new TcpConnection(socket, loop);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        });

    // Accepted sockets inherit the options from the one that listens.
    private Socket Create(AddressFamily family)
    {
        var socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var seconds = Math.Max(1, (int)KeepAliveTime.TotalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, seconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, Math.Max(1, seconds / 4));
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 4);
        if (OperatingSystem.IsLinux())
        {
            var milliseconds = (int)Math.Min(PeerTimeout.TotalMilliseconds, int.MaxValue);
            socket.SetRawSocketOption(TcpLevel, TcpUserTimeout, BitConverter.GetBytes(milliseconds));
        }

        return socket;
    }
}
