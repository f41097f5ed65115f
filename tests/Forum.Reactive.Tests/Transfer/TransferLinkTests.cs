using Forum.Reactive.Transfer;
using Forum.Reactive.Transport.Simulation;

namespace Forum.Reactive.Tests.Transfer;

/// <summary>The speed that the design promises, on simulated links; the real ones are measured by bench/transfer.sh.</summary>
public class TransferLinkTests
{
    private const int Size = 20_000_000;

    [Theory]
    [InlineData(100, 25, 0, 0, 0, 0, 85)]
    [InlineData(100, 25, 0.01, 0, 0, 0, 82)]
    [InlineData(100, 25, 0.05, 0, 0, 0, 77)]
    [InlineData(500, 10, 0.001, 0, 0, 0, 330)]
    [InlineData(100, 25, 0.01, 0.01, 0.01, 0.001, 75)]
    [InlineData(10, 100, 0.01, 0, 0.05, 0, 8)]
    public void A_link_is_filled_whatever_it_does_at_random(
        int megabits,
        int delay,
        double loss,
        double repetition,
        double reordering,
        double damage,
        double atLeast
    )
    {
        var link = new SimulatedLink
        {
            Rate = megabits * 1_000_000L,
            Delay = TimeSpan.FromMilliseconds(delay),
            Loss = loss,
            Repetition = repetition,
            Reordering = reordering,
            Damage = damage,
        };
        Assert.InRange(Rate(new TransferWorld(1, link), 1)[0], atLeast, megabits);
    }

    [Fact]
    public void Two_transfers_share_a_link()
    {
        var rates = Rate(new TransferWorld(2, TransferWorld.Ethernet), 2);
        Assert.All(rates, rate => Assert.InRange(rate, 35, 65));
    }

    [Fact]
    public void A_full_queue_is_noticed()
    {
        var world = new TransferWorld(3, TransferWorld.Ethernet with { QueueBytes = 100_000 });
        Assert.InRange(Rate(world, 1)[0], 60, 100);
        Assert.InRange(world.Network.QueueDrops, 0, Size / 1472 / 10);
    }

    [Theory]
    [InlineData(500, 10, 380)]
    [InlineData(100, 25, 70)]
    [InlineData(20, 50, 18)]
    public void A_short_file_hardly_waits_for_the_start(int megabits, int delay, double atLeast)
    {
        var link = new SimulatedLink { Rate = megabits * 1_000_000L, Delay = TimeSpan.FromMilliseconds(delay) };
        Assert.InRange(Rate(new TransferWorld(8, link), 1, 10_000_000)[0], atLeast, megabits);
    }

    [Theory]
    [InlineData(20, 25, 150_000, 350)]
    [InlineData(50, 10, 150_000, 750)]
    [InlineData(10, 100, 300_000, 150)]
    public void The_first_packets_that_wait_end_the_leap_of_the_start(int megabits, int delay, int queue, int most)
    {
        var link = new SimulatedLink
        {
            Rate = megabits * 1_000_000L,
            Delay = TimeSpan.FromMilliseconds(delay),
            QueueBytes = queue,
        };
        var world = new TransferWorld(9, link);
        Rate(world, 1, 5_000_000);
        Assert.InRange(world.Network.QueueDrops, 0, most);
    }

    [Fact]
    public void The_largest_datagram_that_the_path_takes_is_found()
    {
        var sizes = new HashSet<int>();
        var world = new TransferWorld(4, TransferWorld.Ethernet with { Mtu = 1400, InterfaceMtu = 9000 });
        using var tap = world.Network.Sent.Subscribe(datagram => sizes.Add(datagram.Payload.Length));
        Rate(world, 1);
        Assert.Contains(sizes, size => size is > 1340 and <= 1372);
    }

    [Theory]
    [InlineData(1200, 0)]
    [InlineData(900, 0.01)]
    [InlineData(576, 0)]
    [InlineData(536, 0)]
    public void A_path_that_swallows_the_first_datagrams_does_not_stop_a_transfer(int mtu, double loss)
    {
        var link = TransferWorld.Ethernet with { Mtu = mtu, InterfaceMtu = 1500, Loss = loss };
        var world = new TransferWorld(10, link);
        Assert.InRange(Rate(world, 1, 10_000_000)[0], 10, 100);
    }

    [Fact]
    public void A_path_that_becomes_very_narrow_does_not_stop_a_transfer()
    {
        var world = new TransferWorld(11, TransferWorld.Ethernet);
        var id = world.Send(world.Yoda, world.Hans, "x", TransferWorld.Noise(1, Size));
        world.Run(TimeSpan.FromMilliseconds(700));
        Connect(world, TransferWorld.Ethernet with { Mtu = 700, InterfaceMtu = 1500 });
        world.RunUntilEnded(id, TimeSpan.FromSeconds(30));
        world.Yoda.Ending<TransferCompleted>(id);
    }

    [Fact]
    public void A_pinned_size_is_kept()
    {
        var largest = 0;
        var world = new TransferWorld(5, TransferWorld.Ethernet, new TransferOptions { Mtu = 1000 });
        using var tap = world.Network.Sent.Subscribe(datagram => largest = Math.Max(largest, datagram.Payload.Length));
        Rate(world, 1);
        Assert.Equal(972, largest);
    }

    [Fact]
    public void A_path_that_becomes_narrower_does_not_stop_a_transfer()
    {
        var world = new TransferWorld(6, TransferWorld.Ethernet);
        var id = world.Send(world.Yoda, world.Hans, "x", TransferWorld.Noise(1, Size));
        world.Run(TimeSpan.FromMilliseconds(700));
        world.Network.SetLink(
            world.Yoda.EndPoint.Address,
            world.Hans.EndPoint.Address,
            TransferWorld.Ethernet with
            {
                Mtu = 1300,
                InterfaceMtu = 1500,
            }
        );
        world.RunUntilEnded(id, TimeSpan.FromSeconds(20));
        world.Yoda.Ending<TransferCompleted>(id);
    }

    [Fact]
    public void A_link_that_is_dead_for_twenty_seconds_does_not_stop_a_transfer()
    {
        var world = new TransferWorld(7, TransferWorld.Ethernet);
        var id = world.Send(world.Yoda, world.Hans, "x", TransferWorld.Noise(1, Size));
        world.Run(TimeSpan.FromMilliseconds(700));
        Connect(world, TransferWorld.Ethernet with { Loss = 1 });
        world.Run(TimeSpan.FromSeconds(20));
        Connect(world, TransferWorld.Ethernet);
        world.RunUntilEnded(id, TimeSpan.FromSeconds(10));
        world.Yoda.Ending<TransferCompleted>(id);
    }

    private static void Connect(TransferWorld world, SimulatedLink link)
    {
        world.Network.SetLink(world.Yoda.EndPoint.Address, world.Hans.EndPoint.Address, link);
        world.Network.SetLink(world.Hans.EndPoint.Address, world.Yoda.EndPoint.Address, link);
    }

    /// <summary>Mbit/s of file for each of some transfers that begin together.</summary>
    private static List<double> Rate(TransferWorld world, int count, int size = Size)
    {
        var content = TransferWorld.Noise(1, size);
        var ids = Enumerable.Range(0, count).Select(n => world.Send(world.Yoda, world.Hans, $"x{n}", content)).ToList();
        foreach (var id in ids)
        {
            world.RunUntilEnded(id, TimeSpan.FromSeconds(60));
        }

        return [.. ids.Select(id => size * 8 / 1e6 / world.Hans.Ending<TransferCompleted>(id).Duration.TotalSeconds)];
    }
}
