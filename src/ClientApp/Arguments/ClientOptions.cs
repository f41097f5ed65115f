using Forum.ClientApp.Session;

namespace Forum.ClientApp.Arguments;

/// <summary>What the user asked for on the command line.</summary>
internal sealed record ClientOptions
{
    /// <summary>The server's name or address.</summary>
    public required string Host { get; init; }

    /// <summary>The server's TCP port, 1 to 65535.</summary>
    public required int Port { get; init; }

    /// <summary>The UDP port on which to listen, 0 to 65535; 0: the system picks one.</summary>
    public required int UdpPort { get; init; }

    /// <summary>Whether the live feed is off.</summary>
    public bool NoLive { get; init; }

    /// <summary>What to do with offered files.</summary>
    public Acceptance Acceptance { get; init; }

    /// <summary>Where received files are stored.</summary>
    public string Downloads { get; init; } = ".";

    /// <summary>Largest file that is taken, in bytes.</summary>
    public long LargestFile { get; init; } = long.MaxValue;

    /// <summary>Largest UDP datagram to send, in bytes of its payload; null: as large as the way takes.</summary>
    public int? Mtu { get; init; }
}
