using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Security.Cryptography;
using Forum.Reactive.Access;
using Forum.Reactive.Forum;
using Forum.Reactive.Log;
using Forum.Reactive.Protocol;
using Forum.Reactive.Server.Relay;
using Forum.Reactive.Transport;
using Forum.Reactive.Views;

namespace Forum.Reactive.Server;

/// <summary>What all sessions of a server share. For the loop, as all of them are.</summary>
internal sealed class SessionServices
{
    /// <summary>Lines of addresses that a user can tell at once: an offer and its answer take two to four.</summary>
    public const int PathsBurst = 256;

    /// <summary>Most users whose budget for them is remembered.</summary>
    private const int MaxTellers = 65_536;

    /// <summary>In which what was spent comes back: eight lines a second.</summary>
    public static readonly TimeSpan PathsPeriod = TimeSpan.FromSeconds(32);

    private readonly RateBudget<string> _paths = new(PathsBurst, PathsPeriod, MaxTellers); // Of names: logging in anew gives no other

    public SessionServices(ForumServerOptions options, ILoop loop, ILog log, ForumState state, LiveFeed feed)
    {
        (Options, Loop, Log, State, Feed) = (options, loop, log, state, feed);
        Clock = loop.StartStopwatch();
        Timestamps = new TimestampFormat(options.TimeZone);
        Writer = new AnswerWriter(Timestamps) { IdleTimeout = options.IdleTimeout };
        Parser = new RequestParser(Timestamps);
        Turns = new Turns(loop);
        Own = new OwnEntries(this);
        Times = new NodeClock(this);
    }

    public ForumServerOptions Options { get; }

    public ILoop Loop { get; }

    /// <summary>Durations are measured by it.</summary>
    public IStopwatch Clock { get; }

    public ILog Log { get; }

    public ForumState State { get; }

    public LiveFeed Feed { get; }

    public TimestampFormat Timestamps { get; }

    public AnswerWriter Writer { get; }

    public RequestParser Parser { get; }

    public Turns Turns { get; }

    /// <summary>What the node itself puts into the log.</summary>
    public OwnEntries Own { get; }

    /// <summary>What the operator is to know of that is no outcome.</summary>
    public Subject<Alarm> Alarms { get; } = new();

    /// <summary>What time it is in the log.</summary>
    public NodeClock Times { get; }

    public IAuthenticator Authenticator => Options.Credentials;

    /// <summary>Who may use the relay; null: there is none.</summary>
    public RelayTickets? Relay { get; set; }

    /// <summary>The incarnation of this node; 0 before it has begun.</summary>
    public long Node { get; set; }

    /// <summary>Whether even the right password is refused, so that it need not be verified.</summary>
    public bool IsBlocked(string user) =>
        State.Guard.Cache.Published.Lookup(user) is { HasValue: true, Value: var window }
        && window.IsBlockedAt(Times.LogTime);

    /// <summary>Whether <paramref name="user"/> may tell addresses once more; counts it.</summary>
    public bool MayTellPaths(string user)
    {
        var time = Times.LogTime;
        if (_paths.IsSpent(user, time))
        {
            return false;
        }

        _paths.Spend(user, time);
        return true;
    }

    /// <summary>Has a password verified, elsewhere if that takes time, and wipes it.</summary>
    /// <param name="user">Whose it is said to be.</param>
    /// <param name="password">The session's own bytes.</param>
    /// <param name="decide">Called once, on the loop. Null: too many passwords wait to be verified.</param>
    public void Verify(string user, byte[] password, Action<bool?> decide) =>
        Authenticator
            .Verify(user, password)
            .Select(isRight => (bool?)isRight)
            .DefaultIfEmpty(null)
            .Subscribe(isRight =>
            {
                CryptographicOperations.ZeroMemory(password);
                OnLoop(isRight, decide);
            });

    private void OnLoop<T>(T value, Action<T> act)
    {
        if (Loop.IsCurrent)
        {
            act(value);
        }
        else
        {
            Loop.Post(() => act(value));
        }
    }
}
