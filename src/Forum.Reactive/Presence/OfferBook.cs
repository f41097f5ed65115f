using Forum.Reactive.Protocol;

namespace Forum.Reactive.Presence;

/// <summary>An event for one user.</summary>
/// <param name="User">Whose client is told.</param>
/// <param name="Event">What.</param>
internal sealed record Notice(string User, ForumEvent Event);

/// <summary>
/// The rules by which the server introduces two clients: it passes an offer on, and the answer back; the file itself goes from
/// client to client. What each rule has to tell others it adds to <see cref="Notices"/>.
/// </summary>
/// <param name="users">Who is here.</param>
internal sealed class OfferBook(ActiveUsers users)
{
    /// <summary>Most offers of one user that the server remembers, answered or not.</summary>
    public const int MaxPerUser = 64;

    private readonly SortedDictionary<long, Offer> _offers = [];
    private readonly Dictionary<string, SortedSet<long>> _byUser = new(StringComparer.Ordinal);
    private readonly List<Notice> _notices = [];
    private long _lastId;

    /// <summary>What others are to be told, in order, since <see cref="ClearNotices"/>.</summary>
    public IReadOnlyList<Notice> Notices => _notices;

    /// <summary>OFFER: shows a file to its receiver.</summary>
    public Answer Make(string user, OfferDetails details)
    {
        if (users.Find(user) is not { } sender)
        {
            return new Answer(AnswerKind.PleaseLogIn); // The session ended while this was on its way.
        }

        if (users.Find(details.Receiver) is not { } receiver)
        {
            return new Answer(AnswerKind.Offline, Subject: details.Receiver);
        }

        if (receiver.Name == user)
        {
            return new Answer(AnswerKind.OfferToSelf);
        }

        if (!HasRoom(user))
        {
            return new Answer(AnswerKind.TooManyOffers);
        }

        Offer offer = new(++_lastId, user, receiver.Name, IsAccepted: false);
        _offers.Add(offer.Id, offer);
        Index(user).Add(offer.Id);
        Index(receiver.Name).Add(offer.Id);
        Tell(receiver.Name, new FileOffered(
            offer.Id, user, sender.Address, details.Size, details.Sha256, details.PublicKey, details.FileName));
        return new Answer(AnswerKind.OfferMade, offer.Id);
    }

    /// <summary>ACCEPT: tells the sender where the file is awaited.</summary>
    public Answer Accept(string user, long id, AcceptDetails details)
    {
        if (Find(id) is not { IsAccepted: false } offer || offer.Receiver != user || users.Find(user) is not { } receiver)
        {
            return new Answer(AnswerKind.NoSuchOffer, id);
        }

        _offers[id] = offer with { IsAccepted = true };
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

    /// <summary>A user is gone: what was offered to the user is declined, what the user offered is cancelled.</summary>
    public void Exit(string user)
    {
        if (!_byUser.TryGetValue(user, out SortedSet<long>? ids))
        {
            return;
        }

        foreach (Offer offer in ids.Select(id => _offers[id]).ToList())
        {
            Drop(offer);
            Tell(offer.OtherThan(user), offer.Receiver == user ? new OfferDeclined(offer.Id, $"{user} logged out") : new OfferCancelled(offer.Id));
        }
    }

    /// <summary>Forgets what was told.</summary>
    public void ClearNotices() => _notices.Clear();

    private Offer? Find(long id) => _offers.GetValueOrDefault(id);

    private void Tell(string user, ForumEvent what) => _notices.Add(new Notice(user, what));

    private SortedSet<long> Index(string user) => _byUser.TryGetValue(user, out SortedSet<long>? ids) ? ids : _byUser[user] = [];

    /// <summary>Makes room by forgetting the oldest offer that was accepted: its transfer no longer needs the server.</summary>
    private bool HasRoom(string sender)
    {
        List<Offer> sent = [.. Index(sender).Select(id => _offers[id]).Where(offer => offer.Sender == sender)];
        if (sent.Count < MaxPerUser)
        {
            return true;
        }

        Offer? oldest = sent.Find(offer => offer.IsAccepted);
        if (oldest is not null)
        {
            Drop(oldest);
        }

        return oldest is not null;
    }

    private void Drop(Offer offer)
    {
        _offers.Remove(offer.Id);
        Unindex(offer.Sender, offer.Id);
        Unindex(offer.Receiver, offer.Id);
    }

    private void Unindex(string user, long id)
    {
        if (_byUser.TryGetValue(user, out SortedSet<long>? ids) && ids.Remove(id) && ids.Count == 0)
        {
            _byUser.Remove(user);
        }
    }

    private sealed record Offer(long Id, string Sender, string Receiver, bool IsAccepted)
    {
        public string OtherThan(string user) => user == Sender ? Receiver : Sender;
    }
}
