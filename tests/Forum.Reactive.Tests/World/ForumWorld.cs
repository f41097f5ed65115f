using System.Reactive.Concurrency;
using Forum.Reactive.Access;
using Forum.Reactive.Log;
using Forum.Reactive.Protocol;
using Forum.Reactive.Server;
using Forum.Reactive.Tests.World.Logs;
using Forum.Reactive.Transport;
using Forum.Reactive.Transport.Simulation;
using Microsoft.Reactive.Testing;

namespace Forum.Reactive.Tests.World;

/// <summary>
/// A forum on a network in memory, in virtual time: nothing happens but when time is moved on. What is written arrives one tick
/// later.
/// </summary>
internal sealed class ForumWorld : IDisposable
{
    public const string ServerAddress = "10.0.0.1";
    public static readonly DateTimeOffset Start = new(2021, 2, 23, 15, 0, 0, TimeSpan.Zero);

    /// <summary>What a few exchanges take: short against every time of the forum.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromTicks(200);

    private readonly LogKind _kind;

    public ForumWorld(
        Func<ForumServerOptions, ForumServerOptions>? configure = null,
        SimulatedTcpOptions? tcp = null,
        int seed = 1,
        ILog? log = null,
        LogKind kind = LogKind.Memory
    )
    {
        _kind = kind;
        Clock.AdvanceTo(Start.UtcTicks);
        Network = new SimulatedNetwork(Clock, seed, new SimulatedLink(), tcp);
        var options = new ForumServerOptions()
        {
            Credentials = Users,
            Port = 12000,
            TimeZone = TimeZoneInfo.Utc,
        };
        Server = ForumServer.Start(
            configure?.Invoke(options) ?? options,
            log ?? kind.Make(),
            Network.Host(ServerAddress),
            Clock
        );
        Settle();
    }

    public static Credentials Users { get; } =
        Credentials.Parse(["yoda comp9331", "hans comp9331*", "luke comp3331", "leia falcon#7"]);

    public TestScheduler Clock { get; } = new();

    public SimulatedNetwork Network { get; }

    public ForumServer Server { get; }

    /// <summary>How long the log keeps an entry at most, by itself.</summary>
    public TimeSpan LogDelay => _kind.Delay();

    public DateTimeOffset Now => Clock.Now;

    /// <summary>The time since the start as a timestamp of this forum.</summary>
    public string Stamp => TimestampFormat.Utc.Format(Timestamp.From(Now));

    /// <summary>A client that has connected and read the greeting.</summary>
    public WireClient Connect(string from = "10.0.0.2")
    {
        IConnection? connection = null;
        Network.Host(from).Connect(ServerAddress, 12000).Subscribe(made => connection = made);
        Settle();
        var client = new WireClient(this, connection!);
        Settle();
        client.Greeting = client.Take().SingleOrDefault();
        return client;
    }

    /// <summary>A client that is logged in.</summary>
    public WireClient LogIn(string user, string password, string from = "10.0.0.2", int udpPort = 0)
    {
        var client = Connect(from);
        Assert.Equal(
            [$"200 UDP port {udpPort}", "331 Password required", "230 Welcome to TOOM!"],
            client.Ask($"PORT {udpPort}", $"USER {user}", $"PASS {password}")
        );
        return client;
    }

    public WireClient Yoda() => LogIn("yoda", "comp9331");

    public WireClient Hans() => LogIn("hans", "comp9331*", "10.0.0.3");

    /// <summary>Lets what was begun happen, as far as it needs no waiting.</summary>
    public void Settle()
    {
        if (_kind == LogKind.Refusing)
        {
            Server.Post(LogKinds.Refused, "It never comes out.");
        }

        Pass(Moment);
    }

    public void Pass(TimeSpan time) => Clock.AdvanceBy(time.Ticks);

    /// <summary>Lets time pass until <paramref name="time"/>, inclusively.</summary>
    public void PassUntil(DateTimeOffset time) => Clock.AdvanceTo(time.UtcTicks);

    public void Dispose() => Server.Dispose();
}
