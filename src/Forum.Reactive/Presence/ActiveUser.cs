using Forum.Reactive.Protocol;

namespace Forum.Reactive.Presence;

/// <summary>A user who is logged in.</summary>
/// <param name="Name">The name, which is the key.</param>
/// <param name="Address">Where the user's connection comes from, as the server sees it.</param>
/// <param name="UdpPort">Where the user's client takes files; 0: nowhere.</param>
/// <param name="Since">When the user logged in.</param>
public sealed record ActiveUser(string Name, string Address, int UdpPort, Timestamp Since)
{
    /// <summary>The number of the log-in, counted from 1 and never used again: the order of <c>userlog.txt</c> and of ATU.</summary>
    public long Login { get; init; }

    /// <summary>The incarnation of the node that has the user's connection.</summary>
    public long Node { get; init; }
}
