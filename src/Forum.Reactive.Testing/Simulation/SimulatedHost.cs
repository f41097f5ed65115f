using System.Net;
using System.Net.Sockets;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace Forum.Reactive.Transport.Simulation;

/// <summary>
/// A machine of a <see cref="SimulatedNetwork"/>: what programs on it need of a network, and what can befall it. It has the loopback
/// and an interface in each subnet that it was added to.
/// </summary>
/// <remarks>Threads: that of the network's scheduler.</remarks>
public sealed partial class SimulatedHost : INetwork
{
    private readonly List<SimulatedInterface> _interfaces = [];
    private SimulatedLoop? _defaultLoop;

    internal SimulatedHost(SimulatedNetwork network, string name)
    {
        (Network, Name) = (network, name);
        Tcp = new SimulatedTcp(this);
        Udp = new SimulatedUdp(this);
        Loopback = new SimulatedInterface(this, new SimulatedSubnet(network, "lo", SimulatedLink.Loopback));
        Loopback.AddAddress(IPAddress.Loopback);
        Loopback.AddAddress(IPAddress.IPv6Loopback);
    }

    /// <summary>Where it is.</summary>
    public SimulatedNetwork Network { get; }

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>Its interfaces but for the loopback, in the order of adding; the first of a router is the outer one.</summary>
    public IReadOnlyList<SimulatedInterface> Interfaces => _interfaces;

    /// <inheritdoc/>
    public IReadOnlyList<IPAddress> LocalAddresses =>
        [
            .. _interfaces.Where(at => at.IsUp).SelectMany(at => at.Addresses),
            .. Loopback.Addresses.Where(address => Has(address.AddressFamily)),
        ];

    /// <summary>How TCP is on this host. Default: as on the network.</summary>
    public SimulatedTcpOptions TcpOptions
    {
        get => field ?? Network.Tcp;
        set => field = value.Validated();
    }

    /// <summary>Whether it sends on what is not for itself. Default false; true for routers.</summary>
    public bool Forwards { get; set; }

    internal SimulatedInterface Loopback { get; }

    internal SimulatedTcp Tcp { get; }

    internal SimulatedUdp Udp { get; }

    /// <summary>Gives it an interface in a subnet.</summary>
    /// <param name="subnet">Where.</param>
    /// <param name="addresses">Its addresses there, IPv4 and IPv6.</param>
    /// <exception cref="ArgumentException">An address is taken, or not an address.</exception>
    public SimulatedInterface AddInterface(SimulatedSubnet subnet, params string[] addresses)
    {
        ArgumentNullException.ThrowIfNull(subnet);
        ArgumentNullException.ThrowIfNull(addresses);
        var added = new SimulatedInterface(this, subnet);
        foreach (var text in addresses)
        {
            var address = IPAddress.TryParse(text, out var parsed)
                ? Normalize(parsed)
                : throw new ArgumentException($"{text} is not an address", nameof(addresses));
            added.AddAddress(address);
        }

        _interfaces.Add(added);
        Network.TopologyChanged();
        return added;
    }

    /// <summary>
    /// Sets the link from here to another host in each subnet that they share, from now on; what is under way is not touched, nor
    /// the way back.
    /// </summary>
    /// <exception cref="ArgumentException">They share none, or a value of the link is out of its bounds.</exception>
    public void SetLinkTo(SimulatedHost other, SimulatedLink link)
    {
        ArgumentNullException.ThrowIfNull(other);
        ArgumentNullException.ThrowIfNull(link);
        link.Validated();
        var isSet = false;
        foreach (var near in _interfaces)
        {
            foreach (var far in other._interfaces.Where(far => far.Subnet == near.Subnet))
            {
                near.PipeTo(far).Set(link);
                isSet = true;
            }
        }

        if (!isSet)
        {
            throw new ArgumentException($"{Name} and {other.Name} are joined by no link", nameof(other));
        }
    }

