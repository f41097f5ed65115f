using System.Collections.Concurrent;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Forum.ClientApp.Peers;
using Forum.ClientApp.Session;
using Forum.Reactive.Client;
using Forum.Reactive.Transfer;

namespace Forum.ClientApp.Files;

/// <summary>Sends and takes files by the library's client, and tells of them as happenings.</summary>
/// <param name="files">The library's part.</param>
/// <param name="sources">Finds what is to be sent.</param>
/// <param name="known">With whom the user has compared check digits.</param>
/// <param name="clock">Says how old a part is.</param>
/// <remarks>Safe on any thread.</remarks>
internal sealed class FileMover(FileExchange files, Sources sources, KnownPeers known, IScheduler clock) : IFileMover
{
    private readonly ConcurrentDictionary<long, FileOffer> _offers = new();
    private readonly ConcurrentDictionary<int, TravellingFile> _travelling = new();

    /// <inheritdoc/>
    public IObservable<Happening> Offers =>
        files.Offers.Do(offer => _offers[offer.Told.OfferId] = offer).SelectMany(Judged);

    /// <inheritdoc/>
    public IObservable<Happening> Send(SendFile file) =>
        Send(new SendToMany([new FileReceiver(file.Id, file.User)], file.FileName));

    /// <inheritdoc/>
    public IObservable<Happening> Send(SendToMany wanted)
    {
        var sent = files.Send(() => sources.Find(wanted.FileName), [.. wanted.Receivers.Select(one => one.User)]);
        var remarks = sent[0].Remarks.Select(what => new FileRemarked(what));
        return wanted.Receivers.Zip(sent, (receiver, file) => Follow(receiver.Id, file)).Merge().Merge(remarks);
    }

    /// <inheritdoc/>
    public IObservable<Happening> Take(TakeFile file) =>
        _offers.TryRemove(file.Offer.OfferId, out var offer)
            ? Follow(file.Id, offer.Take())
            : Observable.Return(new FileFailed(file.Id, "it can no longer be taken"));

    /// <inheritdoc/>
    public IObservable<Happening> LookAt(LookAtParts parts) =>
        parts.Remove
            ? files.RemoveParts().Select(gone => Seen(gone.Select(part => (part.Name, part.Age)), areRemoved: true))
            : files
                .FindParts()
                .Select(found =>
                    Seen(found.Select(part => (part.Name, clock.Now - part.WrittenAt)), areRemoved: false)
                );

    /// <inheritdoc/>
    public void Refuse(RefuseFile file)
    {
        if (_offers.TryRemove(file.Offer.OfferId, out var offer))
        {
            offer.Decline(file.Reason);
        }
    }

    /// <inheritdoc/>
    public void BeKnownAs(string user) => files.User = user;

    /// <inheritdoc/>
    public void Remember(RememberPeer peer) => known.Remember(peer.User, peer.Key);

    /// <inheritdoc/>
    public void Stop(int id)
    {
        if (_travelling.TryGetValue(id, out var file))
        {
            file.Cancel();
        }
    }

    private static Happening Seen(IEnumerable<(string Name, TimeSpan Age)> parts, bool areRemoved)
    {
        var named = parts.Select(part => new WaitingPart(NameOf(part.Name), part.Age));
        return new PartsSeen([.. named.OrderBy(part => part.Name, StringComparer.Ordinal)], areRemoved);
    }

    // Of .yoda_lecture1.mp4.part it is what stands between the first dot and the last.
    private static string NameOf(string part) => Path.GetFileNameWithoutExtension(part).TrimStart('.');

    private IObservable<Happening> Judged(FileOffer offer)
    {
        var expired = offer
            .Gone.Do(_ => _offers.TryRemove(offer.Told.OfferId, out var _))
            .Where(gone => gone.Ending is OfferLapsed)
            .Select(_ => new OfferExpired(offer.Told));
        return Observable.Return<Happening>(new OfferJudged(offer.Told, offer.Problem)).Concat(expired);
    }

    private IObservable<Happening> Follow(int id, TravellingFile file)
    {
        _travelling[id] = file;
        var moves = file.Progress.Select(told => Move(id, told, file));
        var end = file
            .Completed.Select(told => Arrival(id, told, file))
            .Catch<Happening, Exception>(error => Observable.Return(new FileFailed(id, Reasons.Of(error))));
        var met = file.Introduced.Select(told => new PeerMet(id, told.CheckDigits, told.PeerKey, told.Standing));
        return Observable.Merge(met, moves, end).Finally(() => _travelling.TryRemove(id, out _));
    }

    private static Happening Move(int id, TransferProgress told, TravellingFile file) =>
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
            IsWaiting = told.IsWaiting,
            Files = file.FileCount,
            FilesArrived = file.FilesWithin(told.Bytes),
        };

    private static Happening Arrival(int id, TransferCompleted told, TravellingFile file) =>
        new FileArrived(id, told.StoredName ?? "")
        {
            WasThere = told.WasThere,
            Travelled = told.Travelled,
            Files = file.FileCount,
            Duration = told.Duration,
        };
}
