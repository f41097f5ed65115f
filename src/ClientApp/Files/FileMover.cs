using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using Forum.ClientApp.Session;
using Forum.Reactive.Protocol;
using Forum.Reactive.Transfer;

namespace Forum.ClientApp.Files;

/// <summary>Sends and takes files with the library's engine, and introduces it to other clients by way of the server.</summary>
/// <param name="engine">Moves the bytes.</param>
/// <param name="connection">The server.</param>
/// <param name="background">Where files are opened and digested.</param>
/// <remarks>Safe on any thread.</remarks>
internal sealed class FileMover(FileTransfers engine, CurrentConnection connection, IScheduler background) : IFileMover
{
    private const int Offered = 212;
    private readonly ConcurrentDictionary<int, string> _offerIds = new();
    private readonly ConcurrentDictionary<int, bool> _unwanted = new();
    private readonly ISubject<string> _refused = Subject.Synchronize(new Subject<string>());

    /// <inheritdoc/>
    public IObservable<Happening> Send(SendFile file) =>
        Observable
            .Start(() => engine.Open(file.FileName, file.User), background)
            .SelectMany(opened => Offer(file, opened))
            .Catch<Happening, Exception>(error => Observable.Return(new FileFailed(file.Id, Reasons.Of(error))))
            .Finally(() => _unwanted.TryRemove(file.Id, out _));

    /// <inheritdoc/>
    public IObservable<Happening> Judge(FileOffered offer) =>
        Observable
            .Start<Happening>(
                () =>
                {
                    var verdict = IPAddress.TryParse(offer.Address, out var address)
                        ? engine.Consider(Incoming(offer, address))
                        : new OfferVerdict(false, "the offer makes no sense");
                    return new OfferJudged(offer, verdict.CanTake ? null : verdict.Reason);
                },
                background
            )
            .SelectMany(judged =>
                judged is OfferJudged { Problem: null }
                    ? Expiry(offer).Merge(Observable.Return(judged))
                    : Observable.Return(judged)
            );

    /// <inheritdoc/>
    public IObservable<Happening> Take(TakeFile file)
    {
        var offerId = Name(file.Offer.OfferId);
        return Follow(file.Id, offerId, () => Accept(offerId));
    }

    /// <inheritdoc/>
    public void Refuse(RefuseFile file)
    {
        _refused.OnNext(Name(file.Offer.OfferId));
        engine.Decline(Name(file.Offer.OfferId));
        Tell($"DECLINE {file.Offer.OfferId} {file.Reason}");
    }

    /// <inheritdoc/>
    public void Stop(int id)
    {
        // Whichever comes second, this or the server's name for the offer, sees the other.
        _unwanted[id] = true;
        if (_offerIds.TryGetValue(id, out var offerId))
        {
            CancelIfUnwanted(id, offerId);
        }
    }

    /// <inheritdoc/>
    public void Tell(ForumEvent told)
    {
        switch (told)
        {
            case OfferAccepted taken when IPAddress.TryParse(taken.Address, out var address):
                if (!engine.Accepted(Name(taken.OfferId), address, taken.UdpPort, taken.PublicKey))
                {
                    Tell($"CANCEL {taken.OfferId}");
                }

                break;
            case OfferPaths paths:
                engine.Reachable(Name(paths.OfferId), paths.Addresses);
                break;
            case OfferDeclined declined:
                engine.Declined(Name(declined.OfferId), declined.Reason);
                break;
            case OfferCancelled cancelled:
                engine.CancelledByPeer(Name(cancelled.OfferId));
                break;
        }
    }

    // The file is this object's until the engine has it, also if the server goes away before it answers.
    private IObservable<Happening> Offer(SendFile file, OutgoingFile opened) =>
        Observable.Defer(() =>
        {
            var isHandedOver = false;
            return connection
                .Ask($"OFFER {opened.Receiver} {opened.Size} {opened.Sha256} {opened.PublicKey} {opened.FileName}")
                .SelectMany(reply =>
                    reply.Code == Offered && TryReadId(reply.Text, out var offerId)
                        ? Follow(file.Id, offerId, () => HandOver(offerId))
                        : Observable.Return(new FileFailed(file.Id, reply.Text))
                )
                .Finally(() =>
                {
                    if (!isHandedOver)
                    {
                        opened.Dispose();
                    }
                });

            bool HandOver(string offerId)
            {
                isHandedOver = true;
                engine.Offered(offerId, opened);
                return true;
            }
        });

    private bool Accept(string offerId)
    {
        if (engine.Accept(offerId) is not { } key)
        {
            Tell($"DECLINE {offerId} it can no longer be taken");
            return false;
        }

        connection
            .Ask($"ACCEPT {offerId} {engine.Port} {key}")
            .Subscribe(reply => CancelUnless(reply.IsSuccess, offerId), _ => CancelUnless(false, offerId));
        return true;
    }

    // Until the offer is answered, the first that the engine tells of it can only be its end.
    private IObservable<Happening> Expiry(FileOffered offer) =>
        engine
            .Events.Where(told => told.Transfer.OfferId == Name(offer.OfferId))
            .Take(1)
            .TakeUntil(_refused.Where(refused => refused == Name(offer.OfferId)))
            .OfType<OfferLapsed>()
            .Do(_ => Tell($"DECLINE {offer.OfferId} nobody answered"))
            .Select(_ => new OfferExpired(offer));

    private void CancelUnless(bool isAgreed, string offerId)
    {
        if (!isAgreed)
        {
            engine.CancelledByPeer(offerId);
        }
    }

    // The other side's log-out or the end of the transfer may have overtaken it: the answer does not matter.
    private void Tell(string line) => connection.Ask(line).Subscribe(static _ => { }, static _ => { });

    // Whoever follows is there before anything can happen.
    private IObservable<Happening> Follow(int id, string offerId, Func<bool> begin) =>
        Observable.Create<Happening>(observer =>
        {
            _offerIds[id] = offerId;
            var lapsing = WithdrawWhenLapsed(offerId);
            var following = TransferReport
                .Of(engine, id, offerId)
                .Finally(() => _offerIds.TryRemove(id, out _))
                .Subscribe(observer);
            if (!begin())
            {
                observer.OnNext(new FileFailed(id, "it can no longer be taken"));
                observer.OnCompleted();
            }

            CancelIfUnwanted(id, offerId);
            return new CompositeDisposable(following, lapsing);
        });

    // The server keeps an offer until it is told, and the other side could still take it.
    private IDisposable WithdrawWhenLapsed(string offerId) =>
        engine
            .Events.OfType<OfferLapsed>()
            .Where(told => told.Transfer.OfferId == offerId)
            .Subscribe(_ => Tell($"CANCEL {offerId}"));

    private void CancelIfUnwanted(int id, string offerId)
    {
        if (!_unwanted.TryRemove(id, out _))
        {
            return;
        }

        engine.Cancel(offerId);
        Tell($"CANCEL {offerId}");
    }

    private static IncomingOffer Incoming(FileOffered offer, IPAddress address) =>
        new(Name(offer.OfferId), offer.User, address, offer.Size, offer.Sha256, offer.PublicKey, offer.FileName);

    // It becomes a part of further requests: a server's word must not be more than a number.
    private static bool TryReadId(string text, out string offerId)
    {
        var isNumber = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        offerId = Name(number);
        return isNumber;
    }

    private static string Name(long offerId) => offerId.ToString(CultureInfo.InvariantCulture);
}
