using Forum.Reactive.Protocol;

namespace Forum.Reactive.Presence;

/// <summary>
/// The rules by which the server introduces two clients: it passes an offer on, and the answer back; the file itself goes from
/// client to client. What each rule has to tell others it adds to <see cref="Notices"/>. An offer that nobody answers lapses; one
/// that was accepted is kept only so that either side can still give up, and makes room for others.
/// </summary>
/// <remarks>For one writer at a time, with the caches of offers and of users open.</remarks>
/// <param name="users">Who is here.</param>
internal sealed class OfferBook(ActiveUsers users) : IDisposable
{
    /// <summary>Most offers of one user that the server remembers, answered or not.</summary>
    public const int MaxPerUser = 64;

    /// <summary>Offers that a user can make at once, and as many more in <see cref="Period"/>. An offer pays for its end, too: no
    /// CANCEL is ever refused, and none is free.</summary>
    public const int Burst = 64;

    /// <summary>Most offers that wait for one receiver's answer.</summary>
    public const int MaxPerReceiver = 256;

    /// <summary>Most of those that are from one sender.</summary>
    public const int MaxPerPair = 32;

    /// <summary>Most senders whose budgets are remembered.</summary>
    private const int MaxSenders = 65_536;

    /// <summary>In which what a user has spent comes back: two offers a second.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(32);

    private readonly OfferIndex _index = new();
    private readonly WaitingOffers _waiting = new(MaxPerReceiver, MaxPerPair);
    private readonly RateBudget<string> _budget = new(Burst, Period, MaxSenders); // Of names: logging in anew gives no other
    private readonly List<Notice> _notices = [];
    private long _lastId;

    /// <summary>The offers by their numbers.</summary>
    public BatchedCache<Offer, long> Cache { get; } = new(offer => offer.Id);

    /// <summary>What others are to be told, in order, since <see cref="ClearNotices"/>.</summary>
    public IReadOnlyList<Notice> Notices => _notices;

    /// <summary>OFFER: shows a file to its receiver.</summary>
    public Answer Make(OfferLimits limits, ActiveUser sender, OfferDetails details, DateTimeOffset time)
    {
        if (users.Find(details.Receiver) is not { } receiver)
        {
            return new Answer(AnswerKind.Offline, Subject: details.Receiver);
        }

        if (Refuse(limits, sender, receiver, time) is { } refusal)
        {
            return refusal;
        }

        _budget.Spend(sender.Name, time);

        var offer = new Offer(
            _lastId + 1,
            sender.Name,
            sender.Login,
            receiver.Name,
            receiver.Login,
            time + limits.Lifetime,
            IsAccepted: false
        );
        _lastId++;
        Index(offer);
        Cache.Items.AddOrUpdate(offer);
        Tell(
            receiver.Login,
            new FileOffered(
                offer.Id,
                sender.Name,
                sender.Address,
                details.Size,
                details.Sha256,
                details.PublicKey,
                details.FileName
            )
        );
        return new Answer(AnswerKind.OfferMade, offer.Id);
    }

    /// <summary>ACCEPT: tells the sender where the file is awaited. At the instant of its lapse it is too late.</summary>
    public Answer Accept(ActiveUser receiver, long id, AcceptDetails details, DateTimeOffset time)
    {
        if (
            Find(id) is not { IsAccepted: false } offer
            || offer.ReceiverLogin != receiver.Login
            || time >= offer.LapsesAt
        )
        {
            return new Answer(AnswerKind.NoSuchOffer, id);
        }

        _index.Accept(id);
        _waiting.Remove(offer.Sender, offer.Receiver);
        Cache.Items.AddOrUpdate(offer with { IsAccepted = true });
        Tell(offer.SenderLogin, new OfferAccepted(id, receiver.Address, details.UdpPort, details.PublicKey));
        return new Answer(AnswerKind.Ok);
    }

    /// <summary>DECLINE: tells the sender that the file is not wanted, and why.</summary>
    public Answer Decline(long login, long id, string reason)
    {
        if (Find(id) is not { } offer || offer.ReceiverLogin != login)
        {
            return new Answer(AnswerKind.NoSuchOffer, id);
        }

        Drop(offer);
        Tell(offer.SenderLogin, new OfferDeclined(id, reason));
        return new Answer(AnswerKind.Ok);
    }

    /// <summary>CANCEL: tells the other side that there will be no transfer, or no more of it.</summary>
    public Answer Cancel(long login, long id)
    {
        if (Find(id) is not { } offer || offer.OtherThan(login) is not { } other)
        {
            return new Answer(AnswerKind.NoSuchOffer, id);
        }

        Drop(offer);
        Tell(other, new OfferCancelled(id));
        return new Answer(AnswerKind.Ok);
    }

    /// <summary>PATHS: tells the other side by which addresses one can be reached.</summary>
    public Answer TellPaths(long login, long id, string addresses)
    {
        if (Find(id)?.OtherThan(login) is not { } other)
        {
            return new Answer(AnswerKind.NoSuchOffer, id);
        }

        Tell(other, new OfferPaths(id, addresses));
        return new Answer(AnswerKind.Ok);
    }

