namespace Forum.Reactive.Presence;

/// <summary>
/// What the cache of offers cannot answer: which offers a log-in sent or received, and which were accepted, oldest first. Numbers
/// only; nothing is kept of a log-in without any.
/// </summary>
internal sealed class OfferIndex
{
    private readonly Dictionary<long, SortedSet<long>> _sent = [];
    private readonly Dictionary<long, SortedSet<long>> _received = [];
    private readonly SortedSet<long> _accepted = [];

    /// <summary>The accepted offer that is there for longest; null when there is none.</summary>
    public long? OldestAccepted => _accepted.Count > 0 ? _accepted.Min : null;

    /// <summary>The offers of a sender; valid until the next change.</summary>
    public IReadOnlyCollection<long> SentBy(long login) => _sent.TryGetValue(login, out var ids) ? ids : [];

    /// <summary>The offers to a receiver; valid until the next change.</summary>
    public IReadOnlyCollection<long> ReceivedBy(long login) => _received.TryGetValue(login, out var ids) ? ids : [];

    /// <summary>The accepted offer of a sender that is there for longest; null when there is none.</summary>
    public long? OldestAcceptedOf(long login)
    {
        foreach (var id in SentBy(login))
        {
            if (_accepted.Contains(id))
            {
                return id;
            }
        }

        return null;
    }

    public void Add(Offer offer)
    {
        Of(_sent, offer.SenderLogin).Add(offer.Id);
        Of(_received, offer.ReceiverLogin).Add(offer.Id);
        if (offer.IsAccepted)
        {
            _accepted.Add(offer.Id);
        }
    }

    public void Accept(long id) => _accepted.Add(id);

    public void Remove(Offer offer)
    {
        Remove(_sent, offer.SenderLogin, offer.Id);
        Remove(_received, offer.ReceiverLogin, offer.Id);
        _accepted.Remove(offer.Id);
    }

    private static SortedSet<long> Of(Dictionary<long, SortedSet<long>> index, long login)
    {
        if (!index.TryGetValue(login, out var ids))
        {
            index.Add(login, ids = []);
        }

        return ids;
    }

    private static void Remove(Dictionary<long, SortedSet<long>> index, long login, long id)
    {
        if (index.TryGetValue(login, out var ids) && ids.Remove(id) && ids.Count == 0)
        {
            index.Remove(login);
        }
    }
}
