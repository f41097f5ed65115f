using DynamicData;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Presence;

/// <summary>An event for one user.</summary>
/// <param name="User">Whose client is told.</param>
/// <param name="Event">What.</param>
internal sealed record Notice(string User, ForumEvent Event);

/// <summary>A file that one user offers another.</summary>
/// <param name="Id">Its number, in the order of offering.</param>
/// <param name="Sender">Who offers.</param>
/// <param name="Receiver">Who is offered.</param>
/// <param name="LapsesAt">When it lapses unless it is answered.</param>
internal sealed record Offer(long Id, string Sender, string Receiver, DateTimeOffset LapsesAt)
{
    public string OtherThan(string user) => user == Sender ? Receiver : Sender;
}

/// <summary>
/// The rules by which the server introduces two clients: it passes an offer on, and the answer back; the file itself goes from
/// client to client. What each rule has to tell others it adds to <see cref="Notices"/>. An offer that nobody answers lapses; one
/// that was accepted is kept only so that either side can still give up, and makes room for others.
/// </summary>
/// <param name="users">Who is here.</param>
/// <param name="lifetime">How long an offer waits for its answer.</param>
/// <param name="capacity">Most offers remembered in all.</param>
internal sealed class OfferBook(ActiveUsers users, TimeSpan lifetime, int capacity) : IDisposable
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

    private readonly BatchedCache<Offer, long> _unanswered = new(offer => offer.Id);
    private readonly Dictionary<long, Offer> _offers = [];
    private readonly SortedSet<long> _accepted = []; // Oldest first
    private readonly OffersByUser _sent = new();
    private readonly OffersByUser _received = new();
    private readonly WaitingOffers _waiting = new(MaxPerReceiver, MaxPerPair);
    private readonly RateBudget<string> _budget = new(Burst, Period, MaxSenders); // Of names: logging in anew gives no other
    private readonly List<Notice> _notices = [];
    private long _lastId;

    /// <summary>The offers that wait for an answer.</summary>
    public IObservableCache<Offer, long> Unanswered => _unanswered.Published;

    /// <summary>What others are to be told, in order, since <see cref="ClearNotices"/>.</summary>
    public IReadOnlyList<Notice> Notices => _notices;

    /// <summary>OFFER: shows a file to its receiver.</summary>
    public Answer Make(string user, OfferDetails details, DateTimeOffset time)
    {
        if (users.Find(user) is not { } sender)
        {
            return new Answer(AnswerKind.PleaseLogIn); // The session ended while this was on its way.
        }

        if (Refuse(user, details.Receiver, time) is { } refusal)
        {
            return refusal;
        }

        _budget.Spend(user, time);

        var offer = new Offer(++_lastId, user, details.Receiver, time + lifetime);
        Add(offer);
        Tell(
            offer.Receiver,
            new FileOffered(
                offer.Id,
                user,
                sender.Address,
                details.Size,
                details.Sha256,
                details.PublicKey,
                details.FileName
            )
        );
        return new Answer(AnswerKind.OfferMade, offer.Id);
    }

    /// <summary>ACCEPT: tells the sender where the file is awaited.</summary>
    public Answer Accept(string user, long id, AcceptDetails details)
    {
        if (FindUnanswered(id) is not { } offer || offer.Receiver != user || users.Find(user) is not { } receiver)
        {
            return new Answer(AnswerKind.NoSuchOffer, id);
        }

        _accepted.Add(id);
        Answered(offer);
        Tell(offer.Sender, new OfferAccepted(id, receiver.Address, details.UdpPort, details.PublicKey));
        return new Answer(AnswerKind.Ok);
    }

    /// <summary>DECLINE: tells the sender that the file is not wanted, and why.</summary>
    public Answer Decline(string user, long id, string reason)
    {
        if (Find(id) is not { } offer || offer.Receiver != user)
        {
            return new Answer(AnswerKind.NoSuchOffer, id);
        }

        Drop(offer);
        Tell(offer.Sender, new OfferDeclined(id, reason));
        return new Answer(AnswerKind.Ok);
    }

    /// <summary>CANCEL: tells the other side that there will be no transfer, or no more of it.</summary>
    public Answer Cancel(string user, long id)
    {
        if (Find(id) is not { } offer || (offer.Sender != user && offer.Receiver != user))
        {
            return new Answer(AnswerKind.NoSuchOffer, id);
        }

        Drop(offer);
        Tell(offer.OtherThan(user), new OfferCancelled(id));
        return new Answer(AnswerKind.Ok);
    }

    /// <summary>Nobody answered in time: for the sender it is declined, for the receiver it is cancelled.</summary>
    public void Lapse(long id)
    {
        if (FindUnanswered(id) is not { } offer)
        {
            return;
        }

        Drop(offer);
        Tell(offer.Sender, new OfferDeclined(id, "nobody answered"));
        Tell(offer.Receiver, new OfferCancelled(id));
    }

    /// <summary>A user is gone: what was offered to the user is declined, what the user offered is cancelled.</summary>
    public void Exit(string user)
    {
        foreach (var offer in _received.Of(user).Select(id => _offers[id]).ToList())
        {
            Drop(offer);
            Tell(offer.Sender, new OfferDeclined(offer.Id, $"{user} logged out"));
        }

        foreach (var offer in _sent.Of(user).Select(id => _offers[id]).ToList())
        {
            Drop(offer);
            Tell(offer.Receiver, new OfferCancelled(offer.Id));
        }
    }

    /// <summary>Forgets what was told.</summary>
    public void ClearNotices() => _notices.Clear();

    /// <summary>Tells subscribers what changed since the last call.</summary>
    public void Publish() => _unanswered.Publish();

    public void Dispose() => _unanswered.Dispose();

    private Answer? Refuse(string sender, string receiver, DateTimeOffset time)
    {
        if (users.Find(receiver) is null)
        {
            return new Answer(AnswerKind.Offline, Subject: receiver);
        }

        if (receiver == sender)
        {
            return new Answer(AnswerKind.OfferToSelf);
        }

        if (sender.StartsWith('.'))
        {
            return new Answer(AnswerKind.HiddenSender); // Files are stored under their sender's name.
        }

        if (_budget.IsSpent(sender, time))
        {
            return new Answer(AnswerKind.OffersHeldBack);
        }

        if (!_waiting.HasRoom(sender, receiver))
        {
            return new Answer(AnswerKind.ReceiverFull, Subject: receiver);
        }

        return HasRoom(sender) ? null : new Answer(AnswerKind.TooManyOffers);
    }

    private Offer? Find(long id) => _offers.GetValueOrDefault(id);

    private Offer? FindUnanswered(long id) => _accepted.Contains(id) ? null : Find(id);

    private void Tell(string user, ForumEvent what) => _notices.Add(new Notice(user, what));

    /// <summary>Makes room by forgetting the oldest offer that was accepted: its transfer no longer needs the server.</summary>
    private bool HasRoom(string sender)
    {
        var sent = _sent.Of(sender);
        return (sent.Count < MaxPerUser || TryForget(sent.FirstOrDefault(_accepted.Contains)))
            && (_offers.Count < capacity || TryForget(_accepted.Min));
    }

    private bool TryForget(long id)
    {
        var oldest = Find(id);
        if (oldest is not null)
        {
            Drop(oldest);
        }

        return oldest is not null;
    }

    private void Add(Offer offer)
    {
        _offers.Add(offer.Id, offer);
        _sent.Add(offer.Sender, offer.Id);
        _received.Add(offer.Receiver, offer.Id);
        _waiting.Add(offer.Sender, offer.Receiver);
        _unanswered.AddOrUpdate(offer);
    }

    private void Answered(Offer offer)
    {
        _waiting.Remove(offer.Sender, offer.Receiver);
        _unanswered.Remove(offer);
    }

    private void Drop(Offer offer)
    {
        _offers.Remove(offer.Id);
        _sent.Remove(offer.Sender, offer.Id);
        _received.Remove(offer.Receiver, offer.Id);
        if (!_accepted.Remove(offer.Id))
        {
            Answered(offer);
        }
    }
}
