using Forum.ClientApp.Keys;
using Forum.Reactive.Protocol;
using Forum.Reactive.Transfer;
using Forum.Reactive.Transfer.Introduction;

namespace Forum.ClientApp.Session;

/// <summary>Something that happened to the client: all of them, in one order, are what its state is folded from.</summary>
internal abstract record Happening;

/// <summary>The program began.</summary>
internal sealed record Started : Happening;

/// <summary>A second has passed.</summary>
internal sealed record Ticked : Happening;

/// <summary>A key was pressed at the terminal.</summary>
internal sealed record KeyPressed(Key Key) : Happening;

/// <summary>The terminal has this many columns and rows now.</summary>
internal sealed record Resized(TerminalSize Size) : Happening;

/// <summary>The program goes on after it was suspended: the screen may hold anything.</summary>
internal sealed record Resumed : Happening;

/// <summary>A line was read where there is no terminal.</summary>
internal sealed record LineRead(string Line) : Happening;

/// <summary>A line was read that is longer than any command; it was not kept.</summary>
internal sealed record OverlongLineRead : Happening;

/// <summary>There is nothing more to read: end of the input, or the terminal has gone.</summary>
internal sealed record InputEnded : Happening;

/// <summary>SIGTERM, SIGINT or their like: leave in an orderly way.</summary>
internal sealed record Interrupted : Happening;

/// <summary>An effect could not be done; the reason is a sentence without its full stop.</summary>
internal sealed record EffectFailed(Effect Effect, string Reason) : Happening;

/// <summary>Something that happens by itself went wrong; a sentence without its full stop says what.</summary>
internal sealed record TroubleHappened(string What) : Happening;

/// <summary>Something about the connection that was begun under this number; what concerns an older one is stale.</summary>
internal abstract record ConnectionHappening(int Connection) : Happening;

/// <summary>The server is there.</summary>
internal sealed record Connected(int Connection) : ConnectionHappening(Connection);

/// <summary>The connection could not be made, or ended.</summary>
internal sealed record ConnectionLost(int Connection, string Reason) : ConnectionHappening(Connection);

/// <summary>The answer to the oldest request that has none yet.</summary>
internal sealed record Answered(int Connection, Reply Reply) : ConnectionHappening(Connection);

/// <summary>The server told something that nobody asked for.</summary>
internal sealed record EventArrived(int Connection, ForumEvent Event) : ConnectionHappening(Connection);

/// <summary>The server said something before it hangs up.</summary>
internal sealed record FarewellSaid(int Connection, string Text) : ConnectionHappening(Connection);

/// <summary>The pause before the next attempt to connect is over.</summary>
internal sealed record PauseEnded(int Connection) : ConnectionHappening(Connection);

/// <summary>The names that begin as the user asked, for completion; folders end with a slash.</summary>
internal sealed record FilesListed(string Beginning, IReadOnlyList<string> Names) : Happening;

/// <summary>Whether a file on offer can be taken; the reason why not, null if it can.</summary>
internal sealed record OfferJudged(FileOffered Offer, string? Problem) : Happening;

/// <summary>An offer was not answered in time: it can be taken no more.</summary>
internal sealed record OfferExpired(FileOffered Offer) : Happening;

/// <summary>How far a file has travelled.</summary>
/// <param name="Id">The number under which the user knows it.</param>
/// <param name="Bytes">Bytes that have arrived.</param>
/// <param name="Size">Bytes of the whole file.</param>
/// <param name="BytesPerSecond">The present rate.</param>
/// <param name="RoundTrip">Between the two clients; null while unknown.</param>
/// <param name="Left">Time to the end at this rate; null while unknown.</param>
internal sealed record FileTravelled(
    int Id,
    long Bytes,
    long Size,
    double BytesPerSecond,
    TimeSpan? RoundTrip,
    TimeSpan? Left
) : Happening
{
    /// <summary>Share of the packets that were lost, 0 to 1.</summary>
    public double Loss { get; init; }

    /// <summary>By which way it travels.</summary>
    public TransferWay Way { get; init; }

    /// <summary>Whether the other side has not been heard for some seconds.</summary>
    public bool IsWaiting { get; init; }

    /// <summary>How many files travel together.</summary>
    public int Files { get; init; } = 1;

    /// <summary>How many of them have arrived.</summary>
    public int FilesArrived { get; init; }
}

/// <summary>A file has arrived whole; <paramref name="StoredAs"/> is its name here, empty for one that was sent.</summary>
internal sealed record FileArrived(int Id, string StoredAs) : Happening
{
    /// <summary>Whether that very content was there already, so that nothing travelled.</summary>
    public bool WasThere { get; init; }

    /// <summary>How many files it was.</summary>
    public int Files { get; init; } = 1;

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Bytes of it that travelled, where it arrived: fewer than its size if an earlier attempt had brought the rest.</summary>
    public long? Travelled { get; init; }
}

/// <summary>Something that who sends a file should know; a sentence without its full stop.</summary>
internal sealed record FileRemarked(string What) : Happening;

/// <summary>The other side of a transfer has shown who it is.</summary>
/// <param name="Id">The number under which the user knows the transfer.</param>
/// <param name="CheckDigits">What both sides see if nobody stands in between.</param>
/// <param name="Key">Its long-term key; null if it shows none.</param>
/// <param name="Standing">Whether it is the key that the user verified.</param>
internal sealed record PeerMet(int Id, string CheckDigits, string? Key, PeerStanding Standing) : Happening;

/// <summary>The key of a user was remembered.</summary>
internal sealed record PeerRemembered(string User) : Happening;

/// <summary>Parts of files that wait for another attempt, or waited and are gone now.</summary>
internal sealed record PartsSeen(IReadOnlyList<WaitingPart> Parts, bool AreRemoved) : Happening;

/// <summary>A part of a file.</summary>
/// <param name="Name">What the file would be called.</param>
/// <param name="Age">Since when nothing has come.</param>
internal readonly record struct WaitingPart(string Name, TimeSpan Age);

/// <summary>A file will not arrive; the reason is a sentence without its full stop.</summary>
internal sealed record FileFailed(int Id, string Reason) : Happening;
