using Forum.Reactive.Protocol;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Server.Relay;

/// <summary>
/// Who may use the relay: the two clients of an offer that was accepted, each with a ticket that nobody can guess, for as long as the
/// offer is known.
/// </summary>
/// <remarks>On the forum's loop; the hub is told on its own.</remarks>
/// <param name="hub">The relay.</param>
/// <param name="loop">The hub's loop.</param>
/// <param name="entropy">Tickets.</param>
internal sealed class RelayTickets(RelayHub hub, ILoop loop, Entropy entropy)
{
    /// <summary>Most transfers that are relayed at a time.</summary>
    public const int MostTransfers = 4096;

    private readonly Dictionary<long, (UInt128 Sender, UInt128 Receiver)> _tickets = [];
    private readonly HashSet<UInt128> _given = [];

    /// <summary>The relay.</summary>
    public RelayHub Hub => hub;

    /// <summary>Where it runs.</summary>
    public ILoop Loop => loop;

    /// <summary>The ticket of one side of an offer, always the same; null: too many transfers are relayed.</summary>
    public string? Of(long offerId, bool isSender)
    {
        if (!_tickets.TryGetValue(offerId, out var both))
        {
            if (_tickets.Count >= MostTransfers)
            {
                return null;
            }

            both = (Draw(), Draw());
            _tickets.Add(offerId, both);
            _given.Add(both.Sender);
            _given.Add(both.Receiver);
            loop.Post(() =>
            {
                hub.Admit(offerId, isSender: true, both.Sender);
                hub.Admit(offerId, isSender: false, both.Receiver);
            });
        }

        return RelayWire.Format(isSender ? both.Sender : both.Receiver);
    }

    /// <summary>Whether it is a ticket.</summary>
    public bool Knows(UInt128 ticket) => _given.Contains(ticket);

    /// <summary>An offer is over.</summary>
    public void End(long offerId)
    {
        if (_tickets.Remove(offerId, out var both))
        {
            _given.Remove(both.Sender);
            _given.Remove(both.Receiver);
            loop.Post(() => hub.End(offerId));
        }
    }

    private UInt128 Draw() => new((ulong)entropy.NextInt64(), (ulong)entropy.NextInt64());
}
