namespace Forum.Reactive.Protocol;

/// <summary>What the server tells without being asked: a line that begins with <c>* </c>. Times are in the server's zone (<see cref="ServerTime"/>).</summary>
public abstract record ForumEvent;

/// <summary>A message was posted.</summary>
public sealed record MessagePosted(long Number, DateTime Time, string User, string Text) : ForumEvent;

/// <summary>A message got a new text.</summary>
public sealed record MessageEdited(long Number, DateTime Time, string User, string Text) : ForumEvent;

/// <summary>A message was deleted; its number is the one it had, and every later one has moved up.</summary>
public sealed record MessageDeleted(long Number, DateTime Time, string User) : ForumEvent;

/// <summary>A user logged in.</summary>
public sealed record UserJoined(string User) : ForumEvent;

/// <summary>A user logged out, or the connection ended.</summary>
public sealed record UserLeft(string User) : ForumEvent;

/// <summary>The reader was too slow for so many events, which are not told any more.</summary>
public sealed record EventsLagged(long Count) : ForumEvent;

/// <summary>Somebody offers a file.</summary>
/// <param name="OfferId">Names the offer in every later line about it.</param>
/// <param name="User">Who offers.</param>
/// <param name="Address">From where, as the server sees it.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">Hexadecimal, or <c>-</c>: the digest comes with the transfer.</param>
/// <param name="PublicKey">The sender's ephemeral key: P-256, SubjectPublicKeyInfo, DER, base64.</param>
/// <param name="FileName">Name without a path.</param>
public sealed record FileOffered(
    long OfferId,
    string User,
    string Address,
    long Size,
    string Sha256,
    string PublicKey,
    string FileName
) : ForumEvent;

/// <summary>The receiver takes the file, there and under that key.</summary>
public sealed record OfferAccepted(long OfferId, string Address, int UdpPort, string PublicKey) : ForumEvent;

/// <summary>The receiver does not take the file.</summary>
public sealed record OfferDeclined(long OfferId, string Reason) : ForumEvent;

/// <summary>The other side gave the transfer up.</summary>
public sealed record OfferCancelled(long OfferId) : ForumEvent;

/// <summary>The other side of an offer tells by which addresses it can be reached.</summary>
/// <param name="OfferId">The offer.</param>
/// <param name="Addresses">At most 16, separated by one space, as that side wrote them.</param>
public sealed record OfferPaths(long OfferId, string Addresses) : ForumEvent;
