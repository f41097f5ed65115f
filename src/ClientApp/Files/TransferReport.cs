using System.Reactive.Linq;
using Forum.ClientApp.Session;
using Forum.Reactive.Transfer;

namespace Forum.ClientApp.Files;

/// <summary>What the engine tells of one transfer, as happenings of this client.</summary>
internal static class TransferReport
{
    /// <summary>Its way and its end; completes with the end.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="id">The number by which the user knows the transfer.</param>
    /// <param name="offerId">The name by which the server knows it.</param>
    public static IObservable<Happening> Of(FileTransfers engine, int id, string offerId)
    {
        var ends = engine.Events.Where(told => told.Transfer.OfferId == offerId).SelectMany(told => End(id, told));
        var moves = engine.Progress.Where(told => told.Transfer.OfferId == offerId).Select(told => Move(id, told));
        return moves.Merge(ends).TakeUntil(told => told is FileArrived or FileFailed);
    }

    private static Happening Move(int id, TransferProgress told) =>
        new FileTravelled(
            id,
            told.Bytes,
            told.Transfer.Size,
            told.Rate,
            told.RoundTrip == TimeSpan.Zero ? null : told.RoundTrip,
            told.TimeLeft
        )
        {
            Loss = told.Loss,
            Way = told.Way,
        };

    private static IEnumerable<Happening> End(int id, TransferEvent told) =>
        told switch
        {
            TransferStarted => [new FileTravelled(id, 0, told.Transfer.Size, 0, null, null)],
            TransferCompleted completed =>
            [
                new FileArrived(id, completed.StoredName ?? "")
                {
                    WasThere = completed.WasThere,
                    Travelled = completed.Travelled,
                },
            ],
            TransferFailed failed => [new FileFailed(id, failed.Reason)],
            TransferCancelled { ByPeer: true } => [new FileFailed(id, $"{told.Transfer.Peer} has given it up")],
            TransferCancelled => [new FileFailed(id, "it was stopped")],
            TransferDeclined declined => [new FileFailed(id, $"{told.Transfer.Peer} declined: {declined.Reason}")],
            OfferLapsed => [new FileFailed(id, $"{told.Transfer.Peer} has not answered")],
            _ => [],
        };
}
