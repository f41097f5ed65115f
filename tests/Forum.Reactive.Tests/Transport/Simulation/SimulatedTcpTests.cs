using System.Net.Sockets;
using Forum.Reactive.Tests.World;
using Forum.Reactive.Transport.Simulation;

namespace Forum.Reactive.Tests.Transport.Simulation;

/// <summary>TCP on the simulated network: what networks do to connections, and how each end learns of it.</summary>
public sealed class SimulatedTcpTests
{
    private static readonly SimulatedLink Link = new() { Delay = TimeSpan.FromMilliseconds(10) };
    private static readonly Action<SimulatedWorld>[] Breaks =
    [
        Kill,
        world => world.Client.Crash(),
        world => world.Client.Restart(),
        world => world.Network.Cut(world.Client, world.Server),
    ];
    private readonly SimulatedWorld _world = new(1, Link);

    [Fact]
    public void Bytes_arrive_in_order_and_complete_whatever_links_do() =>
        Seeded.Run(random =>
        {
            var world = new SimulatedWorld(random.Next(int.MaxValue), RandomLink(random));
            var there = random.NextBytes(random.Next(200_000));
            var back = random.NextBytes(random.Next(200_000));
            var (near, far) = world.Connect(TimeSpan.FromMinutes(5));
            near.Send(there, closes: true);
            far.Send(back, closes: true);

            world.RunUntil(() => near.IsOver && far.IsOver, TimeSpan.FromHours(3));

            AssertWholeOrLost(far, there);
            AssertWholeOrLost(near, back);
        });

    [Fact]
    public void What_arrives_before_a_connection_is_lost_is_the_beginning_of_what_was_sent() =>
        Seeded.Run(random =>
        {
            var world = new SimulatedWorld(random.Next(int.MaxValue), RandomLink(random));
            var sent = random.NextBytes(1_000_000);
            var (near, far) = world.Connect(TimeSpan.FromMinutes(5));
            near.Send(sent, closes: true);
            world.Run(TimeSpan.FromMilliseconds(random.Next(3000)));
            var how = random.Next(Breaks.Length);
            Breaks[how](world);

            world.RunUntil(() => far.IsOver, TimeSpan.FromHours(1));

            Assert.Equal(sent[..far.Count], far.Received);
            Assert.True(far.Error is not null || far.Count == sent.Length || Breaks[how] == Kill);
        });

    [Fact]
    public void Pieces_are_cut_and_joined_otherwise_than_they_were_written()
    {
        var (near, far) = _world.Connect();
        for (var i = 0; i < 100; i++)
        {
            near.Send([.. Enumerable.Repeat((byte)i, 100)]);
        }

        _world.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(10_000, far.Count);
        Assert.NotEqual(100, far.Pieces);
    }

    [Fact]
    public void A_port_where_nobody_listens_refuses_after_a_round_trip()
    {
        var attempt = SimulatedWorld.Try(_world.Client, "server", 1);
        _world.Run(TimeSpan.FromMilliseconds(19.9));
        Assert.Null(attempt.Error);
        _world.Run(TimeSpan.FromMilliseconds(0.2));
        Assert.Equal(SocketError.ConnectionRefused, attempt.ErrorCode);
    }

    [Fact]
    public void An_address_that_nobody_has_is_unreachable()
    {
        var attempt = SimulatedWorld.Try(_world.Client, "10.9.9.9", 1);
        _world.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(SocketError.HostUnreachable, attempt.ErrorCode);
    }

    [Fact]
    public void A_name_that_nobody_has_is_not_found()
    {
        var attempt = SimulatedWorld.Try(_world.Client, "nowhere", 1);
        _world.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(SocketError.HostNotFound, attempt.ErrorCode);
    }

    [Fact]
    public void A_host_that_is_off_is_asked_for_127_seconds()
    {
        _world.Server.Crash();
        var attempt = SimulatedWorld.Try(_world.Client, "server", 1);
        _world.Run(TimeSpan.FromSeconds(126.9));
        Assert.Null(attempt.Error);
        _world.Run(TimeSpan.FromSeconds(0.2));
        Assert.Equal(SocketError.TimedOut, attempt.ErrorCode);
    }