    /// <summary>RELAY: whether a log-in is a side of an offer that was accepted. Changes nothing.</summary>
    public Answer MayRelay(long login, long id) =>
        Find(id) is { IsAccepted: true } offer && offer.OtherThan(login) is not null
            ? new Answer(AnswerKind.RelayTicket, id, Subject: offer.SenderLogin == login)
            : new Answer(AnswerKind.NoSuchOffer, id);

    /// <summary>Nobody answered in time: for the sender it is declined, for the receiver it is cancelled.</summary>
    public void Lapse(long id, DateTimeOffset time)
    {
        if (Find(id) is { IsAccepted: false } offer && time >= offer.LapsesAt)
        {
            Drop(offer);
            Tell(offer.SenderLogin, new OfferDeclined(id, "nobody answered"));
            Tell(offer.ReceiverLogin, new OfferCancelled(id));
        }
    }

    /// <summary>A user is gone: what was offered to the user is declined, what the user offered is cancelled.</summary>
    public void Exit(ActiveUser user)
    {
        foreach (var offer in _index.ReceivedBy(user.Login).Select(Find).OfType<Offer>().ToList())
        {
            Drop(offer);
            Tell(offer.SenderLogin, new OfferDeclined(offer.Id, $"{user.Name} logged out"));
        }

        foreach (var offer in _index.SentBy(user.Login).Select(Find).OfType<Offer>().ToList())
        {
            Drop(offer);
            Tell(offer.ReceiverLogin, new OfferCancelled(offer.Id));
        }
    }

    /// <summary>Somebody set the clock ahead: offers lapse, and what was spent comes back, so much later.</summary>
    public void Postpone(TimeSpan by)
    {
        foreach (var offer in Cache.Items.Items.OrderBy(offer => offer.Id).ToList())
        {
            Cache.Items.AddOrUpdate(offer with { LapsesAt = offer.LapsesAt.Later(by) });
        }

        _budget.Postpone(by);
    }

    /// <summary>Forgets what was told.</summary>
    public void ClearNotices() => _notices.Clear();

    /// <summary>All that a restart needs to know.</summary>
    public FrozenOffers Freeze() => new(_lastId, Cache.Published.Items, _budget.Freeze());

    /// <summary>Takes over what another one knew; this one is empty.</summary>
    public void Restore(FrozenOffers offers)
    {
        _lastId = offers.LastId;
        Cache.Load(offers.All);
        _budget.Restore(offers.Budget);
        foreach (var offer in offers.All)
        {
            Index(offer);
        }
    }

    public void Dispose() => Cache.Dispose();

    private Answer? Refuse(OfferLimits limits, ActiveUser sender, ActiveUser receiver, DateTimeOffset time)
    {
        if (receiver.Login == sender.Login)
        {
            return new Answer(AnswerKind.OfferToSelf);
        }

        if (sender.Name.StartsWith('.'))
        {
            return new Answer(AnswerKind.HiddenSender); // Files are stored under their sender's name.
        }

        if (_budget.IsSpent(sender.Name, time))
        {
            return new Answer(AnswerKind.OffersHeldBack);
        }

        if (!_waiting.HasRoom(sender.Name, receiver.Name))
        {
            return new Answer(AnswerKind.ReceiverFull, Subject: receiver.Name);
        }

        return HasRoom(limits, sender.Login) ? null : new Answer(AnswerKind.TooManyOffers);
    }

    private Offer? Find(long id) => Cache.Items.Lookup(id) is { HasValue: true, Value: var found } ? found : null;

    private void Tell(long login, ForumEvent what) => _notices.Add(new Notice(login, what));

    /// <summary>Makes room by forgetting the oldest offer that was accepted: its transfer no longer needs the server.</summary>
    private bool HasRoom(OfferLimits limits, long sender) =>
        (_index.SentBy(sender).Count < MaxPerUser || TryForget(_index.OldestAcceptedOf(sender)))
        && (Cache.Items.Count < limits.Capacity || TryForget(_index.OldestAccepted));

    private bool TryForget(long? id)
    {
        if (id is not { } oldest || Find(oldest) is not { } offer)
        {
            return false;
        }

        Drop(offer);
        return true;
    }

    private void Index(Offer offer)
    {
        _index.Add(offer);
        if (!offer.IsAccepted)
        {
            _waiting.Add(offer.Sender, offer.Receiver);
        }
    }

    private void Drop(Offer offer)
    {
        _index.Remove(offer);
        if (!offer.IsAccepted)
        {
            _waiting.Remove(offer.Sender, offer.Receiver);
        }

        Cache.Items.RemoveKey(offer.Id);
    }
}

/// <summary>The numbers in the rules of offers.</summary>
/// <param name="Lifetime">How long an offer waits for its answer.</param>
/// <param name="Capacity">Most offers remembered in all.</param>
internal readonly record struct OfferLimits(TimeSpan Lifetime, int Capacity);

/// <summary>The offers of one moment. Immutable.</summary>
/// <param name="LastId">The number of the last offer.</param>
/// <param name="All">In no order.</param>
/// <param name="Budget">What senders have spent.</param>
internal sealed record FrozenOffers(long LastId, IReadOnlyList<Offer> All, FrozenBudget<string> Budget);
