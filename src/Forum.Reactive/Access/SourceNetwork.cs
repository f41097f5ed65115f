using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Forum.Reactive.Access;

/// <summary>
/// Where attempts come from, as far as one attacker counts as one: an IPv4 address, also where it is mapped to IPv6, or the first 64
/// bits of an IPv6 address, since whoever has one of those has them all.
/// </summary>
/// <param name="IsIPv6">Whether the prefix is of an IPv6 address.</param>
/// <param name="Prefix">The IPv4 address, or those 64 bits.</param>
internal readonly record struct SourceNetwork(bool IsIPv6, ulong Prefix)
{
    /// <summary>The network of an address.</summary>
    public static SourceNetwork Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        plain.TryWriteBytes(bytes, out _);
        return plain.AddressFamily == AddressFamily.InterNetworkV6
            ? new SourceNetwork(true, BinaryPrimitives.ReadUInt64BigEndian(bytes))
            : new SourceNetwork(false, BinaryPrimitives.ReadUInt32BigEndian(bytes));
    }
}
