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

    /// <summary>Whether the live feed is shown where lines are read and written, too.</summary>
    public bool Live { get; init; }

    /// <summary>Whether the terminal rings when a message speaks of the user.</summary>
    public bool Bell { get; init; }

    /// <summary>Whether each answer and event is written as a JSON object, on a line of its own.</summary>
    public bool Json { get; init; }

    /// <summary>What to do with offered files; null: asked of who sits at a terminal, taken where the input is a pipe or a file.</summary>
    public Acceptance? Acceptance { get; init; }

    /// <summary>Bytes of files that are taken in all where the input is a pipe or a file and nobody said to take any.</summary>
    public const long MostUnasked = 2L << 30;

    /// <summary>Where received files are stored.</summary>
    public string Downloads { get; init; } = ".";

    /// <summary>Largest file that is taken, in bytes; null: the engine's own limit.</summary>
    public long? LargestFile { get; init; }

    /// <summary>Size of every IP packet with file data, in bytes, 576 to 65535; null: found by probing.</summary>
    public int? Mtu { get; init; }

    /// <summary>Whether the port is one for TLS.</summary>
    public bool UseTls { get; init; }

    /// <summary>The fingerprint of the only certificate to accept, <c>sha256:</c> and 64 hexadecimal digits; null: no such pin.</summary>
    public string? TlsPin { get; init; }
}
