using Forum.Reactive.Transfer;
using Forum.Reactive.Transport.Simulation;

namespace Forum.Reactive.Tests.Ways;

/// <summary>Where two clients can reach each other, a file travels without a detour.</summary>
public class DirectWays
{
    public static TheoryData<string, string, NatBoxRouter, NatBoxRouter> Rows =>
        new()
        {
            { "public", "firewalled", NatBoxRouter.Cone, NatBoxRouter.Cone },
            { "firewalled", "public", NatBoxRouter.Cone, NatBoxRouter.Cone },
            { "public", "home-a", NatBoxRouter.Cone, NatBoxRouter.Cone },
            { "home-a", "public", NatBoxRouter.Cone, NatBoxRouter.Cone },
            { "public", "home-a", NatBoxRouter.Symmetric, NatBoxRouter.Cone },
            { "home-a", "public", NatBoxRouter.Symmetric, NatBoxRouter.Cone },
            { "firewalled", "home-a", NatBoxRouter.Cone, NatBoxRouter.Cone },
            { "home-a", "firewalled", NatBoxRouter.Cone, NatBoxRouter.Cone },
            { "home-a", "home-b", NatBoxRouter.Cone, NatBoxRouter.Cone },
            { "home-a", "home-b", NatBoxRouter.PortRestrictedCone, NatBoxRouter.PortRestrictedCone },
            { "home-a", "home-b", NatBoxRouter.Cone, NatBoxRouter.Symmetric },
            { "home-a", "home-b", NatBoxRouter.Symmetric, NatBoxRouter.Cone },
        };

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_file_goes_straight(string from, string to, NatBoxRouter a, NatBoxRouter b) =>
        AssertDirect(from, to, a, b, loss: 0);

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_file_goes_straight_with_loss(string from, string to, NatBoxRouter a, NatBoxRouter b) =>
        AssertDirect(from, to, a, b, loss: 0.05);

    [Theory]
    [InlineData(0)]
    [InlineData(0.05)]
    public void Two_in_one_home_stay_in_it(double loss)
    {
        using var world = new WaysWorld(NatBoxRouter.Symmetric, NatBoxRouter.Cone, loss);
        var yoda = world.LogIn(world.Box.HomeA, "yoda");
        var hans = world.LogIn(world.Box.LanA.AddHost("home-a2", "192.168.31.3"), "hans");
        world.Send(yoda, hans);
        Assert.Equal(TransferWay.Local, yoda.Way);
        Assert.Equal(TransferWay.Local, hans.Way);
        AssertFirstByte(hans);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Clients_that_tell_no_addresses_get_what_they_got(bool senderIsOld, bool receiverIsOld)
    {
        using var world = new WaysWorld(NatBoxRouter.Cone, NatBoxRouter.Cone);
        var yoda = world.LogIn(world.Box.HomeA, "yoda", senderIsOld);
        var hans = world.LogIn(world.Network.AddHost("open", "10.77.1.9"), "hans", receiverIsOld);
        world.Send(yoda, hans);
    }

    private static void AssertDirect(string from, string to, NatBoxRouter a, NatBoxRouter b, double loss)
    {
        using var world = new WaysWorld(a, b, loss);
        var yoda = world.LogIn(world.HostOf(from), "yoda");
        var hans = world.LogIn(world.HostOf(to), "hans");
        world.Send(yoda, hans);
        Assert.Equal(TransferWay.Direct, yoda.Way);
        Assert.Equal(TransferWay.Direct, hans.Way);
        AssertFirstByte(hans);
    }

    private static void AssertFirstByte(Traveller receiver) =>
        Assert.InRange((receiver.BeganAt - receiver.TakenAt)!.Value.TotalSeconds, 0, 1);
}
