using System.Net;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Transfer.Routes;

/// <summary>How good a way to the other side is; the lower the better.</summary>
internal enum RouteKind
{
    /// <summary>Within this machine.</summary>
    Loopback,

    /// <summary>Within a network that nobody outside sees.</summary>
    Local,

    /// <summary>Straight over the internet.</summary>
    Direct,

    /// <summary>By way of the server.</summary>
    Relayed,
}

/// <summary>A way by which datagrams leave for the other side, and on which they come back. One object a way: they are compared as such.</summary>
/// <param name="kind">How good it is.</param>
internal abstract class Route(RouteKind kind)
{
    /// <summary>How good it is.</summary>
    public RouteKind Kind { get; } = kind;

    /// <summary>Bytes in front of each datagram that this way needs for itself.</summary>
    public virtual int Headroom => 0;

    /// <summary>Bytes that IP and UDP add on this way.</summary>
    public abstract int Headers { get; }

    /// <summary>Largest datagram that the first hop takes, without the headroom.</summary>
    public abstract int MaxPayload { get; }

    /// <summary>
    /// Sends datagrams that lie one behind the other, each with <see cref="Headroom"/> bytes in front of it, which are this way's to fill.
    /// </summary>
    /// <param name="datagrams">All of them.</param>
    /// <param name="stride">Bytes of each with its headroom; the last may be shorter.</param>
    public abstract SendResult Send(Span<byte> datagrams, int stride);
}

/// <summary>Straight to an address.</summary>
internal sealed class DirectRoute(IDatagramSocket socket, IPEndPoint remote, RouteKind kind) : Route(kind)
{
    /// <summary>Where to.</summary>
    public IPEndPoint Remote { get; } = remote;

    public override int Headers => IpHeaders.Of(Remote.Address);

    public override int MaxPayload => socket.MaxPayload(Remote);

    public override SendResult Send(Span<byte> datagrams, int stride) => socket.Send(Remote, datagrams, stride);

    public override string ToString() => $"{Kind} {Remote}";
}

/// <summary>What IP and UDP add to a payload.</summary>
internal static class IpHeaders
{
    private const int OverIPv4 = 28;
    private const int OverIPv6 = 48;

    public static int Of(IPAddress address) =>
        address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? OverIPv4 : OverIPv6;
}
