using DynamicData;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Presence;

/// <summary>The rules of presence: who is here, in the order of arrival; nobody twice.</summary>
/// <remarks>Rules and <see cref="Publish"/> are for one writer at a time; the rest is safe on any thread.</remarks>
internal sealed class ActiveUsers : IDisposable
{
    private readonly Lock _gate = new();
    private readonly BatchedCache<ActiveUser, string> _cache = new(user => user.Name);
    private readonly Dictionary<string, ActiveUser> _byName = new(StringComparer.Ordinal); // Protected by the gate
    private readonly SortedDictionary<long, ActiveUser> _byArrival = []; // Protected by the gate
    private ActiveUser[]? _snapshot; // Protected by the gate; shared by all who ask between two changes
    private long _arrivals;
    private long _rewrites; // Protected by the gate

    /// <summary>The active users, by name.</summary>
    public IObservableCache<ActiveUser, string> Published => _cache.Published;

    /// <summary>Whether <paramref name="user"/> is logged in, and how.</summary>
    public ActiveUser? Find(string user) => _byName.GetValueOrDefault(user);

    /// <summary>A user comes in.</summary>
    /// <returns>The refusal of one who is here already, or the welcome.</returns>
    public Answer Enter(string name, string address, int udpPort, Timestamp now)
    {
        if (_byName.ContainsKey(name))
        {
            return new Answer(AnswerKind.AlreadyLoggedIn, Subject: name);
        }

        Put(new ActiveUser(name, address, udpPort, now) { Arrival = ++_arrivals }, changes: 0);
        return new Answer(AnswerKind.Welcome, _arrivals, now, name);
    }

    /// <summary>A user's client takes files elsewhere.</summary>
    public void Move(string name, int udpPort)
    {
        if (Find(name) is { } user && user.UdpPort != udpPort)
        {
            Put(user with { UdpPort = udpPort }, changes: 1);
        }
    }

    /// <summary>A user goes.</summary>
    public void Exit(string name)
    {
        lock (_gate)
        {
            if (!_byName.Remove(name, out var user))
            {
                return;
            }

            _byArrival.Remove(user.Arrival);
            _snapshot = null;
            _rewrites++;
            _cache.Remove(user);
        }
    }

    /// <summary>ATU: everybody else.</summary>
    public Answer ListOthers(string name) =>
        new(AnswerKind.ActiveUsers, Subject: new ActiveUsersBody(Snapshot().Users, name));

    /// <summary>Everybody, in the order of arrival; and a count of all changes but arrivals.</summary>
    public (IReadOnlyList<ActiveUser> Users, long Rewrites) Snapshot()
    {
        lock (_gate)
        {
            return (_snapshot ??= [.. _byArrival.Values], _rewrites);
        }
    }

    /// <summary>Tells subscribers what changed since the last call.</summary>
    public void Publish() => _cache.Publish();

    public void Dispose() => _cache.Dispose();

    private void Put(ActiveUser user, int changes)
    {
        lock (_gate)
        {
            _rewrites += changes;
            _byName[user.Name] = user;
            _byArrival[user.Arrival] = user;
            _snapshot = null;
        }

        _cache.AddOrUpdate(user);
    }
}
