using System.Net;
using System.Net.Sockets;

namespace Forum.Reactive.Transport;

/// <summary>Socket options that the base class library has no name for (<c>ip(7)</c>, <c>ipv6(7)</c>, <c>udp(7)</c>).</summary>
internal static class UdpOptions
{
    /// <summary>Payload of a datagram on Ethernet under IPv4: what is assumed where the system does not say.</summary>
    public const int EthernetPayload = 1472;

    private const int LargestPayload = 65507;
    private const int KernelBufferBytes = 4 << 20;
    private const int IpLevel = 0;
    private const int IpMtuDiscover = 10;
    private const int IpMtu = 14;
    private const int Ipv6Level = 41;
    private const int Ipv6MtuDiscover = 23;
    private const int Ipv6Mtu = 24;
    private const int UdpLevel = 17;
    private const int UdpSegment = 103;
    private const int UdpGro = 104;
    private const int PmtuDiscoverProbe = 3;

    /// <summary>A socket that is bound and does not block, on both families where the address is that of all interfaces.</summary>
    /// <exception cref="SocketException">The address is in use, or not of this host.</exception>
    public static Socket Bind(IPEndPoint local)
    {
        var socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        try
        {
            if (local.Address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            socket.ReceiveBufferSize = KernelBufferBytes;
            socket.SendBufferSize = KernelBufferBytes;
            ForbidFragments(socket);
            socket.Bind(local);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Sets don't-fragment, and lets probes larger than the system's own guess of the path's MTU out (RFC 8899, section 3).
    /// </summary>
    public static void ForbidFragments(Socket socket)
    {
        if (!OperatingSystem.IsLinux())
        {
            Try(() => socket.DontFragment = true);
            return;
        }

        TrySet(socket, IpLevel, IpMtuDiscover, PmtuDiscoverProbe);
        if (socket.AddressFamily == AddressFamily.InterNetworkV6)
        {
            TrySet(socket, Ipv6Level, Ipv6MtuDiscover, PmtuDiscoverProbe);
        }
    }

    /// <summary>Asks for datagrams of one flow to be handed over several at once; false where that is unknown.</summary>
    public static bool CoalesceReceived(Socket socket) => TrySet(socket, UdpLevel, UdpGro, 1);

    /// <summary>Has what is sent cut into datagrams of this size by the system, 0 = not; false where that is unknown.</summary>
    public static bool SegmentSent(Socket socket, int segmentSize) => TrySet(socket, UdpLevel, UdpSegment, segmentSize);

    /// <summary>What the first hop takes; the answer comes from the routing table, nothing is sent.</summary>
    public static int MaxPayload(IPEndPoint destination)
    {
        var address = destination.Address.IsIPv4MappedToIPv6 ? destination.Address.MapToIPv4() : destination.Address;
        var v4 = address.AddressFamily == AddressFamily.InterNetwork;
        var headers = v4 ? 28 : 48;
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(address, destination.Port);
            Span<byte> mtu = stackalloc byte[4];
            socket.GetRawSocketOption(v4 ? IpLevel : Ipv6Level, v4 ? IpMtu : Ipv6Mtu, mtu);
            return Math.Clamp(BitConverter.ToInt32(mtu) - headers, 1200, LargestPayload);
        }
        catch (SocketException)
        {
            return EthernetPayload;
        }
    }

    private static bool TrySet(Socket socket, int level, int name, int value) =>
        OperatingSystem.IsLinux() && Try(() => socket.SetRawSocketOption(level, name, BitConverter.GetBytes(value)));

    private static bool Try(Action set)
    {
        try
        {
            set();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
