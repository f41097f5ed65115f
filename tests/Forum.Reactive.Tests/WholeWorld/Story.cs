using System.Security.Cryptography;
using System.Text;
using Forum.ClientApp.Session;
using Forum.Reactive.Server;
using Forum.Reactive.Tests.Transfer;
using Forum.Reactive.Tests.World;
using Forum.Reactive.Transport.Simulation;
using Microsoft.Reactive.Testing;

namespace Forum.Reactive.Tests.WholeWorld;

/// <summary>
/// A server, three clients for the terminal and two files in one world, whose network is bad, is cut and heals: everything that was seen is a line.
/// </summary>
internal sealed class Story : IDisposable
{
    private const int FileSize = 3_000_000;
    private static readonly SimulatedLink Link = new()
    {
        Rate = 20_000_000,
        QueueBytes = 200_000,
        Delay = TimeSpan.FromMilliseconds(20),
        Jitter = TimeSpan.FromMilliseconds(3),
        Loss = 0.01,
        Repetition = 0.005,
        Reordering = 0.01,
        Damage = 0.0005,
    };

    private readonly TestScheduler _clock = new();
    private readonly List<string> _lines = [];
    private readonly WireHash _wire = new();
    private readonly SimulatedNetwork _network;
    private readonly NatBox _box;
    private readonly ForumServer _server;
    private readonly Inhabitant[] _users;

    public Story(int seed)
    {
        _clock.AdvanceTo(ForumWorld.Start.UtcTicks);
        _network = new SimulatedNetwork(_clock, seed, Link);
        _network.Wire.Subscribe(_wire);
        _box = new NatBox(_network, NatBoxRouter.Cone, NatBoxRouter.Symmetric);
        var guest = _network.AddHost("guest", "10.77.1.9");
        var options = new ForumServerOptions()
        {
            Entropy = Entropy.FromSeed(seed),
            Credentials = ForumWorld.Users,
            Port = 12000,
            TimeZone = TimeZoneInfo.Utc,
        };
        _server = ForumServer.Start(options, null, _box.Public, _box.Public.StartLoop("views"));
        _server.Activity.Subscribe(line => Tell($"server: {line}"));
        _users =
        [
            new Inhabitant(_box.HomeA, "yoda", seed + 1, Tell),
            new Inhabitant(guest, "hans", seed + 2, Tell),
            new Inhabitant(_box.HomeB, "luke", seed + 3, Tell),
        ];
        Contents = [TransferWorld.Noise(seed, FileSize), TransferWorld.Noise(seed + 1, FileSize)];
    }

    public byte[][] Contents { get; }

    public IReadOnlyList<Inhabitant> Users => _users;

    public IReadOnlyList<string> Lines => _lines;

    /// <summary>One number of all that was seen and of every byte on the wire.</summary>
    public string Hash =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', [.. _lines, _wire.Value]))));

    /// <summary>Everything of it happens.</summary>
    public void Happen()
    {
        LogIn();
        Send(Users[0], "letter", Contents[0]);
        Send(Users[2], "map", Contents[1]);
        Run(TimeSpan.FromSeconds(1));
        Users[1].Enter("ACC 1");
        Users[1].Enter("ACC 2");
        Chat(rounds: 1);
        _network.Cut(_box.RouterA, _network.Host("10.77.1.9"));
        Chat(rounds: 5);
        _network.Cut(_box.Public, _box.RouterB);
        _box.HomeA.ClockOffset = TimeSpan.FromHours(1);
        Chat(rounds: 5);
        _network.Heal();
        Run(TimeSpan.FromSeconds(120));
    }

    public void Dispose()
    {
        foreach (var user in Users)
        {
            user.Dispose();
        }

        _server.Dispose();
        _wire.Dispose();
        _network.Dispose();
    }

    private void LogIn()
    {
        string[] names = ["yoda", "hans", "luke"];
        string[] passwords = ["comp9331", "comp9331*", "comp3331"];
        Run(TimeSpan.FromSeconds(5));
        for (var i = 0; i < Users.Count; i++)
        {
            Users[i].Enter(names[i]);
            Users[i].Enter(passwords[i]);
        }

        Run(TimeSpan.FromSeconds(20));
        Assert.All(Users, user => Assert.Equal(Phase.Online, user.Phase));
    }

    private static void Send(Inhabitant user, string name, byte[] content)
    {
        user.Files[name] = content;
        user.Enter($"UPD hans {name}");
    }

    private void Chat(int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            foreach (var user in Users)
            {
                user.Enter($"MSG It is {_clock.Clock}");
                Run(TimeSpan.FromMilliseconds(300));
            }
        }
    }

    private void Run(TimeSpan time) => _clock.AdvanceBy(time.Ticks);

    private void Tell(string what) => _lines.Add($"{_clock.Clock} {what}");
}
