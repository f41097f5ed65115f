using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using Forum.Reactive.Protocol;
using Forum.Reactive.Transfer;
using Forum.Reactive.Transfer.Bundles;
using Forum.Reactive.Transfer.Files;

namespace Forum.Reactive.Client;

/// <summary>
/// Introduces the files of this side to other clients, by way of the server that is connected: it speaks the lines of an offer, and
/// passes on to the engine what the server tells.
/// </summary>
/// <param name="engine">Moves the bytes.</param>
/// <param name="server">The one that is connected.</param>
/// <param name="store">The files.</param>
/// <param name="background">Where files are opened and digested, and offers looked at.</param>
/// <remarks>Safe on any thread.</remarks>
internal sealed class Introduction(FileTransfers engine, ServerOfFiles server, IFileStore store, IScheduler background)
{
    private const int Offered = 212;
    private readonly ConcurrentDictionary<string, TravellingFile> _travelling = new();
    private readonly ConcurrentDictionary<string, FileOffer> _waiting = new();
    private readonly ISubject<FileOffer> _offers = Subject.Synchronize(new Subject<FileOffer>());

    /// <summary>What others offer, with the reason where it cannot be taken.</summary>
    public IObservable<FileOffer> Offers => _offers.AsObservable();

    /// <summary>Begins to hear the engine.</summary>
    public void Begin()
    {
        engine.Events.Subscribe(Hear, _offers.OnCompleted);
        engine.Progress.Subscribe(Move);
    }

    /// <summary>Hears this server from now on.</summary>
    public void Join(Conversation joined) => joined.Events.Subscribe(Hear);

    /// <summary>Offers what lies at the chosen paths to each of the receivers, and sends it to those who take it.</summary>
    public IReadOnlyList<TravellingFile> Send(Func<IReadOnlyList<string>> choose, IReadOnlyList<string> receivers)
    {
        TravellingFile[] files = [.. receivers.Select(receiver => new TravellingFile(receiver, "", Cancel))];
        background.Schedule(() => Open(files, choose));
        return files;
    }

    /// <summary>Takes an offer.</summary>
    public TravellingFile Take(FileOffer offer)
    {
        var offerId = Name(offer.Told.OfferId);
        var file = new TravellingFile(offer.Sender, offer.FileName, Cancel);
        file.BeTaken(offer, store);
        _waiting.TryRemove(offerId, out _);
        _travelling[offerId] = file;
        if (engine.Accept(offerId) is { } key)
        {
            file.BeNamed(offerId);
            Ask($"ACCEPT {offerId} {engine.Port} {key}")
                .Subscribe(reply => GiveUpUnless(reply.IsSuccess, offerId), _ => GiveUpUnless(false, offerId));
        }
        else
        {
            _travelling.TryRemove(offerId, out _);
            Tell($"DECLINE {offerId} it can no longer be taken");
            file.Fail(new FileTransferException(null, "it can no longer be taken"));
        }

        return file;
    }

    /// <summary>Declines an offer.</summary>
    public void Decline(FileOffer offer, string reason)
    {
        var offerId = Name(offer.Told.OfferId);
        _waiting.TryRemove(offerId, out _);
        engine.Decline(offerId);
        Tell($"DECLINE {offerId} {reason}");
    }

    private void Open(TravellingFile[] files, Func<IReadOnlyList<string>> choose)
    {
        try
        {
            using var source = OutgoingSource.Open(store, choose(), files.Length);
            foreach (var file in files)
            {
                file.BeOpened(source);
                if (file.IsCancelled)
                {
                    file.Fail(new FileTransferException(null, "it was stopped"));
                }
                else
                {
                    Offer(file, engine.Prepare(source.Lease(), source.Name, file.Peer, source.Digest));
                }
            }
        }
#pragma warning disable CA1031 // Whatever it is, it is told as the end of these files.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Array.ForEach(files, file => file.Fail(error));
        }
    }

    private void Offer(TravellingFile file, OutgoingFile opened) =>
        Ask($"OFFER {opened.Receiver} {opened.Size} {opened.Sha256} {opened.PublicKey} {opened.FileName}")
            .Subscribe(
                reply =>
                {
                    if (reply.Code == Offered && TryReadId(reply.Text, out var offerId))
                    {
                        _travelling[offerId] = file;
                        engine.Offered(offerId, opened); // The file is the engine's from here on.
                        file.BeNamed(offerId);
                    }
                    else
                    {
                        opened.Dispose();
                        file.Fail(new ForumException(reply));
                    }
                },
                error =>
                {
                    opened.Dispose();
                    file.Fail(error);
                }
            );

    private void Hear(ForumEvent told)
    {
        switch (told)
        {
            case FileOffered offered:
                background.Schedule(() => Judge(offered));
                break;
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

    private void Judge(FileOffered told)
    {
        var offerId = Name(told.OfferId);
        var verdict = VerdictOn(told, offerId);
        var offer = new FileOffer(this, told, verdict.CanTake ? null : verdict.Reason);
        if (verdict.CanTake)
        {
            _waiting[offerId] = offer;
        }

        _offers.OnNext(offer);
    }

    private OfferVerdict VerdictOn(FileOffered told, string offerId)
    {
        if (!IPAddress.TryParse(told.Address, out var address))
        {
            return OfferVerdict.No("the offer makes no sense");
        }

        try
        {
            return engine.Consider(
                new(offerId, told.User, address, told.Size, told.Sha256, told.PublicKey, told.FileName)
            );
        }
#pragma warning disable CA1031 // What it is goes to the other side with the refusal, and is none of its business.
        catch (Exception)
#pragma warning restore CA1031
        {
            return OfferVerdict.No("this client failed");
        }
    }

    private void Hear(TransferEvent told)
    {
        var offerId = told.Transfer.OfferId;
        if (told is OfferLapsed)
        {
            // The server keeps an offer until it is told, and the other side could still take it.
            Tell(
                told.Transfer.Direction == TransferDirection.Sending
                    ? $"CANCEL {offerId}"
                    : $"DECLINE {offerId} nobody answered"
            );
        }

        if (_travelling.TryGetValue(offerId, out var file))
        {
            if (file.Take(told))
            {
                _travelling.TryRemove(offerId, out _);
            }
        }
        else if (FileTransferException.Of(told) is { } end && _waiting.TryRemove(offerId, out var offer))
        {
            offer.End(end);
        }
    }

    private void Move(TransferProgress progress)
    {
        if (_travelling.TryGetValue(progress.Transfer.OfferId, out var file))
        {
            file.Move(progress);
        }
    }

    private void Cancel(string offerId)
    {
        engine.Cancel(offerId);
        Tell($"CANCEL {offerId}");
    }

    private void GiveUpUnless(bool isAgreed, string offerId)
    {
        if (!isAgreed)
        {
            engine.CancelledByPeer(offerId);
        }
    }

    // The other side's log-out or the end of the transfer may have overtaken it: the answer does not matter.
    private void Tell(string line) => Ask(line).Subscribe(static _ => { }, static _ => { });

    private IObservable<Reply> Ask(string line)
    {
        try
        {
            return server.Tell(line);
        }
        catch (ArgumentException error) // Such a line cannot be sent.
        {
            return Observable.Throw<Reply>(error);
        }
    }

    // It becomes a part of further requests: a server's word must not be more than a number.
    private static bool TryReadId(string text, out string offerId)
    {
        var isNumber = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        offerId = Name(number);
        return isNumber;
    }

    private static string Name(long offerId) => offerId.ToString(CultureInfo.InvariantCulture);
}
