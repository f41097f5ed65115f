using Forum.Reactive.Server.Relay;
using Forum.Reactive.Tests.World;
using Forum.Reactive.Transport.Simulation;
using Microsoft.Reactive.Testing;

namespace Forum.Reactive.Tests.Server;

/// <summary>Who is let into the relay, and how much it passes on.</summary>
public sealed class RelayBounds
{
    private readonly TestScheduler _clock = new();

    [Fact]
    public void A_relay_that_is_full_lets_nobody_in_until_another_has_left()
    {
        using var network = new SimulatedNetwork(_clock, 1);
        var loop = network.Host("10.0.0.1").StartLoop("relay");
        using var hub = new RelayHub(loop, rate: 1_000, Entropy.FromSeed(1));
        var tickets = new RelayTickets(hub, loop, Entropy.FromSeed(2));
        for (var offer = 1; offer <= RelayTickets.MostTransfers; offer++)
        {
            Assert.NotNull(tickets.Of(offer, isSender: true));
        }

        Assert.Null(tickets.Of(0, isSender: true));
        Assert.NotNull(tickets.Of(1, isSender: false));
        tickets.End(1);
        Assert.NotNull(tickets.Of(0, isSender: true));
        _clock.AdvanceBy(TimeSpan.TicksPerSecond);
        Assert.Equal(RelayTickets.MostTransfers, hub.Count);
    }

    [Fact]
    public void What_finds_the_queue_full_is_dropped_and_the_rest_leaves_at_the_rate()
    {
        using var traffic = new RelayTraffic(_clock, rate: 1_000_000);
        var greedy = new RelayedTransfer();
        var modest = new RelayedTransfer();
        var (greedyExit, modestExit) = (new Exit(), new Exit());
        greedy.Receiver.Exit = greedyExit;
        modest.Receiver.Exit = modestExit;
        var packet = new byte[1_000];
        for (var i = 0; i < 10_000; i++)
        {
            traffic.Pass(greedy.Receiver, packet);
        }

        for (var i = 0; i < 100; i++)
        {
            traffic.Pass(modest.Receiver, packet);
        }

        Assert.InRange(traffic.Waiting, 1, RelayTraffic.MostWaitingOfOne + 100_000);
        _clock.AdvanceBy(TimeSpan.FromMilliseconds(500).Ticks);
        Assert.Equal(100_000, modestExit.Bytes); // Behind two turns at most, however long the other queue is.
        _clock.AdvanceBy(TimeSpan.FromSeconds(10).Ticks);
        Assert.Equal(0, traffic.Waiting);
        Assert.InRange(greedyExit.Bytes, RelayTraffic.MostWaitingOfOne - 1_000, RelayTraffic.MostWaitingOfOne + 70_000);
    }

    [Fact]
    public void A_stranger_at_the_door_is_told_nothing_and_a_ticket_ends_with_its_offer()
    {
        using var world = new ForumWorld();
        var (yoda, hans) = (world.Yoda(), world.Hans());
        yoda.Ask($"OFFER hans 1234 {new string('a', 64)} {TestKey.Valid} lecture.mp4");
        Assert.Equal(["550 There is no offer 1"], yoda.Ask("RELAY 1")); // Not accepted yet.
        hans.Take();
        hans.Ask($"ACCEPT 1 8001 {TestKey.Valid}");
        yoda.Take();
        var ticket = yoda.Ask("RELAY 1")[0][4..];
        Assert.NotEqual(ticket, hans.Ask("RELAY 1")[0][4..]);
        Assert.Equal($"213 {ticket}", yoda.Ask("RELAY 1")[0]);
        var luke = world.LogIn("luke", "comp3331");
        Assert.Equal(["550 There is no offer 1"], luke.Ask("RELAY 1"));
        Assert.Equal(["503 You are logged in already"], luke.Ask($"BIND {ticket}"));
        Assert.Equal(["550 There is no such ticket"], world.Connect("10.0.0.9").Ask($"BIND {new string('0', 32)}"));
        Assert.Equal(["501 Usage: BIND ticket"], world.Connect("10.0.0.9").Ask("BIND x"));
        Assert.Equal(["200 Relayed from here on"], world.Connect("10.0.0.9").Ask($"BIND {ticket}"));
        yoda.Ask("CANCEL 1");
        Assert.Equal(["550 There is no such ticket"], world.Connect("10.0.0.9").Ask($"BIND {ticket}"));
    }

    private sealed class Exit : IRelayExit
    {
        public long Bytes { get; private set; }

        public void Send(ReadOnlySpan<byte> packet) => Bytes += packet.Length;

        public void Close() { }
    }
}