    [Fact]
    public void A_question_that_is_lost_is_asked_again_after_a_second()
    {
        SimulatedWorld.Listen(_world.Server, 80, _ => { });
        _world.Network.CutOneWay(_world.Client, _world.Server);
        var attempt = SimulatedWorld.Try(_world.Client, "server", 80);
        _world.Run(TimeSpan.FromMilliseconds(500));
        _world.Network.Heal();
        _world.Run(TimeSpan.FromMilliseconds(510));
        Assert.Null(attempt.Peer);
        _world.Run(TimeSpan.FromMilliseconds(20));
        Assert.NotNull(attempt.Peer);
    }

    [Fact]
    public void A_cut_that_heals_is_outlived()
    {
        var (near, far) = _world.Connect();
        near.Send("before "u8.ToArray());
        _world.Run(TimeSpan.FromSeconds(1));
        _world.Network.Cut(_world.Client, _world.Server);
        near.Send("meanwhile "u8.ToArray());
        _world.Run(TimeSpan.FromMinutes(1));
        Assert.Equal(7, far.Count);
        _world.Network.Heal(_world.Client, _world.Server);
        _world.Run(TimeSpan.FromMinutes(2));
        Assert.Equal("before meanwhile "u8.ToArray(), far.Received);
        Assert.Null(near.Error);
    }

    [Fact]
    public void What_is_not_acknowledged_for_fifteen_minutes_ends_a_connection()
    {
        var (near, _) = _world.Connect();
        _world.Network.Cut(_world.Client, _world.Server);
        near.Send("lost"u8.ToArray());
        _world.Run(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        Assert.Null(near.Error);
        _world.Run(TimeSpan.FromSeconds(2));
        Assert.Equal(SocketError.TimedOut, Assert.IsType<SocketException>(near.Error).SocketErrorCode);
    }

    [Fact]
    public void A_silent_peer_that_is_gone_is_noticed_by_keep_alive_after_two_minutes()
    {
        var (near, _) = _world.Connect();
        _world.Server.Crash();
        _world.Run(TimeSpan.FromSeconds(119));
        Assert.Null(near.Error);
        _world.Run(TimeSpan.FromSeconds(2));
        Assert.Equal(SocketError.TimedOut, Assert.IsType<SocketException>(near.Error).SocketErrorCode);
    }

    [Fact]
    public void A_silent_peer_that_is_there_is_kept_for_ever()
    {
        var (near, far) = _world.Connect();
        _world.Run(TimeSpan.FromDays(1));
        near.Send("still here"u8.ToArray());
        _world.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(10, far.Count);
    }

    [Fact]
    public void A_host_that_has_crashed_and_is_up_again_resets_what_it_does_not_know()
    {
        var (near, far) = _world.Connect();
        _world.Server.Restart();
        _world.Run(TimeSpan.FromSeconds(1));
        Assert.Null(near.Error);
        near.Send("hello?"u8.ToArray());
        _world.Run(TimeSpan.FromMilliseconds(21));
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(near.Error).SocketErrorCode);
        Assert.False(far.IsOver); // Nobody is left there to be told.
    }

