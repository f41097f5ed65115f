using Forum.Reactive.Access;
using Forum.Reactive.Log;

namespace Forum.Reactive.Server;

/// <summary>How a forum is served. Immutable; checked by <see cref="ForumServer.Start"/>.</summary>
public sealed record ForumServerOptions
{
    /// <summary>TCP port, 0 to 65535; 0: one that is free, told by <see cref="ForumServer.Port"/>. Default 0.</summary>
    public int Port { get; init; }

    /// <summary>Who may log in: <see cref="Access.Credentials"/>, or an authenticator of your own. Required.</summary>
    public required IAuthenticator Credentials { get; init; }

    /// <summary>Consecutive failed log-ins that block a user, 1 to 5. Default 3.</summary>
    public int MaxFailures { get; init; } = 3;

    /// <summary>How long a block lasts. Default 10 s.</summary>
    public TimeSpan BlockTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Most user names whose failures are remembered, at least 1. Beyond it a further name takes the place of one with the
    /// fewest failures, and is taken to have as many: no flood of names lets anybody guess more often than <see cref="MaxFailures"/>
    /// says, but after one a first wrong password may block. Default 65,536, which takes about 20 MB.</summary>
    public int FailureCapacity { get; init; } = 65_536;

    /// <summary>Failed log-ins that one address may make a minute, over all names, 1 to 60,000; as many at once, if it made none
    /// before. An IPv6 address counts by its first 64 bits. Beyond it every log-in from there is refused, right or wrong, so that
    /// the refusal tells nothing of the password; each refusal is free, and what was spent comes back evenly. Default 60.</summary>
    public int MaxFailuresPerMinute { get; init; } = 60;

    /// <summary>Most addresses whose failures are remembered, at least 1. Beyond it a further one takes the place of the one that has
    /// spent least, and is taken to have spent as much. Default 65,536, which takes about 15 MB.</summary>
    public int AddressCapacity { get; init; } = 65_536;

    /// <summary>How long a file on offer waits for its answer. Default 10 minutes.</summary>
    public TimeSpan OfferLifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Most files on offer that are remembered, answered or not, at least 1; beyond it the oldest one that was accepted
    /// is forgotten, or else a new one refused. Default 65,536, which takes about 25 MB.</summary>
    public int OfferCapacity { get; init; } = 65_536;

    /// <summary>
    /// Bytes a second, over all files together, that the server relays between clients that cannot reach each other; 0: none. Default 20
    /// MB/s. The UDP ports of the numbers of the TCP ports are opened for it, and for telling clients from where they are seen.
    /// </summary>
    public long RelayRate { get; init; } = 20_000_000;

    /// <summary>Where the secrets come from by which clients are known to the relay. Default: the system.</summary>
    public Entropy Entropy { get; init; } = Entropy.System;

    /// <summary>Most connections at a time, at least 1; a further one is told so and closed. Default 20,000.</summary>
    public int MaxConnections { get; init; } = 20_000;

    /// <summary>
    /// Whether clients wait until <see cref="ForumServer.Serve"/> is called, for a program that has something to begin before them. Default:
    /// they are served when the log has caught up.
    /// </summary>
    public bool WaitsToServe { get; init; }

    /// <summary>After which a connection that has not logged in is closed. Default 60 s.</summary>
    public TimeSpan LoginTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>After which a connection that has sent nothing is closed. Default 15 min.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>After which a connection is aborted that has let its full output stand without reading any of it. Default 30 s.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a closing connection is kept for the peer to read the last answer. Default 5 s.</summary>
    public TimeSpan LingerTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long <see cref="ForumServer.Stop"/> waits for the clients to read their last answer. Default 2 s.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Least time between two deliveries of the live feed to its subscribers. Default 10 ms.</summary>
    public TimeSpan FeedPace { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>The time zone in which timestamps are written and read. Default: this machine's.</summary>
    public TimeZoneInfo TimeZone { get; init; } = RealTime.LocalZone;

    internal ForumRules Rules =>
        new(
            MaxFailures,
            BlockTime,
            FailureCapacity,
            MaxFailuresPerMinute,
            AddressCapacity,
            OfferLifetime,
            OfferCapacity
        );

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Credentials);
        ArgumentOutOfRangeException.ThrowIfNegative(Port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Port, ushort.MaxValue);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxFailures, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxFailures, 5);
        ArgumentOutOfRangeException.ThrowIfLessThan(FailureCapacity, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxFailuresPerMinute, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxFailuresPerMinute, 60_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(AddressCapacity, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(OfferCapacity, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConnections, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(RelayRate);
        ArgumentNullException.ThrowIfNull(Entropy);
        RequirePositive(BlockTime, nameof(BlockTime));
        RequirePositive(OfferLifetime, nameof(OfferLifetime));
        RequirePositive(LoginTimeout, nameof(LoginTimeout));
        RequirePositive(IdleTimeout, nameof(IdleTimeout));
        RequirePositive(StallTimeout, nameof(StallTimeout));
        RequirePositive(LingerTime, nameof(LingerTime));
        RequirePositive(StopTimeout, nameof(StopTimeout));
        RequirePositive(FeedPace, nameof(FeedPace));
    }

    private static void RequirePositive(TimeSpan time, string name) =>
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero, name);
}
