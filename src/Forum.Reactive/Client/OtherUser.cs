using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Client;

/// <summary>Another user who is logged in, as a client is told.</summary>
/// <param name="Name">The name.</param>
/// <param name="Address">Where the user's connection comes from, as the server sees it.</param>
/// <param name="UdpPort">Where the user's client takes files; 0: nowhere.</param>
/// <param name="Since">When the user logged in; in the server's zone (<see cref="ServerTime"/>).</param>
public sealed record OtherUser(string Name, string Address, int UdpPort, DateTime Since)
{
    /// <summary>Reads <c>hans; 129.129.2.1; 8001; 23 Feb 2021 16:00:01</c>, a line of the answer to <c>ATU</c>.</summary>
    internal static bool TryParse(string line, [NotNullWhen(true)] out OtherUser? user)
    {
        user =
            line.Split("; ") is [var name, var address, var port, var since]
            && ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var udpPort)
            && ServerTime.TryParse(since, out var time)
                ? new OtherUser(name, address, udpPort, time)
                : null;
        return user is not null;
    }
}
