using System.Net;
using System.Net.Sockets;

namespace Forum.Reactive.Transfer.Routes;

/// <summary>What kind of way leads to an address.</summary>
internal static class RouteKinds
{
    /// <summary>
    /// A private address by which nobody outside knows the other side is reached within a network of both; every other one is reached
    /// over the internet, or what takes its place.
    /// </summary>
    /// <param name="address">Where.</param>
    /// <param name="outer">From where the server sees the other side; null: not known.</param>
    public static RouteKind Of(IPAddress address, IPAddress? outer) =>
        IPAddress.IsLoopback(address) ? RouteKind.Loopback
        : !address.Equals(outer) && IsPrivate(address) ? RouteKind.Local
        : RouteKind.Direct;

    /// <summary>Whether something can be sent there that one other side gets.</summary>
    public static bool IsUnicast(IPAddress address) =>
        !address.IsIPv6Multicast
        && !address.Equals(IPAddress.Any)
        && !address.Equals(IPAddress.IPv6Any)
        && !(address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes()[0] >= 224);

    private static bool IsPrivate(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return address.IsIPv6LinkLocal || address.IsIPv6UniqueLocal;
        }

        return address.GetAddressBytes()
            is [10, ..]
                or [172, >= 16 and <= 31, ..]
                or [192, 168, ..]
                or [169, 254, ..]
                or [100, >= 64 and <= 127, ..];
    }
}
