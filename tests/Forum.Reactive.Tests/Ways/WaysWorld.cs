using Forum.Reactive.Access;
using Forum.Reactive.Server;
using Forum.Reactive.Tests.Transfer;
using Forum.Reactive.Transfer;
using Forum.Reactive.Transport.Simulation;
using Microsoft.Reactive.Testing;

namespace Forum.Reactive.Tests.Ways;

/// <summary>A forum on the public host of a <see cref="NatBox"/>, and clients wherever a test wants them, in virtual time.</summary>
internal sealed class WaysWorld : IDisposable
{
    private static readonly Credentials s_users = Credentials.Parse(["yoda comp9331", "hans comp9331*"]);

    private readonly long _relayRate;

    public WaysWorld(NatBoxRouter a, NatBoxRouter b, double loss = 0, int seed = 1, long relayRate = 20_000_000)
    {
        _relayRate = relayRate;
        var link = new SimulatedLink
        {
            Rate = 100_000_000,
            Delay = TimeSpan.FromMilliseconds(10),
            Loss = loss,
        };
        Network = new SimulatedNetwork(Clock, seed, link);
        Box = new NatBox(Network, a, b, link with { Delay = TimeSpan.FromMilliseconds(0.2), Loss = loss / 10 });
        Server = Serve();
    }

    public TestScheduler Clock { get; } = new();

    public SimulatedNetwork Network { get; }

    public NatBox Box { get; }

    public ForumServer Server { get; private set; }

    public byte[] Content { get; } = TransferWorld.Noise(7, 8_000_000);

    public SimulatedHost HostOf(string name) =>
        name switch
        {
            "public" => Box.Public,
            "firewalled" => Box.Firewalled,
            "home-a" => Box.HomeA,
            _ => Box.HomeB,
        };

    /// <summary>Logs a client in; one on the server's own machine reaches it as localhost.</summary>
    public Traveller LogIn(SimulatedHost host, string name, bool isOld = false)
    {
        var client = new Traveller(host, name, name.Length + name[0], isOld);
        client.LogIn(host == Box.Public ? "localhost" : "public", name == "yoda" ? "comp9331" : "comp9331*");
        Pass(1);
        Assert.True(client.IsLoggedIn);
        return client;
    }

    /// <summary>Sends the file until both have it, or so many seconds have passed.</summary>
    public void Send(Traveller from, Traveller to, double seconds = 20)
    {
        from.Send(to == from ? "" : NameOf(to), "x", Content);
        RunUntil(() => from.HasEnded && to.HasEnded, seconds);
        Assert.True(from.Events.OfType<TransferCompleted>().Any(), $"{from} / {to}");
        Assert.Equal(Content, to.Files[$"{NameOf(from)}_x"]);
    }

    /// <summary>The server's program ends, and another begins.</summary>
    public void RestartServer()
    {
        Server.Dispose();
        Pass(3);
        Server = Serve();
    }

    public void RunUntil(Func<bool> isSo, double seconds)
    {
        for (var end = Clock.Now + TimeSpan.FromSeconds(seconds); !isSo() && Clock.Now < end; )
        {
            Pass(0.02);
        }
    }

    public void Pass(double seconds) => Clock.AdvanceBy(TimeSpan.FromSeconds(seconds).Ticks);

    public void Dispose()
    {
        Server.Dispose();
        Network.Dispose();
    }

    private static string NameOf(Traveller client) => client.ToString().Split(':')[0];

    private ForumServer Serve() =>
        ForumServer.Start(
            new ForumServerOptions
            {
                Credentials = s_users,
                Port = 12000,
                TimeZone = TimeZoneInfo.Utc,
                Entropy = Entropy.FromSeed(99),
                RelayRate = _relayRate,
            },
            network: Box.Public,
            scheduler: Clock
        );
}
