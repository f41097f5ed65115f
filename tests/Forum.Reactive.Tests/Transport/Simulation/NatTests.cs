using System.Net;
using Forum.Reactive.Transport.Simulation;

namespace Forum.Reactive.Tests.Transport.Simulation;

/// <summary>Translation of addresses, in the words of RFC 4787.</summary>
public sealed class NatTests
{
    private static readonly IPAddress Outside = IPAddress.Parse("10.77.1.2");
    private readonly SimulatedWorld _world = new(1);

    [Fact]
    public void An_endpoint_independent_mapping_is_the_same_for_all_destinations_and_keeps_the_port()
    {
        var home = Home(Nat.Cone(Outside));
        var (server, client) = Ask(home, 8000);
        Assert.Equal(new IPEndPoint(Outside, 8000), server);
        Assert.Equal(server, client);
    }

    [Fact]
    public void A_symmetric_mapping_differs_from_destination_to_destination()
    {
        var home = Home(Nat.Symmetric(Outside));
        var (server, client) = Ask(home, 8000);
        Assert.NotEqual(8000, server.Port);
        Assert.NotEqual(server.Port, client.Port);
    }

    [Fact]
    public void Two_inner_hosts_with_one_port_have_two_outer_ports()
    {
        var lan = Lan(Nat.Cone(Outside));
        var (one, other) = (lan.AddHost("one", "192.168.1.2"), lan.AddHost("other", "192.168.1.3"));
        var at = new Mailbox(_world.Server);
        new Mailbox(one).Send(Server, 1);
        new Mailbox(other).Send(Server, 2);
        _world.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(2, at.Received.Select(got => got.Source).Distinct().Count());
        Assert.All(at.Received, got => Assert.Equal(Outside, got.Source.Address));
    }

    [Theory]
    [InlineData(NatBehaviour.EndpointIndependent, true, true, true)]
    [InlineData(NatBehaviour.AddressDependent, true, true, false)]
    [InlineData(NatBehaviour.AddressAndPortDependent, true, false, false)]
    public void Filtering_lets_in_whom_it_depends_on(
        NatBehaviour filtering,
        bool samePort,
        bool otherPort,
        bool otherAddress
    )
    {
        var home = Home(new Nat(Outside) { Filtering = filtering });
        var inside = new Mailbox(home);
        var (server, elsewhere) = (new Mailbox(_world.Server), new Mailbox(_world.Server, 9000));
        var stranger = new Mailbox(_world.Client);
        inside.Send(Server, 0);
        _world.Run(TimeSpan.FromSeconds(1));
        var mapped = Assert.Single(server.Received).Source;
        server.Send(mapped, 1);
        elsewhere.Send(mapped, 2);
        stranger.Send(mapped, 3);
        _world.Run(TimeSpan.FromSeconds(1));
        byte[] expected =
        [
            .. new[] { (samePort, (byte)1), (otherPort, (byte)2), (otherAddress, (byte)3) }
                .Where(entry => entry.Item1)
                .Select(entry => entry.Item2),
        ];
        Assert.Equal(expected, inside.Received.Select(got => got.Bytes[0]));
    }

