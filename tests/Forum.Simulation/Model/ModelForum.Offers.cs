using System.Globalization;
using Forum.Reactive.Protocol;

namespace Forum.Simulation.Model;

/// <content>Introducing two clients.</content>
internal sealed partial class ModelForum
{
    private static readonly TimeSpan OfferPrice = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan OfferPeriod = TimeSpan.FromSeconds(32);
    private readonly List<ModelOffer> _offers = [];
    private readonly Dictionary<string, DateTimeOffset> _offerDebts = [];
    private long _lastOffer;

    /// <summary>Files on offer, answered or not.</summary>
    public int OfferCount => _offers.Count;

    /// <summary>Those that wait for an answer.</summary>
    public int WaitingOffers => _offers.Count(offer => !offer.IsAccepted);

    private void OfOffer(Deed deed, ModelUser user, Talk? talk)
    {
        if (deed.Kind == DeedKind.Offer)
        {
            Offer(deed, user, talk);
            return;
        }

        var offer = _offers.Find(offer => offer.Id == deed.Number);
        var isReceiver = offer?.Receiver.Login == user.Login;
        var isSender = offer?.Sender.Login == user.Login;
        var isFine = deed.Kind switch
        {
            DeedKind.Accept => isReceiver && offer is { IsAccepted: false } && _now < offer.LapsesAt,
            DeedKind.Decline => isReceiver,
            DeedKind.Relay => (isReceiver || isSender) && offer is { IsAccepted: true },
            _ => isReceiver || isSender,
        };
        if (!isFine)
        {
            talk?.Expect($"550 There is no offer {deed.Number}");
            return;
        }

        talk?.Expect(deed.Kind == DeedKind.Relay ? "*" : "200 OK"); // A ticket is the server's secret.
        Answer(deed, offer!, isReceiver ? offer!.Sender : offer!.Receiver, user);
    }

    private void Answer(Deed deed, ModelOffer offer, ModelUser other, ModelUser user)
    {
        switch (deed.Kind)
        {
            case DeedKind.Accept:
                offer.IsAccepted = true;
                Notify(other, new OfferAccepted(offer.Id, user.Address, deed.Port, deed.Text));
                break;
            case DeedKind.Decline:
                _offers.Remove(offer);
                Notify(other, new OfferDeclined(offer.Id, deed.Text));
                break;
            case DeedKind.Paths or DeedKind.Relay:
                break; // Addresses that wait are replaced by newer ones: who is told which is not the model's to say.
            default:
                _offers.Remove(offer);
                Notify(other, new OfferCancelled(offer.Id));
                break;
        }
    }

    private void Offer(Deed deed, ModelUser sender, Talk? talk)
    {
        var receiver = Users.Find(user => user.Name == deed.User);
        var refusal =
            receiver is null ? $"550 {deed.User} is offline"
            : receiver == sender ? "550 A file cannot be sent to yourself"
            : OfferDebt(sender.Name) + OfferPrice > _now + OfferPeriod
                ? "450 Too many offers in a short time. Please try again later"
            : !HasRoomFor(sender, receiver)
                ? $"450 {receiver.Name} has too many files to answer. Please try again later"
            : !MakeRoom(sender) ? "450 Too many files on offer. Please try again later"
            : null;
        if (refusal is not null)
        {
            talk?.Expect(refusal);
            return;
        }

        _offerDebts[sender.Name] = OfferDebt(sender.Name) + OfferPrice;
        var offer = new ModelOffer(++_lastOffer, sender, receiver!) { LapsesAt = _now + Rules.OfferLifetime };
        _offers.Add(offer);
        talk?.Expect($"212 {offer.Id}");
        var words = deed.Text.Split(' ', 4);
        Notify(
            receiver!,
            new FileOffered(
                offer.Id,
                sender.Name,
                sender.Address,
                long.Parse(words[0], CultureInfo.InvariantCulture),
                words[1],
                words[2],
                words[3]
            )
        );
    }

    private DateTimeOffset OfferDebt(string user) =>
        _offerDebts.TryGetValue(user, out var clear) && clear > _now ? clear : _now;

    private bool HasRoomFor(ModelUser sender, ModelUser receiver)
    {
        var waiting = _offers.FindAll(offer => !offer.IsAccepted && offer.Receiver.Name == receiver.Name);
        return waiting.Count < 256 && waiting.Count(offer => offer.Sender.Name == sender.Name) < 32;
    }

    /// <summary>The oldest that was accepted makes room: its transfer needs the server no more.</summary>
    private bool MakeRoom(ModelUser sender)
    {
        var own = _offers.FindAll(offer => offer.Sender == sender);
        return own.Count < 64 || (own.Find(offer => offer.IsAccepted) is { } oldest && _offers.Remove(oldest));
    }

    private void Lapse(long id)
    {
        if (_offers.Find(offer => offer.Id == id) is { IsAccepted: false } offer && _now >= offer.LapsesAt)
        {
            _offers.Remove(offer);
            Notify(offer.Sender, new OfferDeclined(id, "nobody answered"));
            Notify(offer.Receiver, new OfferCancelled(id));
        }
    }

    private void ForgetOffersOf(ModelUser user)
    {
        foreach (var offer in _offers.FindAll(offer => offer.Receiver == user))
        {
            _offers.Remove(offer);
            Notify(offer.Sender, new OfferDeclined(offer.Id, $"{user.Name} logged out"));
        }

        foreach (var offer in _offers.FindAll(offer => offer.Sender == user))
        {
            _offers.Remove(offer);
            Notify(offer.Receiver, new OfferCancelled(offer.Id));
        }
    }

    private void Notify(ModelUser user, ForumEvent what)
    {
        if (_byLogin.TryGetValue(user.Login, out var talk))
        {
            talk.Notify(what);
        }
    }

    private sealed record ModelOffer(long Id, ModelUser Sender, ModelUser Receiver)
    {
        public required DateTimeOffset LapsesAt { get; set; }

        public bool IsAccepted { get; set; }
    }
}
