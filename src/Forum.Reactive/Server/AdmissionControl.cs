using System.Net;
using Forum.Reactive.Access;

namespace Forum.Reactive.Server;

/// <summary>
/// Who may connect when places are scarce. A connection that has not logged in is a guest: the oldest guest gives way to a new
/// one when no place is free, and one address (IPv6: one /64) has at most half of the places that nobody is logged in on as guests,
/// <see cref="LargestShare"/> at most, so that its own oldest guest gives way when it has more. Who is logged in never gives way.
/// </summary>
/// <remarks>
/// For the set of sessions, on the loop: <see cref="Admit"/> for each connection that is accepted; <c>GivesWay</c> is then told that
/// there are too many, as the connection itself is when it is not admitted. <see cref="LoggedIn"/> when a log-in came out of the log,
/// <see cref="Leave"/> when a session ends, in whatever way; both are harmless for a connection that has given way. The number of
/// places is the smaller one of <see cref="ForumServerOptions.MaxConnections"/> and <c>INetwork.MostConnections</c>. Each call takes
/// O(1).
/// </remarks>
/// <typeparam name="T">A connection, compared by reference.</typeparam>
internal sealed class AdmissionControl<T>
    where T : class
{
    /// <summary>Most guests of one address, however many places there are.</summary>
    public const int LargestShare = 256;

    private readonly int _places;
    private readonly Dictionary<T, Guest?> _members = new(ReferenceEqualityComparer.Instance); // Null: logged in
    private readonly LinkedList<Guest> _guests = []; // The oldest first, as in the next
    private readonly Dictionary<SourceNetwork, LinkedList<Guest>> _byNetwork = [];

    /// <param name="places">Most connections at a time, at least 1.</param>
    public AdmissionControl(int places)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(places, 1);
        _places = places;
    }

    /// <summary>Connections that have a place.</summary>
    public int Count => _members.Count;

    /// <summary>Those of them that have not logged in.</summary>
    public int GuestCount => _guests.Count;

    /// <summary>Guests that one address may have now.</summary>
    private int Share => Math.Clamp((_places - (Count - GuestCount)) / 2, 1, LargestShare);

    /// <summary>Gives a new connection a place, if there is one to give.</summary>
    public Admission<T> Admit(T connection, IPAddress address)
    {
        var network = SourceNetwork.Of(address);
        var ofNetwork = _byNetwork.GetValueOrDefault(network);
        var oldest =
            ofNetwork?.Count >= Share ? ofNetwork.First
            : Count >= _places ? _guests.First
            : null;
        if (oldest is null && Count >= _places)
        {
            return new Admission<T>(IsAdmitted: false, GivesWay: null);
        }

        var givesWay = oldest?.Value.Connection;
        if (givesWay is not null)
        {
            Leave(givesWay);
        }

        Add(connection, network);
        return new Admission<T>(IsAdmitted: true, givesWay);
    }

    /// <summary>A guest is one no more.</summary>
    public void LoggedIn(T connection)
    {
        if (_members.TryGetValue(connection, out var guest) && guest is not null)
        {
            Forget(guest);
            _members[connection] = null;
        }
    }

    /// <summary>A connection gives its place back, if it has one.</summary>
    public void Leave(T connection)
    {
        if (_members.Remove(connection, out var guest) && guest is not null)
        {
            Forget(guest);
        }
    }

    private void Add(T connection, SourceNetwork network)
    {
        if (!_byNetwork.TryGetValue(network, out var ofNetwork))
        {
            _byNetwork[network] = ofNetwork = [];
        }

        var guest = new Guest(connection, network);
        guest.InAll = _guests.AddLast(guest);
        guest.InNetwork = ofNetwork.AddLast(guest);
        _members.Add(connection, guest);
    }

    private void Forget(Guest guest)
    {
        var ofNetwork = guest.InNetwork.List!;
        _guests.Remove(guest.InAll);
        ofNetwork.Remove(guest.InNetwork);
        if (ofNetwork.Count == 0)
        {
            _byNetwork.Remove(guest.Network);
        }
    }

    private sealed class Guest(T connection, SourceNetwork network)
    {
        public T Connection => connection;

        public SourceNetwork Network => network;

        public LinkedListNode<Guest> InAll { get; set; } = null!;

        public LinkedListNode<Guest> InNetwork { get; set; } = null!;
    }
}

/// <summary>What became of a new connection.</summary>
/// <param name="IsAdmitted">Whether it has a place.</param>
/// <param name="GivesWay">The guest that lost its place to it; null: nobody.</param>
internal readonly record struct Admission<T>(bool IsAdmitted, T? GivesWay)
    where T : class;
