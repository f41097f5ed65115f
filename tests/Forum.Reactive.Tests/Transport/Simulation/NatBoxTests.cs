using System.Net;
using Forum.Reactive.Transport.Simulation;
using Microsoft.Reactive.Testing;

namespace Forum.Reactive.Tests.Transport.Simulation;

/// <summary>Who reaches whom in the box of homes, when both sides send to the address at which the public host sees the other.</summary>
public sealed class NatBoxTests
{
    private static readonly IPEndPoint PublicPort = SimulatedWorld.End("10.77.1.1", 3478);

    [Theory]
    [InlineData(NatBoxRouter.Cone, NatBoxRouter.Cone, true)]
    [InlineData(NatBoxRouter.PortRestrictedCone, NatBoxRouter.PortRestrictedCone, true)]
    [InlineData(NatBoxRouter.Cone, NatBoxRouter.Symmetric, true)]
    [InlineData(NatBoxRouter.Symmetric, NatBoxRouter.Cone, true)]
    [InlineData(NatBoxRouter.PortRestrictedCone, NatBoxRouter.Symmetric, false)]
    [InlineData(NatBoxRouter.Symmetric, NatBoxRouter.Symmetric, false)]
    [InlineData(NatBoxRouter.NoUdp, NatBoxRouter.Cone, false)]
    public void Two_homes_reach_each_other_by_punching_as_their_routers_allow(
        NatBoxRouter a,
        NatBoxRouter b,
        bool isDirect
    ) => Assert.Equal(isDirect, Punch(a, b, box => box.HomeA, box => box.HomeB));

    [Fact]
    public void A_firewalled_host_and_a_home_reach_each_other_by_punching() =>
        Assert.True(Punch(NatBoxRouter.Cone, NatBoxRouter.Cone, box => box.Firewalled, box => box.HomeA));

    [Fact]
    public void Two_in_one_home_reach_each_other_at_their_inner_addresses()
    {
        var box = Box(NatBoxRouter.Symmetric, NatBoxRouter.Cone, out var clock);
        var (one, other) = (new Mailbox(box.HomeA), new Mailbox(box.LanA.AddHost("guest", "192.168.31.3")));
        one.Send(SimulatedWorld.End("192.168.31.3", 8000), 1);
        clock.AdvanceBy(TimeSpan.FromSeconds(1).Ticks);
        Assert.Equal("192.168.31.2:8000", Assert.Single(other.Received).Source.ToString());
    }

    [Fact]
    public void Everybody_connects_to_the_public_host_and_nobody_to_the_homes()
    {
        var box = Box(NatBoxRouter.NoUdp, NatBoxRouter.Symmetric, out var clock);
        SimulatedWorld.Listen(box.Public, 80, _ => { });
        SimulatedHost[] hosts = [box.Public, box.Firewalled, box.HomeA, box.HomeB];
        Attempt[] attempts = [.. hosts.Select(host => SimulatedWorld.Try(host, "10.77.1.1", 80))];
        Attempt[] vain = [.. hosts.Select(host => SimulatedWorld.Try(host, "192.168.32.2", 80)).SkipLast(1)];
        clock.AdvanceBy(TimeSpan.FromMinutes(3).Ticks);
        Assert.All(attempts, attempt => Assert.NotNull(attempt.Peer));
        Assert.All(vain, attempt => Assert.NotNull(attempt.Error));
    }

    private static NatBox Box(NatBoxRouter a, NatBoxRouter b, out TestScheduler clock)
    {
        clock = new TestScheduler();
        var link = new SimulatedLink { Delay = TimeSpan.FromMilliseconds(10) };
        return new NatBox(new SimulatedNetwork(clock, 1, link), a, b);
    }

    /// <summary>Each tells the public host where it is, then both send to where the other was seen, and to where it is heard from.</summary>
    private static bool Punch(
        NatBoxRouter a,
        NatBoxRouter b,
        Func<NatBox, SimulatedHost> one,
        Func<NatBox, SimulatedHost> other
    )
    {
        var box = Box(a, b, out var clock);
        var stun = new Mailbox(box.Public, PublicPort.Port);
        Mailbox[] sides = [new(one(box), 5001), new(other(box), 5002)];
        for (byte i = 0; i < 2; i++)
        {
            sides[i].Send(PublicPort, i);
        }

        clock.AdvanceBy(TimeSpan.FromSeconds(1).Ticks);
        for (var round = 0; round < 5; round++)
        {
            for (byte i = 0; i < 2; i++)
            {
                var seen = stun.Received.Where(got => got.Bytes[0] == 1 - i).Select(got => got.Source);
                foreach (var to in seen.Concat(sides[i].Received.Select(got => got.Source)).Distinct().ToList())
                {
                    sides[i].Send(to, i);
                }
            }

            clock.AdvanceBy(TimeSpan.FromSeconds(1).Ticks);
        }

        return sides.All(side => side.Received.Count > 0);
    }
}