    [Fact]
    public void A_mapping_lives_for_thirty_seconds_of_silence_and_is_kept_by_traffic()
    {
        var home = Home(Nat.Cone(Outside));
        var (inside, server) = (new Mailbox(home), new Mailbox(_world.Server));
        inside.Send(Server, 0);
        for (var i = 0; i < 5; i++)
        {
            _world.Run(TimeSpan.FromSeconds(29));
            server.Send(server.Received[0].Source, 1);
            _world.Run(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(5, inside.Received.Count);
        _world.Run(TimeSpan.FromSeconds(30));
        server.Send(server.Received[0].Source, 2);
        _world.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(5, inside.Received.Count);
    }

    [Fact]
    public void A_router_that_restarts_has_forgotten_its_mappings_and_makes_new_ones()
    {
        var lan = Lan(Nat.Symmetric(Outside), out var router);
        var (inside, server) = (new Mailbox(lan.AddHost("home", "192.168.1.2")), new Mailbox(_world.Server));
        inside.Send(Server, 0);
        _world.Run(TimeSpan.FromSeconds(1));
        router.Restart();
        server.Send(server.Received[0].Source, 1);
        _world.Run(TimeSpan.FromSeconds(1));
        Assert.Empty(inside.Received);
        inside.Send(Server, 2);
        _world.Run(TimeSpan.FromSeconds(1));
        server.Send(server.Received[1].Source, 3);
        _world.Run(TimeSpan.FromSeconds(1));
        Assert.Single(inside.Received);
        Assert.NotEqual(server.Received[0].Source, server.Received[1].Source);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public void Inner_hosts_reach_each_other_at_their_outer_addresses_only_with_hairpinning(bool hairpin, int arrive)
    {
        var lan = Lan(new Nat(Outside) { Hairpin = hairpin, Filtering = NatBehaviour.EndpointIndependent });
        var one = new Mailbox(lan.AddHost("one", "192.168.1.2"), 5001);
        var other = new Mailbox(lan.AddHost("other", "192.168.1.3"), 5002);
        one.Send(Server, 1);
        _world.Run(TimeSpan.FromSeconds(1));
        other.Send(new IPEndPoint(Outside, 5001), 2);
        _world.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(arrive, one.Received.Count);
        Assert.All(one.Received, got => Assert.Equal(new IPEndPoint(Outside, 5002), got.Source));
    }

    [Fact]
    public void A_connection_passes_from_inside_and_none_from_outside()
    {
        var home = Home(Nat.Cone(Outside));
        var (near, far) = _world.Connect(home, _world.Server);
        Assert.Equal(Outside, far.Connection.RemoteEndPoint.Address);
        near.Send(new byte[100_000]);
        far.Send(new byte[100_000]);
        _world.Run(TimeSpan.FromSeconds(1));
        Assert.Equal((100_000, 100_000), (near.Count, far.Count));

        SimulatedWorld.Listen(home, 80, _ => Assert.Fail("It came in"));
        var attempt = SimulatedWorld.Try(_world.Server, Outside.ToString(), 80);
        _world.Run(TimeSpan.FromSeconds(30));
        Assert.Null(attempt.Peer);
        Assert.Null(attempt.Error); // It is not even refused
    }

    [Fact]
    public void A_firewall_lets_in_only_what_was_asked_for()
    {
        var walled = _world.Network.AddHost("walled", "10.0.0.9").AddRule(new StatefulFirewall());
        var (inside, server, other) = (
            new Mailbox(walled),
            new Mailbox(_world.Server),
            new Mailbox(_world.Server, 9000)
        );
        var at = SimulatedWorld.End("10.0.0.9", 8000);
        server.Send(at, 1);
        _world.Run(TimeSpan.FromSeconds(1));
        inside.Send(Server, 2);
        _world.Run(TimeSpan.FromSeconds(1));
        server.Send(at, 3);
        other.Send(at, 4);
        _world.Run(TimeSpan.FromSeconds(31));
        server.Send(at, 5);
        _world.Run(TimeSpan.FromSeconds(1));
        Assert.Equal([3], inside.Received.Select(got => (int)got.Bytes[0]));

        Assert.NotNull(_world.Connect(walled, _world.Server).Near);
        SimulatedWorld.Listen(walled, 80, _ => Assert.Fail("It came in"));
        var attempt = SimulatedWorld.Try(_world.Server, "walled", 80);
        _world.Run(TimeSpan.FromSeconds(200));
        Assert.NotNull(attempt.Error);
    }

    private static IPEndPoint Server => SimulatedWorld.End("10.0.0.1", 8000);

    /// <summary>How the server and the client see a port of a host.</summary>
    private (IPEndPoint Server, IPEndPoint Client) Ask(SimulatedHost host, int port)
    {
        var (from, server, client) = (new Mailbox(host, port), new Mailbox(_world.Server), new Mailbox(_world.Client));
        from.Send(Server, 1);
        from.Send(SimulatedWorld.End("10.0.0.2", 8000), 1);
        _world.Run(TimeSpan.FromSeconds(1));
        return (server.Received[0].Source, client.Received[0].Source);
    }

    private SimulatedHost Home(Nat nat) => Lan(nat).AddHost("home", "192.168.1.2");

    private SimulatedSubnet Lan(Nat nat) => Lan(nat, out _);

    private SimulatedSubnet Lan(Nat nat, out SimulatedHost router)
    {
        var lan = _world.Network.AddSubnet("lan");
        router = lan.AddRouter("router", ["192.168.1.1"], _world.Network.Internet, Outside.ToString()).AddRule(nat);
        return lan;
    }
}