    /// <summary>Adds a rule for what passes an interface.</summary>
    /// <param name="rule">The rule; it may be given to several interfaces.</param>
    /// <param name="at">Where; default: the first interface, which is the outer one of a router.</param>
    /// <returns>This host.</returns>
    public SimulatedHost AddRule(PacketRule rule, SimulatedInterface? at = null)
    {
        ArgumentNullException.ThrowIfNull(rule);
        (at ?? _interfaces[0]).AddRule(rule);
        return this;
    }

    /// <summary>Its address changes, as from one network to another: what was bound to the old one hears nothing more.</summary>
    /// <exception cref="ArgumentException">It has not the old one, or the new one is taken.</exception>
    public void ChangeAddress(IPAddress old, IPAddress now)
    {
        var at =
            _interfaces.Find(candidate => candidate.Addresses.Contains(old))
            ?? throw new ArgumentException($"{Name} has not {old}", nameof(old));
        at.RemoveAddress(old);
        at.AddAddress(now);
    }

    /// <inheritdoc/>
    public ILoop StartLoop(string name)
    {
        var loop = new SimulatedLoop(this, name);
        _loops.Add(loop);
        return loop;
    }

    /// <inheritdoc/>
    public IConnectionListener Listen(int port, ILoop loop) => Tcp.Listen(port, OwnLoop(loop));

    /// <inheritdoc/>
    public IObservable<IConnection> Connect(string host, int port, ILoop? loop = null) =>
        Observable.Create<IConnection>(observer =>
        {
            var connecting = new SimulatedConnect(this, OwnLoop(loop), Reachable(host), port, observer);
            connecting.TryNext();
            return Disposable.Create(connecting, static c => c.Dispose());
        });

    /// <inheritdoc/>
    public IDatagramSocket OpenDatagramSocket(IPEndPoint local, ILoop? loop = null)
    {
        ArgumentNullException.ThrowIfNull(local);
        return Udp.Open(local, loop is null ? (SimulatedLoop)StartLoop("UDP") : OwnLoop(loop));
    }

    /// <summary>
    /// Puts a datagram on the wire with whatever source: for attackers, and for what was recorded. No rule of this host and no
    /// <see cref="SimulatedNetwork.Sent"/> sees it.
    /// </summary>
    public void Inject(IPEndPoint source, IPEndPoint destination, ReadOnlySpan<byte> payload)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        var way = WayTo(destination.Address);
        if (way.Next is not null)
        {
            var packet = Network.Rent();
            (packet.Protocol, packet.Origin) = (SimulatedProtocol.Udp, this);
            (packet.Source, packet.Destination) = (source, destination);
            (packet.SentFrom, packet.SentTo) = (source, destination);
            payload.CopyTo(packet.Resize(payload.Length));
            way.Out!.PipeTo(way.Next).Carry(packet);
        }
    }

    /// <summary>As addresses are compared here: without a scope, and IPv4 as such.</summary>
    internal static IPAddress Normalize(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0
            ? new IPAddress(address.GetAddressBytes())
            : address;
    }

    internal bool Owns(IPAddress address) =>
        Loopback.Addresses.Contains(address) || _interfaces.Exists(at => at.IsUp && at.Addresses.Contains(address));

    internal bool Has(AddressFamily family) => _interfaces.Exists(at => at.IsUp && at.AddressOf(family) is not null);

    private SimulatedLoop OwnLoop(ILoop? loop) =>
        loop switch
        {
            null => _defaultLoop is { HasEnded: false } ? _defaultLoop : _defaultLoop = (SimulatedLoop)StartLoop("TCP"),
            SimulatedLoop own when own.Host == this => own,
            _ => throw new ArgumentException("It is not a loop of this host", nameof(loop)),
        };

    private IReadOnlyList<IPAddress> Reachable(string host) =>
        host == "localhost"
            ? [.. Loopback.Addresses]
            : [.. Network.Resolve(host).Where(address => Owns(address) || Has(address.AddressFamily))];
}
