using System.Net;

namespace Forum.Reactive.Transport.Simulation;

/// <summary>What a home's router in a <see cref="NatBox"/> does.</summary>
public enum NatBoxRouter
{
    /// <summary><see cref="Nat.Cone"/>: one outer port for an inner one, open to whom something was sent to.</summary>
    Cone,

    /// <summary><see cref="Nat.PortRestrictedCone"/>: open only to the port that something was sent to.</summary>
    PortRestrictedCone,

    /// <summary><see cref="Nat.Symmetric"/>: another outer port for each destination.</summary>
    Symmetric,

    /// <summary>As <see cref="Cone"/> for TCP; no UDP passes at all.</summary>
    NoUdp,
}

/// <summary>
/// A small world of hosts as people have them: a public server, a public host behind a firewall, and two homes behind routers.
/// </summary>
/// <remarks>
/// <c>public</c> 10.77.1.1; <c>firewalled</c> 10.77.1.4; <c>home-a</c> 192.168.31.2 behind <c>router-a</c> 10.77.1.2; <c>home-b</c>
/// 192.168.32.2 behind <c>router-b</c> 10.77.1.3. Links between the public ones are as those of the network.
/// </remarks>
public sealed class NatBox
{
    private readonly NatBoxHome _a;
    private readonly NatBoxHome _b;

    /// <summary>Adds the hosts to a network.</summary>
    /// <param name="network">Where.</param>
    /// <param name="a">The router of the first home.</param>
    /// <param name="b">The router of the second home.</param>
    /// <param name="home">How the links inside the homes are; default: perfect, without delay.</param>
    /// <exception cref="ArgumentException">The network has hosts of these names or addresses.</exception>
    public NatBox(SimulatedNetwork network, NatBoxRouter a, NatBoxRouter b, SimulatedLink? home = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        Network = network;
        Public = network.AddHost("public", "10.77.1.1");
        Firewalled = network.AddHost("firewalled", "10.77.1.4").AddRule(new StatefulFirewall());
        _a = new NatBoxHome(network, "a", "10.77.1.2", "192.168.31", a, home);
        _b = new NatBoxHome(network, "b", "10.77.1.3", "192.168.32", b, home);
    }

    /// <summary>The network that all are in.</summary>
    public SimulatedNetwork Network { get; }

    /// <summary>A host that everybody reaches.</summary>
    public SimulatedHost Public { get; }

    /// <summary>A public host that lets nothing in that it has not asked for.</summary>
    public SimulatedHost Firewalled { get; }

    /// <summary>The host in the first home.</summary>
    public SimulatedHost HomeA => _a.Host;

    /// <summary>The host in the second home.</summary>
    public SimulatedHost HomeB => _b.Host;

    /// <summary>The router of the first home.</summary>
    public SimulatedHost RouterA => _a.Router;

    /// <summary>The router of the second home.</summary>
    public SimulatedHost RouterB => _b.Router;

    /// <summary>The subnet of the first home, 192.168.31.0/24; more hosts can be added.</summary>
    public SimulatedSubnet LanA => _a.Lan;

    /// <summary>The subnet of the second home, 192.168.32.0/24; more hosts can be added.</summary>
    public SimulatedSubnet LanB => _b.Lan;

    private sealed class NatBoxHome
    {
        public NatBoxHome(
            SimulatedNetwork network,
            string name,
            string outside,
            string prefix,
            NatBoxRouter kind,
            SimulatedLink? link
        )
        {
            Lan = network.AddSubnet($"lan-{name}", link);
            Router = Lan.AddRouter($"router-{name}", [$"{prefix}.1"], network.Internet, outside);
            Host = Lan.AddHost($"home-{name}", $"{prefix}.2");
            if (kind == NatBoxRouter.NoUdp)
            {
                Router.AddRule(new ProtocolBlock(SimulatedProtocol.Udp));
            }

            Router.AddRule(NatOf(kind, IPAddress.Parse(outside)));
        }

        public SimulatedSubnet Lan { get; }

        public SimulatedHost Router { get; }

        public SimulatedHost Host { get; }

        private static Nat NatOf(NatBoxRouter kind, IPAddress outside) =>
            kind switch
            {
                NatBoxRouter.Symmetric => Nat.Symmetric(outside),
                NatBoxRouter.PortRestrictedCone => Nat.PortRestrictedCone(outside),
                _ => Nat.Cone(outside),
            };
    }
}
