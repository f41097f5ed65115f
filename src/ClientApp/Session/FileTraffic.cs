using System.Collections.Immutable;
using Forum.Reactive.Protocol;
using Forum.Reactive.Transfer;

namespace Forum.ClientApp.Session;

/// <summary>A file that somebody offers, under the number by which the user can take it.</summary>
internal sealed record PendingOffer(int Id, FileOffered Offer);

/// <summary>A file on its way.</summary>
internal sealed record FileTransfer
{
    /// <summary>The number by which the user can stop it.</summary>
    public required int Id { get; init; }

    /// <summary>Whether it goes out.</summary>
    public required bool IsSending { get; init; }

    /// <summary>The other user.</summary>
    public required string Peer { get; init; }

    /// <summary>The file's name, as the sender's client gave it.</summary>
    public required string FileName { get; init; }

    /// <summary>Whether bytes travel; before, the receiver has not yet answered.</summary>
    public bool HasBegun { get; init; }

    /// <summary>Whether the user has stopped it, and only its end is awaited.</summary>
    public bool IsStopping { get; init; }

    /// <summary>Bytes that have arrived.</summary>
    public long Bytes { get; init; }

    /// <summary>Bytes of the whole file; 0 while unknown.</summary>
    public long Size { get; init; }

    /// <summary>How many files travel together.</summary>
    public int Files { get; init; } = 1;

    /// <summary>How many of them have arrived.</summary>
    public int FilesArrived { get; init; }

    /// <summary>The present rate.</summary>
    public double BytesPerSecond { get; init; }

    /// <summary>Time from here to the peer and back; null while unknown.</summary>
    public TimeSpan? RoundTrip { get; init; }

    /// <summary>Share of the packets that were lost, 0 to 1.</summary>
    public double Loss { get; init; }

    /// <summary>By which way it travels.</summary>
    public TransferWay Way { get; init; }

    /// <summary>Whether the other side has not been heard for some seconds.</summary>
    public bool IsWaiting { get; init; }

    /// <summary>Time to the end at this rate; null while unknown.</summary>
    public TimeSpan? Left { get; init; }
}

/// <summary>Files offered and on their way, and the numbers given to them.</summary>
internal sealed record FileTraffic
{
    /// <summary>Offers kept for the user to answer; a further one is declined.</summary>
    public const int MostOffers = 20;

    /// <summary>The number that the next offer or transfer gets.</summary>
    public int NextId { get; init; } = 1;

    /// <summary>Offers that wait for the user's answer, by number.</summary>
    public ImmutableSortedDictionary<int, PendingOffer> Offers { get; init; } =
        ImmutableSortedDictionary<int, PendingOffer>.Empty;

    /// <summary>Files on their way, by number.</summary>
    public ImmutableSortedDictionary<int, FileTransfer> Transfers { get; init; } =
        ImmutableSortedDictionary<int, FileTransfer>.Empty;

    /// <summary>Who was at the other side of transfers, by number: for <c>VERIFY</c>.</summary>
    public ImmutableSortedDictionary<int, MetPeer> Met { get; init; } = ImmutableSortedDictionary<int, MetPeer>.Empty;

    /// <summary>Bytes of files that were taken without a question.</summary>
    public long TakenUnasked { get; init; }

    /// <summary>Offers that could not be taken.</summary>
    public UntakenOffers Untaken { get; init; } = UntakenOffers.None;

    /// <summary>Whether the list of waiting parts is awaited.</summary>
    public bool AwaitsParts { get; init; }

    /// <summary>Whether the user wants to leave once nothing is on its way.</summary>
    public bool LeaveWhenDone { get; init; }
}