    [Fact]
    public void A_program_that_is_killed_closes_what_it_has_read_and_resets_what_it_has_not()
    {
        var (idle, _) = _world.Connect();
        var (busy, reader) = _world.Connect();
        reader.Connection.Pause();
        busy.Send(new byte[100]);
        _world.Run(TimeSpan.FromSeconds(1));
        _world.Server.Kill();
        _world.Run(TimeSpan.FromSeconds(1));
        Assert.True(idle.IsCompleted);
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(busy.Error).SocketErrorCode);
        idle.Send("anybody?"u8.ToArray());
        _world.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(8, idle.Connection.Write("nobody.."u8));
    }

    [Fact]
    public void A_connection_whose_address_is_taken_away_hangs_and_is_given_up_by_the_peer()
    {
        var (near, far) = _world.Connect();
        _world.Client.ChangeAddress(
            SimulatedWorld.End("10.0.0.2", 0).Address,
            SimulatedWorld.End("10.0.0.22", 0).Address
        );
        near.Send("from nowhere"u8.ToArray());
        _world.Run(TimeSpan.FromSeconds(121));
        Assert.Equal(0, far.Count);
        Assert.NotNull(far.Error);
        Assert.NotNull(_world.Connect().Near);
    }

    [Fact]
    public void A_path_that_swallows_large_packets_is_found_out()
    {
        var world = new SimulatedWorld(1, Link with { Mtu = 900, InterfaceMtu = 1500 });
        var (near, far) = world.Connect();
        near.Send(new byte[50_000]);
        world.RunUntil(() => far.Count == 50_000, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void A_link_fills_up_to_its_rate_and_no_more()
    {
        var world = new SimulatedWorld(1, Link with { Rate = 10_000_000, QueueBytes = 50_000 });
        var (near, far) = world.Connect();
        near.Send(new byte[10_000_000]);
        world.Run(TimeSpan.FromSeconds(4));
        Assert.InRange(far.Count, 4_000_000, 5_000_000);
    }

    [Fact]
    public void Connections_and_datagrams_share_a_link()
    {
        var world = new SimulatedWorld(1, Link with { Rate = 10_000_000, QueueBytes = 50_000 });
        var (near, far) = world.Connect();
        var (from, to) = (new Mailbox(world.Client), new Mailbox(world.Server));
        near.Send(new byte[10_000_000]);
        for (var i = 0; i < 4000; i++)
        {
            from.Send(SimulatedWorld.End("10.0.0.1", 8000), new byte[972]);
            world.Run(TimeSpan.FromMilliseconds(1)); // 8 of 10 Mbit/s
        }

        Assert.InRange(far.Count, 100_000, 2_500_000);
        Assert.InRange(to.Received.Count, 3000, 4000);
    }

    [Fact]
    public void A_connection_over_the_loopback_needs_no_network()
    {
        Peer? far = null;
        SimulatedWorld.Listen(_world.Server, 80, accepted => far = accepted);
        _world.Server.Interfaces[0].IsUp = false;
        var attempt = SimulatedWorld.Try(_world.Server, "localhost", 80);
        _world.Run(TimeSpan.FromMilliseconds(1));
        attempt.Peer!.Send("near"u8.ToArray());
        _world.Run(TimeSpan.FromMilliseconds(1));
        Assert.Equal("near"u8.ToArray(), far!.Received);
    }

    [Fact]
    public void Hosts_of_different_families_do_not_reach_each_other_and_one_with_both_reaches_all()
    {
        var six = _world.Network.AddHost("six", "2001:db8::6");
        var both = _world.Network.AddHost("both", "10.0.0.9", "2001:db8::9");
        SimulatedWorld.Listen(six, 80, _ => { });
        SimulatedWorld.Listen(both, 80, _ => { });
        var fromFour = SimulatedWorld.Try(_world.Client, "six", 80);
        Attempt[] others =
        [
            SimulatedWorld.Try(both, "six", 80),
            SimulatedWorld.Try(_world.Client, "both", 80),
            SimulatedWorld.Try(six, "both", 80),
        ];
        _world.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(SocketError.HostNotFound, fromFour.ErrorCode);
        Assert.All(others, attempt => Assert.NotNull(attempt.Peer));
    }

    private static SimulatedLink RandomLink(Seeded random) =>
        new()
        {
            Rate = random.Next(2) * (100_000L + random.Next(100_000_000)),
            QueueBytes = 10_000 + random.Next(1_000_000),
            Delay = TimeSpan.FromMilliseconds(random.Next(200)),
            Jitter = TimeSpan.FromMilliseconds(random.Next(50)),
            Loss = random.Next(100) / 500.0,
            Bursts = random.Next(100) / 10_000.0,
            Stalls = random.Next(100) / 10_000.0,
            Repetition = random.Next(100) / 500.0,
            Reordering = random.Next(100) / 500.0,
            Damage = random.Next(100) / 1000.0,
            Mtu = 300 + random.Next(1201),
            InterfaceMtu = 1500,
        };

    /// <summary>The system sends what it has taken, and ends the connection in an orderly way.</summary>
    private static void Kill(SimulatedWorld world) => world.Client.Kill();

    private static void AssertWholeOrLost(Peer peer, byte[] sent)
    {
        Assert.Equal(sent[..peer.Count], peer.Received);
        Assert.True(peer.Error is not null || peer.Count == sent.Length);
    }
}
