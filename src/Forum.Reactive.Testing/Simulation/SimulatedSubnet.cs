using System.Net;

namespace Forum.Reactive.Transport.Simulation;

/// <summary>
/// Interfaces that reach each other without a router, each ordered pair over a link of its own: the Internet, or the network of a
/// home.
/// </summary>
public sealed class SimulatedSubnet
{
    private readonly SimulatedNetwork _network;
    private readonly Dictionary<IPAddress, SimulatedInterface> _interfaces = [];

    internal SimulatedSubnet(SimulatedNetwork network, string name, SimulatedLink link)
    {
        (_network, Name) = (network, name);
        Link = link.Validated();
    }

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>How its links are, but for those that <see cref="SimulatedHost.SetLinkTo"/> set.</summary>
    public SimulatedLink Link { get; }

    /// <summary>The interface of the router to everywhere else; null: there is none.</summary>
    internal SimulatedInterface? Gateway { get; private set; }

    /// <summary>Adds a host with one interface.</summary>
    /// <param name="name">A name that no other host of the network has.</param>
    /// <param name="addresses">Its IPv4 and IPv6 addresses here.</param>
    /// <exception cref="ArgumentException">The name or an address is taken, or not an address.</exception>
    public SimulatedHost AddHost(string name, params string[] addresses)
    {
        var host = _network.NewHost(name);
        host.AddInterface(this, addresses);
        return host;
    }

    /// <summary>
    /// Adds a router that leads out of this subnet: what goes to addresses of elsewhere goes through it. Without a rule
    /// (<see cref="SimulatedHost.AddRule"/>) it only forwards.
    /// </summary>
    /// <param name="name">A name that no other host of the network has.</param>
    /// <param name="addresses">Its addresses here, IPv4 and IPv6.</param>
    /// <param name="outside">Where it leads.</param>
    /// <param name="outsideAddresses">Its addresses there.</param>
    /// <exception cref="ArgumentException">The name or an address is taken, or not an address.</exception>
    public SimulatedHost AddRouter(
        string name,
        string[] addresses,
        SimulatedSubnet outside,
        params string[] outsideAddresses
    )
    {
        ArgumentNullException.ThrowIfNull(outside);
        var router = _network.NewHost(name);
        router.Forwards = true;
        router.AddInterface(outside, outsideAddresses);
        Gateway = router.AddInterface(this, addresses);
        _network.TopologyChanged();
        return router;
    }

    internal SimulatedInterface? Find(IPAddress address) => _interfaces.GetValueOrDefault(address);

    internal void Add(IPAddress address, SimulatedInterface at)
    {
        if (!_interfaces.TryAdd(address, at))
        {
            throw new ArgumentException($"{address} is taken in {Name}", nameof(address));
        }

        _network.TopologyChanged();
    }

    internal void Remove(IPAddress address)
    {
        _interfaces.Remove(address);
        _network.TopologyChanged();
    }
}
