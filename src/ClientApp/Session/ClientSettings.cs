namespace Forum.ClientApp.Session;

/// <summary>What to do with a file that somebody offers.</summary>
internal enum Acceptance
{
    Ask,
    Always,
    Never,
}

/// <summary>What does not change while the client runs.</summary>
internal sealed record ClientSettings
{
    /// <summary>The server's host, as the user gave it.</summary>
    public required string Host { get; init; }

    /// <summary>The server's TCP port, 1 to 65535.</summary>
    public required int Port { get; init; }

    /// <summary>The UDP port on which this client listens; 0 for none.</summary>
    public int UdpPort { get; init; }

    /// <summary>Whether lines are read and written instead of keys and screens.</summary>
    public bool IsPlain { get; init; }

    /// <summary>Whether posts, arrivals and departures are shown as they happen.</summary>
    public bool IsLive { get; init; } = true;

    /// <summary>What to do with offered files.</summary>
    public Acceptance Acceptance { get; init; } = Acceptance.Ask;

    /// <summary>The folder for received files, as the user gave it.</summary>
    public string Downloads { get; init; } = ".";

    /// <summary>Bytes of files that are taken in all without a question; what goes beyond is refused.</summary>
    public long MostUnasked { get; init; } = long.MaxValue;

    /// <summary>Whether the terminal rings when a message speaks of the user.</summary>
    public bool RingsAtMentions { get; init; }

    /// <summary>The zone in which the user thinks.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>How far each user had read at the end of the last session.</summary>
    public IReadOnlyDictionary<string, ReadingMark> ReadingMarks { get; init; } = new Dictionary<string, ReadingMark>();
}
