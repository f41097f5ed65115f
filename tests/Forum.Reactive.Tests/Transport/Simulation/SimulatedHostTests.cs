using System.Net;
using System.Reactive.Concurrency;
using Forum.Reactive.Transport.Simulation;

namespace Forum.Reactive.Tests.Transport.Simulation;

/// <summary>What befalls hosts, and their clocks and loops.</summary>
public sealed class SimulatedHostTests
{
    private static readonly IPEndPoint ServerPort = SimulatedWorld.End("10.0.0.1", 8000);
    private readonly SimulatedWorld _world = new(1);

    [Fact]
    public void A_clock_that_is_set_moves_no_timer()
    {
        var loop = _world.Server.StartLoop("test");
        var before = loop.Now;
        var fired = 0;
        loop.Schedule(TimeSpan.FromSeconds(10), () => fired++);
        loop.Schedule(loop.Now.AddSeconds(10), () => fired++);
        var clock = ((IStopwatchProvider)loop).StartStopwatch();
        _world.Server.ClockOffset = TimeSpan.FromHours(1);
        Assert.Equal(TimeSpan.FromHours(1), loop.Now - before);
        Assert.Equal(TimeSpan.Zero, _world.Client.StartLoop("other").Now - before);
        _world.Run(TimeSpan.FromSeconds(9));
        Assert.Equal(0, fired);
        _world.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(2, fired);
        Assert.Equal(TimeSpan.FromSeconds(10), clock.Elapsed);
    }

    [Fact]
    public void For_timers_of_a_host_that_sleeps_no_time_passes_and_its_packets_are_lost()
    {
        var loop = _world.Server.StartLoop("test");
        var (asleep, other) = (new Mailbox(_world.Server), new Mailbox(_world.Client));
        var firedAt = 0L;
        loop.Schedule(TimeSpan.FromSeconds(10), () => firedAt = _world.Clock.Clock);
        var clock = ((IStopwatchProvider)loop).StartStopwatch();
        _world.Run(TimeSpan.FromSeconds(4));
        _world.Server.Sleep();
        other.Send(ServerPort, 1);
        _world.Run(TimeSpan.FromMinutes(5));
        Assert.Equal(TimeSpan.FromSeconds(4), clock.Elapsed);
        _world.Server.Wake();
        other.Send(ServerPort, 2);
        _world.Run(TimeSpan.FromSeconds(5.9));
        Assert.Equal(0, firedAt);
        _world.Run(TimeSpan.FromSeconds(1));
        Assert.InRange(firedAt, TimeSpan.FromSeconds(310).Ticks, TimeSpan.FromSeconds(310).Ticks + 2);
        Assert.Equal([2], asleep.Received.Select(got => (int)got.Bytes[0]));
    }

    [Fact]
    public void A_connection_outlives_the_sleep_of_one_side()
    {
        var (near, far) = _world.Connect();
        _world.Client.Sleep();
        far.Send("news"u8.ToArray());
        _world.Run(TimeSpan.FromMinutes(5));
        _world.Client.Wake();
        _world.Run(TimeSpan.FromMinutes(2));
        Assert.Equal("news"u8.ToArray(), near.Received);
    }

    [Fact]
    public void A_crash_takes_loops_sockets_and_timers_along_and_tells_nobody_there()
    {
        var loop = _world.Server.StartLoop("test");
        var completed = false;
        var socket = _world.Server.OpenDatagramSocket(ServerPort, loop);
        socket.Subscribe(_ => { }, () => completed = true);
        loop.Schedule(TimeSpan.FromSeconds(1), () => Assert.Fail("A timer of the dead"));
        loop.Post(() => Assert.Fail("Work of the dead"));
        _world.Server.Restart();
        _world.Run(TimeSpan.FromSeconds(2));
        Assert.False(completed);
        Assert.Equal(Reactive.Transport.SendResult.Unreachable, socket.Send(ServerPort, [1], 1));
        _world.Server.OpenDatagramSocket(ServerPort).Dispose();
    }

