using System.Net;
using Forum.Reactive.Transfer;
using Forum.Reactive.Transport.Simulation;

namespace Forum.Reactive.Tests.Ways;

/// <summary>Where two clients cannot reach each other, a file goes by way of the server.</summary>
public class RelayedWays
{
    public static TheoryData<string, string, NatBoxRouter, NatBoxRouter> Rows =>
        new()
        {
            { "home-a", "home-b", NatBoxRouter.Symmetric, NatBoxRouter.Symmetric },
            { "home-a", "home-b", NatBoxRouter.PortRestrictedCone, NatBoxRouter.Symmetric },
            { "home-a", "home-b", NatBoxRouter.NoUdp, NatBoxRouter.Cone },
            { "home-a", "home-b", NatBoxRouter.Symmetric, NatBoxRouter.NoUdp },
            { "home-a", "home-b", NatBoxRouter.NoUdp, NatBoxRouter.NoUdp },
            { "public", "home-b", NatBoxRouter.Cone, NatBoxRouter.NoUdp },
            { "home-b", "public", NatBoxRouter.Cone, NatBoxRouter.NoUdp },
        };

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_file_is_relayed(string from, string to, NatBoxRouter a, NatBoxRouter b) =>
        AssertRelayed(from, to, a, b, loss: 0);

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_file_is_relayed_with_loss(string from, string to, NatBoxRouter a, NatBoxRouter b) =>
        AssertRelayed(from, to, a, b, loss: 0.02);

    [Fact]
    public void Who_has_only_IPv4_and_who_has_only_IPv6_are_relayed()
    {
        using var world = new WaysWorld(NatBoxRouter.Cone, NatBoxRouter.Cone);
        world.Box.Public.Interfaces[0].AddAddress(IPAddress.Parse("2001:db8::1"));
        var yoda = world.LogIn(world.Network.AddHost("old", "10.77.1.8"), "yoda");
        var hans = world.LogIn(world.Network.AddHost("new", "2001:db8::8"), "hans");
        world.Send(yoda, hans);
        Assert.Equal(TransferWay.Relayed, yoda.Way);
    }

    [Fact]
    public void A_server_that_relays_nothing_says_so_and_the_file_does_not_travel()
    {
        using var world = new WaysWorld(NatBoxRouter.Symmetric, NatBoxRouter.Symmetric, relayRate: 0);
        var yoda = world.LogIn(world.Box.HomeA, "yoda");
        var hans = world.LogIn(world.Box.HomeB, "hans");
        yoda.Send("hans", "x", world.Content);
        world.RunUntil(() => yoda.HasEnded, 60);
        Assert.IsType<TransferFailed>(yoda.Events[^1]);
    }

    [Fact]
    public void What_is_relayed_stays_within_the_rate_and_two_files_share_it()
    {
        using var world = new WaysWorld(NatBoxRouter.Symmetric, NatBoxRouter.Symmetric, relayRate: 1_000_000);
        var yoda = world.LogIn(world.Box.HomeA, "yoda");
        var hans = world.LogIn(world.Box.HomeB, "hans");
        yoda.Send("hans", "x", world.Content);
        hans.Send("yoda", "y", world.Content);
        world.RunUntil(() => yoda.Ended == 2 && hans.Ended == 2, 60);
        Assert.Equal(world.Content, hans.Files["yoda_x"]);
        Assert.Equal(world.Content, yoda.Files["hans_y"]);
        var seconds = yoda
            .Events.Concat(hans.Events)
            .OfType<TransferCompleted>()
            .Select(e => e.Duration.TotalSeconds)
            .ToList();
        Assert.InRange(seconds.Max(), 16, 24);
        Assert.InRange(seconds.Max() - seconds.Min(), 0, 4);
    }

    [Fact]
    public void When_a_straight_way_opens_later_it_is_taken()
    {
        using var world = new WaysWorld(NatBoxRouter.Cone, NatBoxRouter.Cone, relayRate: 500_000);
        world.Network.Cut(world.Box.RouterA, world.Box.RouterB);
        var yoda = world.LogIn(world.Box.HomeA, "yoda");
        var hans = world.LogIn(world.Box.HomeB, "hans");
        yoda.Send("hans", "x", world.Content);
        world.RunUntil(() => hans.Way == TransferWay.Relayed, 5);
        Assert.Equal(TransferWay.Relayed, hans.Way);
        world.Network.Heal();
        world.RunUntil(() => hans.HasEnded, 20);
        Assert.Equal(TransferWay.Direct, hans.Way);
        Assert.Equal(world.Content, hans.Files["yoda_x"]);
    }

    [Fact]
    public void When_the_straight_way_is_lost_the_relay_takes_its_place()
    {
        using var world = new WaysWorld(NatBoxRouter.Cone, NatBoxRouter.Cone);
        var yoda = world.LogIn(world.Box.HomeA, "yoda");
        var hans = world.LogIn(world.Box.HomeB, "hans");
        yoda.Send("hans", "x", world.Content);
        world.RunUntil(() => hans.Progress.Count > 0 && hans.Progress[^1].Bytes > 1_000_000, 5);
        Assert.Equal(TransferWay.Direct, hans.Way);
        world.Network.Cut(world.Box.RouterA, world.Box.RouterB);
        world.RunUntil(() => yoda.HasEnded && hans.HasEnded, 20);
        Assert.Equal(TransferWay.Relayed, hans.Way);
        Assert.Equal(world.Content, hans.Files["yoda_x"]);
    }

    private static void AssertRelayed(string from, string to, NatBoxRouter a, NatBoxRouter b, double loss)
    {
        using var world = new WaysWorld(a, b, loss);
        var yoda = world.LogIn(world.HostOf(from), "yoda");
        var hans = world.LogIn(world.HostOf(to), "hans");
        world.Send(yoda, hans, seconds: 40);
        Assert.Equal(TransferWay.Relayed, yoda.Way);
        Assert.Equal(TransferWay.Relayed, hans.Way);
        Assert.InRange((hans.BeganAt - hans.TakenAt)!.Value.TotalSeconds, 0, 5);
    }
}
