using System.Net;
using System.Net.Sockets;
using Forum.Reactive.Tests.World;
using Forum.Reactive.Transport;
using Forum.Reactive.Transport.Simulation;

namespace Forum.Reactive.Tests.Transport.Simulation;

/// <summary>Datagrams on the simulated network.</summary>
public sealed class SimulatedUdpTests
{
    private static readonly IPEndPoint ServerPort = SimulatedWorld.End("10.0.0.1", 8000);
    private readonly SimulatedWorld _world = new(1);

    [Fact]
    public void A_link_has_a_rate_a_delay_and_a_queue()
    {
        var link = new SimulatedLink
        {
            Rate = 8_000_000,
            Delay = TimeSpan.FromMilliseconds(10),
            QueueBytes = 3000,
        };
        var world = new SimulatedWorld(1, link);
        var from = new Mailbox(world.Client);
        var arrivals = new List<long>();
        using var socket = world.Server.OpenDatagramSocket(ServerPort);
        using var subscription = socket.Subscribe(_ => arrivals.Add(world.Clock.Clock));

        for (var number = 0; number < 10; number++)
        {
            from.Send(ServerPort, new byte[972]);
        }

        world.Clock.Start();

        Assert.Equal([110_000L, 120_000, 130_000, 140_000], arrivals);
        Assert.Equal(6, world.Network.QueueDrops);
    }

    [Fact]
    public void Every_datagram_has_one_fate_and_none_appears_from_nowhere() =>
        Seeded.Run(random =>
        {
            var world = new SimulatedWorld(random.Next(int.MaxValue), RandomLink(random));
            var fates = new int[Enum.GetValues<WireEventKind>().Length];
            using var wire = world.Network.Wire.Subscribe(happened => fates[(int)happened.Kind]++);
            var (from, to) = (new Mailbox(world.Client), new Mailbox(world.Server));
            for (var number = 0; number < 2000; number++)
            {
                from.Send(ServerPort, [.. BitConverter.GetBytes(number), .. new byte[random.Next(1000)]]);
                world.Run(TimeSpan.FromMicroseconds(random.Next(2000)));
                if (number == 1000)
                {
                    world.Network.CutOneWay(world.Client, world.Server);
                }
                else if (number == 1200)
                {
                    world.Network.Heal();
                }
            }

            world.Run(TimeSpan.FromMinutes(1));

            var begun = fates[(int)WireEventKind.Sent] + fates[(int)WireEventKind.Repeated];
            Assert.Equal(2000, fates[(int)WireEventKind.Sent]);
            Assert.Equal(begun, fates.Sum() - begun - fates[(int)WireEventKind.Damaged]);
            Assert.Equal(to.Received.Count, fates[(int)WireEventKind.Delivered]);
            Assert.InRange(fates[(int)WireEventKind.Cut], 1, 600);
            Assert.All(to.Received, datagram => Assert.Equal(SimulatedWorld.End("10.0.0.2", 8000), datagram.Source));
        });

    [Fact]
    public void An_end_point_is_taken_until_it_is_closed()
    {
        var socket = _world.Server.OpenDatagramSocket(ServerPort);
        var taken = Assert.Throws<SocketException>(() => _world.Server.OpenDatagramSocket(ServerPort));
        Assert.Equal(SocketError.AddressAlreadyInUse, taken.SocketErrorCode);
        socket.Dispose();
        _world.Server.OpenDatagramSocket(ServerPort).Dispose();
        var any = new IPEndPoint(IPAddress.Any, 0);
        Assert.NotEqual(
            _world.Server.OpenDatagramSocket(any).LocalEndPoint,
            _world.Server.OpenDatagramSocket(any).LocalEndPoint
        );
    }

    [Fact]
    public void An_address_of_another_host_cannot_be_bound()
    {
        var error = Assert.Throws<SocketException>(() => _world.Client.OpenDatagramSocket(ServerPort));
        Assert.Equal(SocketError.AddressNotAvailable, error.SocketErrorCode);
    }

    [Fact]
    public void A_socket_on_all_addresses_answers_from_the_one_that_was_used_and_follows_a_change_of_address()
    {
        var (from, to) = (new Mailbox(_world.Client), new Mailbox(_world.Server));
        from.Send(ServerPort, 1);
        _world.Client.ChangeAddress(IPAddress.Parse("10.0.0.2"), IPAddress.Parse("10.0.0.22"));
        from.Send(ServerPort, 2);
        _world.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(["10.0.0.2", "10.0.0.22"], to.Received.Select(got => got.Source.Address.ToString()));
    }

    [Fact]
    public void A_socket_on_one_address_is_deaf_and_dumb_when_its_host_has_another()
    {
        var address = IPAddress.Parse("10.0.0.2");
        var (from, to) = (new Mailbox(_world.Client, address: address), new Mailbox(_world.Server));
        _world.Client.ChangeAddress(address, IPAddress.Parse("10.0.0.22"));
        Assert.Equal(SendResult.Unreachable, from.Send(ServerPort, 1));
        to.Send(SimulatedWorld.End("10.0.0.2", 8000), 2);
        to.Send(SimulatedWorld.End("10.0.0.22", 8000), 3);
        _world.Run(TimeSpan.FromSeconds(1));
        Assert.Empty(from.Received);
        Assert.Empty(to.Received);
    }