    [Fact]
    public void A_loop_runs_what_is_posted_in_order_and_what_is_deferred_when_all_of_the_tick_is_handed_out()
    {
        var loop = _world.Server.StartLoop("test");
        var seen = new List<string>();
        var socket = _world.Server.OpenDatagramSocket(ServerPort, loop);
        socket.Subscribe(datagram =>
        {
            Assert.True(loop.IsCurrent);
            if (seen.Count == 0)
            {
                loop.Defer(() => seen.Add("deferred"));
                loop.Post(() => seen.Add("posted"));
                loop.Post(() => seen.Add("posted behind"));
            }

            seen.Add($"received {datagram.Payload.Span[0]}");
        });
        var other = new Mailbox(_world.Client);
        other.Send(ServerPort, 1);
        other.Send(ServerPort, 2);
        Assert.False(loop.IsCurrent);
        _world.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(["received 1", "received 2", "posted", "posted behind", "deferred"], seen);
    }

    [Fact]
    public void Work_that_posts_or_schedules_itself_anew_does_not_stop_the_time()
    {
        var loop = _world.Server.StartLoop("test");
        var (posts, schedules) = (0, 0);
        Post();
        using var recursion = loop.Schedule(self =>
        {
            schedules++;
            self();
        });
        _world.Clock.AdvanceBy(100);
        Assert.InRange(posts, 50, 101);
        Assert.InRange(schedules, 50, 101);

        void Post()
        {
            posts++;
            loop.Post(Post);
        }
    }

    [Fact]
    public void A_loop_that_stops_runs_what_is_posted_aborts_its_connections_and_completes_its_sockets()
    {
        var loop = _world.Server.StartLoop("test");
        Peer? far = null;
        _world.Server.Listen(80, loop).Accepted.Subscribe(connection => far = new Peer(connection));
        var near = SimulatedWorld.Try(_world.Client, "server", 80);
        var (posted, completed, stopped) = (false, false, 0);
        _world.Server.OpenDatagramSocket(ServerPort, loop).Subscribe(_ => { }, () => completed = true);
        _world.Run(TimeSpan.FromSeconds(1));
        loop.Post(() => posted = true);
        loop.Stop();
        loop.Stop().Subscribe(_ => stopped++);
        loop.Post(() => Assert.Fail("After the end"));
        loop.Schedule(() => Assert.Fail("After the end"));
        _world.Run(TimeSpan.FromSeconds(1));
        Assert.Equal((true, true, 1), (posted, completed, stopped));
        Assert.NotNull(far!.Error);
        Assert.NotNull(near.Peer!.Error);
    }

    [Fact]
    public void A_cut_may_be_one_way_and_a_partition_has_two_sides()
    {
        var third = _world.Network.AddHost("third", "10.0.0.3");
        var (server, client, other) = (new Mailbox(_world.Server), new Mailbox(_world.Client), new Mailbox(third));
        _world.Network.CutOneWay(_world.Client, _world.Server);
        Assert.Equal((0, 1), Exchange(client, server));
        _world.Network.Heal();
        _world.Network.Partition([_world.Server], [_world.Client, third]);
        Assert.Equal((0, 0), Exchange(client, server));
        Assert.Equal((0, 0), Exchange(other, server));
        Assert.Equal((1, 1), Exchange(other, client));
        _world.Network.Heal();
        Assert.Equal((1, 1), Exchange(client, server));
    }

    [Fact]
    public void A_host_behind_a_router_is_cut_off_from_another_while_its_neighbours_are_not()
    {
        var box = new NatBox(_world.Network, NatBoxRouter.Cone, NatBoxRouter.Cone);
        var guest = new Mailbox(box.LanA.AddHost("guest", "192.168.31.3"), 9000);
        var (home, server) = (new Mailbox(box.HomeA), new Mailbox(_world.Server));
        _world.Network.Cut(box.HomeA, _world.Server);
        home.Send(ServerPort, 1);
        guest.Send(ServerPort, 2);
        _world.Run(TimeSpan.FromSeconds(1));
        Assert.Equal([2], server.Received.Select(got => (int)got.Bytes[0]));
    }

    private (int There, int Back) Exchange(Mailbox one, Mailbox other)
    {
        one.Received.Clear();
        other.Received.Clear();
        one.Send(AddressOf(other), 1);
        other.Send(AddressOf(one), 2);
        _world.Run(TimeSpan.FromSeconds(1));
        return (other.Received.Count, one.Received.Count);
    }

    private static IPEndPoint AddressOf(Mailbox mailbox) => new(mailbox.Host.Interfaces[0].Addresses[0], 8000);
}
