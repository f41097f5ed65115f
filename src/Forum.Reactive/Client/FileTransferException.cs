using Forum.Reactive.Transfer;

namespace Forum.Reactive.Client;

/// <summary>A file did not arrive; the message says why, without a full stop.</summary>
/// <param name="ending">The event with which the transfer ended; null if there never was one.</param>
/// <param name="reason">For people.</param>
public sealed class FileTransferException(TransferEvent? ending, string reason) : Exception(reason)
{
    /// <summary>The event with which the transfer ended; null if it never began.</summary>
    public TransferEvent? Ending { get; } = ending;

    /// <summary>The end of a transfer that brought nothing; null for an event that is no such end.</summary>
    internal static FileTransferException? Of(TransferEvent told) =>
        told switch
        {
            TransferFailed failed => new(told, failed.Reason),
            TransferCancelled { ByPeer: true } => new(told, $"{told.Transfer.Peer} has given it up"),
            TransferCancelled => new(told, "it was stopped"),
            TransferDeclined declined => new(told, $"{told.Transfer.Peer} declined: {declined.Reason}"),
            OfferLapsed => new(told, $"{told.Transfer.Peer} has not answered"),
            _ => null,
        };
}
