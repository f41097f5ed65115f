using System.Collections.Immutable;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Presence;

/// <summary>The rules of presence: who is here, in the order of arrival; nobody twice.</summary>
/// <remarks>Rules are for one writer at a time, with the cache open; what <see cref="Snapshot"/> shows is safe on any thread.</remarks>
internal sealed class ActiveUsers : IDisposable
{
    private readonly Dictionary<long, string> _names = []; // By log-in: the cache knows users by name
    private ImmutableSortedDictionary<long, ActiveUser> _arrivals = ImmutableSortedDictionary<long, ActiveUser>.Empty;
    private long _lastLogin;
    private long _rewrites;
    private UsersSnapshot _shown = UsersSnapshot.Nobody; // One writer swaps it, any thread reads it

    /// <summary>The active users by name.</summary>
    public BatchedCache<ActiveUser, string> Cache { get; } = new(user => user.Name);

    /// <summary>Who is here, as others see it: whole batches only, without a lock.</summary>
    public UsersSnapshot Snapshot => Volatile.Read(ref _shown);

    /// <summary>Whose log-in this is; null when it has ended, or never began.</summary>
    public string? NameOf(long login) => _names.GetValueOrDefault(login);

    /// <summary>Whether <paramref name="user"/> is logged in, and how.</summary>
    public ActiveUser? Find(string user) =>
        Cache.Items.Lookup(user) is { HasValue: true, Value: var found } ? found : null;

    /// <summary>The user of a log-in that stands.</summary>
    public ActiveUser? Find(long login) => NameOf(login) is { } name ? Find(name) : null;

    /// <summary>The log-ins of a node, in their order.</summary>
    public IReadOnlyList<ActiveUser> OfNode(long node) => [.. _arrivals.Values.Where(user => user.Node == node)];

    /// <summary>A user comes in.</summary>
    /// <returns>The refusal of one who is here already, or the welcome, with the number of the log-in.</returns>
    public Answer Enter(string name, string address, int udpPort, long node, Timestamp now)
    {
        if (Find(name) is not null)
        {
            return new Answer(AnswerKind.AlreadyLoggedIn, Subject: name);
        }

        var user = new ActiveUser(name, address, udpPort, now) { Login = ++_lastLogin, Node = node };
        _names.Add(user.Login, name);
        Put(user);
        return new Answer(AnswerKind.Welcome, user.Login, now, name);
    }

    /// <summary>A user's client takes files elsewhere.</summary>
    public void Move(long login, int udpPort)
    {
        if (Find(login) is { } user && user.UdpPort != udpPort)
        {
            _rewrites++;
            Put(user with { UdpPort = udpPort });
        }
    }

    /// <summary>A user goes.</summary>
    public void Exit(ActiveUser user)
    {
        _rewrites++;
        _names.Remove(user.Login);
        _arrivals = _arrivals.Remove(user.Login);
        Cache.Items.RemoveKey(user.Name);
    }

    /// <summary>ATU: everybody else.</summary>
    public Answer ListOthers(string name, bool isOwn = false) =>
        new(AnswerKind.ActiveUsers, Subject: new UsersFound(_arrivals.Values, name, isOwn));

    /// <summary>Shows others who is here now.</summary>
    public void Publish()
    {
        if (_arrivals != _shown.ByArrival)
        {
            Volatile.Write(ref _shown, Freeze());
        }
    }

    /// <summary>Who is here now, for ever.</summary>
    public UsersSnapshot Freeze() => new(_arrivals, _rewrites);

    /// <summary>All that a restart needs to know.</summary>
    public FrozenUsers FreezeAll() => new(_lastLogin, _rewrites, _arrivals.Count, _arrivals.Values);

    /// <summary>Takes over what another one knew; this one is empty.</summary>
    public void Restore(FrozenUsers users)
    {
        (_lastLogin, _rewrites) = (users.LastLogin, users.Rewrites);
        Cache.Load(users.ByArrival);
        foreach (var user in users.ByArrival)
        {
            _names.Add(user.Login, user.Name);
            _arrivals = _arrivals.Add(user.Login, user);
        }

        Publish();
    }

    public void Dispose() => Cache.Dispose();

    private void Put(ActiveUser user)
    {
        _arrivals = _arrivals.SetItem(user.Login, user);
        Cache.Items.AddOrUpdate(user);
    }
}

/// <summary>Everybody who is here at one moment. Immutable.</summary>
/// <param name="ByArrival">The users by the numbers of their log-ins.</param>
/// <param name="Rewrites">A count of all changes but arrivals.</param>
internal sealed record UsersSnapshot(ImmutableSortedDictionary<long, ActiveUser> ByArrival, long Rewrites)
{
    public static UsersSnapshot Nobody { get; } = new(ImmutableSortedDictionary<long, ActiveUser>.Empty, 0);
}

/// <summary>Who was here at one moment. Immutable.</summary>
/// <param name="LastLogin">The number of the last log-in.</param>
/// <param name="Rewrites">A count of all changes but arrivals.</param>
/// <param name="Count">How many they are.</param>
/// <param name="ByArrival">In the order of their log-ins.</param>
internal sealed record FrozenUsers(long LastLogin, long Rewrites, int Count, IEnumerable<ActiveUser> ByArrival);
