using System.Reactive.Concurrency;

namespace Forum.Reactive.Transfer;

/// <summary>Offers that wait for an answer, in both directions; each lapses after a time. Safe from any thread.</summary>
internal sealed class OfferTable(IScheduler scheduler, TransferOptions options, Action<TransferEvent> happened)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, OutgoingFile> _outgoing = []; // Protected by the gate.
    private readonly Dictionary<string, IncomingOffer> _incoming = []; // Protected by the gate.
    private int _travelling; // Protected by the gate.

    public static TransferInfo InfoOf(string offerId, OutgoingFile file) =>
        new(offerId, TransferDirection.Sending, file.Receiver, file.FileName, file.Size);

    public static TransferInfo InfoOf(IncomingOffer offer) =>
        new(offer.OfferId, TransferDirection.Receiving, offer.Sender, offer.FileName, offer.Size);

    /// <summary>Remembers an offer of this client's.</summary>
    public void Add(string offerId, OutgoingFile file)
    {
        OutgoingFile? replaced;
        lock (_gate)
        {
            _outgoing.Remove(offerId, out replaced);
            _outgoing[offerId] = file;
        }

        replaced?.Dispose();
        scheduler.Schedule(options.OfferLifetime, () => Lapse(offerId, file));
    }

    /// <summary>Remembers another's offer; false if there are too many, or one of this id.</summary>
    public bool Add(IncomingOffer offer)
    {
        lock (_gate)
        {
            if (
                _incoming.Count + _outgoing.Count + _travelling >= options.MaxTransfers
                || !_incoming.TryAdd(offer.OfferId, offer)
            )
            {
                return false;
            }
        }

        scheduler.Schedule(options.OfferLifetime, () => Lapse(offer));
        return true;
    }

    /// <summary>An offer has become a transfer, which counts until <see cref="Leave"/>.</summary>
    public void Board()
    {
        lock (_gate)
        {
            _travelling++;
        }
    }

    /// <summary>A transfer is over.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            _travelling--;
        }
    }

    public OutgoingFile? TakeOutgoing(string offerId)
    {
        lock (_gate)
        {
            return _outgoing.Remove(offerId, out var file) ? file : null;
        }
    }

    public IncomingOffer? TakeIncoming(string offerId)
    {
        lock (_gate)
        {
            return _incoming.Remove(offerId, out var offer) ? offer : null;
        }
    }

    /// <summary>Takes an offer of either direction out and lets go of its file.</summary>
    public TransferInfo? TakeAny(string offerId)
    {
        if (TakeOutgoing(offerId) is { } file)
        {
            file.Dispose();
            return InfoOf(offerId, file);
        }

        return TakeIncoming(offerId) is { } offer ? InfoOf(offer) : null;
    }

    /// <summary>Forgets everything; the files are returned to be closed.</summary>
    public IReadOnlyList<OutgoingFile> Clear()
    {
        lock (_gate)
        {
            OutgoingFile[] files = [.. _outgoing.Values];
            _outgoing.Clear();
            _incoming.Clear();
            return files;
        }
    }

    private void Lapse(string offerId, OutgoingFile file)
    {
        lock (_gate)
        {
            if (!_outgoing.TryGetValue(offerId, out var waiting) || waiting != file)
            {
                return;
            }

            _outgoing.Remove(offerId);
        }

        file.Dispose();
        happened(new OfferLapsed(InfoOf(offerId, file)));
    }

    private void Lapse(IncomingOffer offer)
    {
        lock (_gate)
        {
            if (!_incoming.TryGetValue(offer.OfferId, out var waiting) || !ReferenceEquals(waiting, offer))
            {
                return;
            }

            _incoming.Remove(offer.OfferId);
        }

        happened(new OfferLapsed(InfoOf(offer)));
    }
}