    [Fact]
    public void A_datagram_larger_than_the_interface_takes_is_refused_and_one_larger_than_the_path_vanishes()
    {
        var world = new SimulatedWorld(1, new SimulatedLink { Mtu = 1000, InterfaceMtu = 1500 });
        var (from, to) = (new Mailbox(world.Client), new Mailbox(world.Server));
        Assert.Equal(1472, from.Socket.MaxPayload(ServerPort));
        Assert.Equal(SendResult.TooLarge, from.Send(ServerPort, new byte[1473]));
        Assert.Equal(SendResult.Sent, from.Send(ServerPort, new byte[973]));
        Assert.Equal(SendResult.Sent, from.Send(ServerPort, new byte[972]));
        world.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(972, Assert.Single(to.Received).Bytes.Length);
    }

    [Fact]
    public void A_payload_is_cut_into_datagrams_as_asked_and_an_empty_one_is_a_datagram()
    {
        var (from, to) = (new Mailbox(_world.Client), new Mailbox(_world.Server));
        from.Socket.Send(ServerPort, new byte[2500], 1000);
        from.Send(ServerPort);
        _world.Run(TimeSpan.FromSeconds(1));
        Assert.Equal([1000, 1000, 500, 0], to.Received.Select(got => got.Bytes.Length));
    }

    [Fact]
    public void A_host_reaches_itself_at_each_of_its_addresses_without_a_network()
    {
        var here = new Mailbox(_world.Server);
        _world.Network.Cut(_world.Client, _world.Server);
        here.Send(SimulatedWorld.End("127.0.0.1", 8000), 1);
        here.Send(ServerPort, 2);
        _world.Run(TimeSpan.FromMilliseconds(1));
        Assert.Equal(["127.0.0.1", "10.0.0.1"], here.Received.Select(got => got.Source.Address.ToString()));
    }

    [Fact]
    public void Each_family_needs_an_address_of_its_own()
    {
        var six = _world.Network.AddHost("six", "2001:db8::6");
        var from = new Mailbox(six, address: IPAddress.IPv6Any);
        Assert.Equal(SendResult.Unreachable, from.Send(ServerPort, 1));
        Assert.Equal([IPAddress.Parse("2001:db8::6"), IPAddress.IPv6Loopback], six.LocalAddresses);
    }

    [Fact]
    public void What_is_injected_says_that_it_comes_from_wherever_it_likes()
    {
        var to = new Mailbox(_world.Server);
        var seen = 0;
        using var tap = _world.Network.Sent.Subscribe(_ => seen++);
        _world.Client.Inject(SimulatedWorld.End("8.8.8.8", 53), ServerPort, [1]);
        _world.Network.Inject(SimulatedWorld.End("10.0.0.66", 666), ServerPort, [2]);
        _world.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(["8.8.8.8:53", "10.0.0.66:666"], to.Received.Select(got => got.Source.ToString()));
        Assert.Equal(0, seen);
    }

    [Fact]
    public void Bursts_lose_many_in_a_row_and_few_apart()
    {
        var link = new SimulatedLink { Bursts = 0.001, BurstTime = TimeSpan.FromMilliseconds(20) };
        var world = new SimulatedWorld(1, link);
        var (from, to) = (new Mailbox(world.Client), new Mailbox(world.Server));
        for (var number = 0; number < 10_000; number++)
        {
            from.Send(ServerPort, BitConverter.GetBytes(number));
            world.Run(TimeSpan.FromMilliseconds(1));
        }

        var numbers = to.Received.Select(got => BitConverter.ToInt32(got.Bytes)).ToList();
        var gaps = numbers.Zip(numbers.Skip(1), (a, b) => b - a).Where(gap => gap > 1).ToList();
        Assert.InRange(gaps.Count, 3, 30);
        Assert.All(gaps, gap => Assert.InRange(gap, 20, 100));
    }

    [Fact]
    public void A_link_that_stands_still_delivers_late_and_in_order()
    {
        var link = new SimulatedLink { Stalls = 0.01, StallTime = TimeSpan.FromMilliseconds(300) };
        var world = new SimulatedWorld(1, link);
        var from = new Mailbox(world.Client);
        var late = TimeSpan.Zero;
        var last = -1;
        using var socket = world.Server.OpenDatagramSocket(ServerPort);
        using var subscription = socket.Subscribe(datagram =>
        {
            var sent = BitConverter.ToInt64(datagram.Payload.Span);
            var number = BitConverter.ToInt32(datagram.Payload.Span[8..]);
            late = TimeSpan.FromTicks(Math.Max(late.Ticks, world.Clock.Clock - sent));
            Assert.Equal(last + 1, number);
            last = number;
        });
        for (var number = 0; number < 1000; number++)
        {
            from.Send(ServerPort, [.. BitConverter.GetBytes(world.Clock.Clock), .. BitConverter.GetBytes(number)]);
            world.Run(TimeSpan.FromMilliseconds(10));
        }

        world.Run(TimeSpan.FromSeconds(10));
        Assert.Equal(999, last);
        Assert.InRange(late, TimeSpan.FromMilliseconds(290), TimeSpan.FromSeconds(2));
    }

    private static SimulatedLink RandomLink(Seeded random) =>
        new()
        {
            Rate = random.Next(2) * (1_000_000L + random.Next(100_000_000)),
            QueueBytes = 10_000 + random.Next(100_000),
            Delay = TimeSpan.FromMilliseconds(random.Next(200)),
            Jitter = TimeSpan.FromMilliseconds(random.Next(50)),
            Loss = random.Next(100) / 200.0,
            Bursts = random.Next(100) / 10_000.0,
            Repetition = random.Next(100) / 200.0,
            Reordering = random.Next(100) / 200.0,
            Damage = random.Next(100) / 200.0,
            Mtu = 800,
            InterfaceMtu = 1500,
        };
}
