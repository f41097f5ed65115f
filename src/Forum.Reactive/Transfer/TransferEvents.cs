using Forum.Reactive.Transfer.Introduction;

namespace Forum.Reactive.Transfer;

/// <summary>Which way a file goes, seen from this client.</summary>
public enum TransferDirection
{
    /// <summary>From here.</summary>
    Sending,

    /// <summary>To here.</summary>
    Receiving,
}

/// <summary>What stays the same of a transfer from offer to end.</summary>
/// <param name="OfferId">The server's name for it.</param>
/// <param name="Direction">Which way.</param>
/// <param name="Peer">The other user.</param>
/// <param name="FileName">The file's name as the sender knows it.</param>
/// <param name="Size">Its size in bytes.</param>
public sealed record TransferInfo(string OfferId, TransferDirection Direction, string Peer, string FileName, long Size);

/// <summary>How far a transfer is; a new value about five times a second while it travels.</summary>
/// <param name="Transfer">Which transfer.</param>
/// <param name="Bytes">Bytes of the file that the receiver has.</param>
/// <param name="Rate">Bytes of the file a second, smoothed over about a second.</param>
/// <param name="RoundTrip">Smoothed round trip, zero while unknown. A receiver measures it with each of these values.</param>
/// <param name="Loss">Share of what was sent that was lost, 0 to 1: by bytes at the sender, by packet numbers at the receiver.</param>
/// <param name="TimeLeft">At this rate; null while unknown.</param>
public sealed record TransferProgress(
    TransferInfo Transfer,
    long Bytes,
    double Rate,
    TimeSpan RoundTrip,
    double Loss,
    TimeSpan? TimeLeft
)
{
    /// <summary>By which way it travels now.</summary>
    public TransferWay Way { get; init; }

    /// <summary>Whether the other side has not been heard for some seconds: it is waited for.</summary>
    public bool IsWaiting { get; init; }
}

/// <summary>What happened to a transfer. Each ends with exactly one of the events that say so.</summary>
/// <param name="Transfer">Which transfer.</param>
public abstract record TransferEvent(TransferInfo Transfer);

/// <summary>Bytes can travel now.</summary>
public sealed record TransferStarted(TransferInfo Transfer) : TransferEvent(Transfer);

/// <summary>
/// The other side is known: told once, before the end of a transfer that ends well. If the digits that both users see are the same,
/// nobody stands in between, and <paramref name="PeerKey"/> is worth remembering.
/// </summary>
/// <param name="Transfer">Which transfer.</param>
/// <param name="CheckDigits">Six digits, <c>402 913</c>, for people to compare.</param>
/// <param name="PeerKey">The other's long-term public key in base64; null if it shows none.</param>
/// <param name="Standing">Whether it is the one that was compared before. If it has changed, the transfer fails right after this.</param>
public sealed record TransferIntroduced(
    TransferInfo Transfer,
    string CheckDigits,
    string? PeerKey,
    PeerStanding Standing
) : TransferEvent(Transfer);

/// <summary>An end: the receiver has the file, whole and under its name.</summary>
/// <param name="Transfer">Which transfer.</param>
/// <param name="StoredName">At the receiver: the file's name in the downloads folder. At the sender: null.</param>
/// <param name="WasThere">True if the receiver had this very content already, and nothing travelled.</param>
/// <param name="Travelled">Bytes of the file that travelled in this attempt, at the receiver.</param>
/// <param name="Duration">Time since the start.</param>
public sealed record TransferCompleted(
    TransferInfo Transfer,
    string? StoredName,
    bool WasThere,
    long Travelled,
    TimeSpan Duration
) : TransferEvent(Transfer);

/// <summary>An end: something went wrong. What has arrived is kept for another attempt where that makes sense.</summary>
/// <param name="Transfer">Which transfer.</param>
/// <param name="Failure">What kind of trouble.</param>
/// <param name="Reason">For people, without a full stop.</param>
public sealed record TransferFailed(TransferInfo Transfer, TransferFailure Failure, string Reason)
    : TransferEvent(Transfer);

/// <summary>An end: one side gave up on purpose.</summary>
/// <param name="Transfer">Which transfer.</param>
/// <param name="ByPeer">Whether it was the other side.</param>
public sealed record TransferCancelled(TransferInfo Transfer, bool ByPeer) : TransferEvent(Transfer);

/// <summary>An end before the beginning: the receiver does not take the file.</summary>
/// <param name="Transfer">Which transfer.</param>
/// <param name="Reason">The receiver's words.</param>
public sealed record TransferDeclined(TransferInfo Transfer, string Reason) : TransferEvent(Transfer);

/// <summary>An end before the beginning: nobody answered the offer in time.</summary>
public sealed record OfferLapsed(TransferInfo Transfer) : TransferEvent(Transfer);

/// <summary>Kinds of trouble.</summary>
public enum TransferFailure
{
    /// <summary>The other side has not been heard for 30 s.</summary>
    Silence,

    /// <summary>The other side has no UDP port, or its key is not one.</summary>
    Unreachable,

    /// <summary>The file changed, or became shorter, while it travelled.</summary>
    SourceChanged,

    /// <summary>The sender cannot read the file.</summary>
    CannotRead,

    /// <summary>The receiver cannot write it: the disk is full, the folder is gone.</summary>
    CannotWrite,

    /// <summary>What arrived is not what was sent; it has been thrown away.</summary>
    DigestDiffers,

    /// <summary>The other side does not speak this protocol.</summary>
    Protocol,

    /// <summary>The other program ended, or its user logged out.</summary>
    PeerStopped,

    /// <summary>
    /// The other side answers, but nothing of the file has moved for 30 s, and for the time that a slow disk (20 MB/s) needs where
    /// it may have to read the file first.
    /// </summary>
    Stalled,

    /// <summary>The other side does not show the long-term key that was compared before: somebody may stand in between.</summary>
    KeyChanged,
}
