using Forum.Reactive.Tests.World;
using Forum.Reactive.Transport.Simulation;

namespace Forum.Reactive.Tests.Transport.Simulation;

/// <summary>What comes of a seed is always the same, and what happens in one place does not change chance in another.</summary>
public sealed class SimulatedSeedTests
{
    private static readonly SimulatedLink Link = new()
    {
        Delay = TimeSpan.FromMilliseconds(10),
        Jitter = TimeSpan.FromMilliseconds(3),
        Loss = 0.1,
        Repetition = 0.1,
        Reordering = 0.1,
        Damage = 0.1,
        Bursts = 0.01,
        Stalls = 0.01,
    };

    [Fact]
    public void The_same_seed_gives_the_same_wire_to_the_last_byte_and_another_another() =>
        Seeded.Run(random =>
        {
            var seed = random.Next(int.MaxValue);
            Assert.Equal(Run(seed), Run(seed));
            Assert.NotEqual(Run(seed), Run(seed + 1));
        });

    [Fact]
    public void The_same_seed_gives_the_same_wire_in_every_year_and_on_every_machine() =>
        Assert.Equal("B97AAC8A4967AF09", Run(1)[..16]);

    [Fact]
    public void Traffic_between_other_hosts_does_not_change_what_happens_here()
    {
        Assert.Equal(Arrivals(withOthers: false), Arrivals(withOthers: true));

        static List<(long, byte)> Arrivals(bool withOthers)
        {
            var world = new SimulatedWorld(5, Link);
            var from = new Mailbox(world.Client);
            var arrivals = new List<(long, byte)>();
            using var socket = world.Server.OpenDatagramSocket(SimulatedWorld.End("10.0.0.1", 8000));
            using var subscription = socket.Subscribe(got => arrivals.Add((world.Clock.Clock, got.Payload.Span[0])));
            var others = withOthers ? new Mailbox(world.Network.AddHost("other", "10.0.0.3")) : null;
            for (byte number = 0; number < 200; number++)
            {
                from.Send(SimulatedWorld.End("10.0.0.1", 8000), number);
                others?.Send(SimulatedWorld.End("10.0.0.2", 8000), number);
                others?.Send(SimulatedWorld.End("10.0.0.1", 9000), number);
                world.Run(TimeSpan.FromMilliseconds(1));
            }

            world.Run(TimeSpan.FromSeconds(2));
            Assert.InRange(arrivals.Count, 100, 250);
            return arrivals;
        }
    }

    private static string Run(int seed)
    {
        var world = new SimulatedWorld(seed, Link);
        using var hash = new WireHash();
        using var wire = world.Network.Wire.Subscribe(hash);
        var (near, far) = world.Connect(TimeSpan.FromMinutes(5));
        near.Send(Enumerable.Range(0, 20_000).Select(i => (byte)i).ToArray(), closes: true);
        far.Send(Enumerable.Range(0, 20_000).Select(i => (byte)(i * 7)).ToArray(), closes: true);
        var (one, other) = (new Mailbox(world.Client), new Mailbox(world.Server));
        for (byte number = 0; number < 100; number++)
        {
            one.Send(SimulatedWorld.End("10.0.0.1", 8000), number, 1, 2, 3);
            other.Send(SimulatedWorld.End("10.0.0.2", 8000), number, 4, 5, 6);
            world.Run(TimeSpan.FromMilliseconds(1));
        }

        world.Run(TimeSpan.FromMinutes(5));
        Assert.InRange(hash.Count, 300, 10_000);
        return hash.Value;
    }
}
