using System.Net;
using System.Reactive.Concurrency;
using System.Reactive.Subjects;

namespace Forum.Reactive.Transport.Simulation;

/// <summary>
/// A network in memory with TCP and UDP between hosts of any number: the same programs run on it as on real sockets. Time is the
/// scheduler's and chance is the seed's, so that a run is repeated to the last byte by the same seed.
/// </summary>
/// <remarks>
/// <para>Each ordered pair of hosts is joined by one link, which TCP and UDP share. Each thing that happens at random on each link has a
/// random stream of its own: traffic elsewhere does not change it.</para>
/// <para>Threads: everything happens on the thread that runs the scheduler; nothing here is safe on another.</para>
/// </remarks>
public sealed class SimulatedNetwork : IDisposable
{
    private readonly Dictionary<string, SimulatedHost> _hosts = [];
    private readonly Dictionary<string, IPAddress[]> _names = [];
    private readonly HashSet<(SimulatedHost From, SimulatedHost To)> _cuts = [];
    private readonly Stack<SimulatedPacket> _packets = new();
    private readonly Subject<SimulatedDatagram> _sent = new();
    private readonly Subject<WireEvent> _wire = new();

    /// <summary>Makes a network.</summary>
    /// <param name="scheduler">Its time: a virtual-time scheduler, as a rule.</param>
    /// <param name="seed">Its chance.</param>
    /// <param name="link">How the links of the Internet are until set otherwise; default: perfect, without delay.</param>
    /// <param name="tcp">How TCP is on hosts that are not told otherwise.</param>
    /// <exception cref="ArgumentException">A value is out of its bounds.</exception>
    public SimulatedNetwork(IScheduler scheduler, int seed, SimulatedLink? link = null, SimulatedTcpOptions? tcp = null)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        (Scheduler, Seed) = (scheduler, seed);
        Queue = new SimulationQueue(scheduler);
        Tcp = (tcp ?? new SimulatedTcpOptions()).Validated();
        Internet = new SimulatedSubnet(this, "internet", link ?? new SimulatedLink());
    }

    /// <summary>The time of this network.</summary>
    public IScheduler Scheduler { get; }

    /// <summary>The chance of this network.</summary>
    public int Seed { get; }

    /// <summary>Time since the network began.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks(Queue.Now);

    /// <summary>The subnet where hosts with public addresses are.</summary>
    public SimulatedSubnet Internet { get; }

    /// <summary>How TCP is on hosts that are not told otherwise.</summary>
    public SimulatedTcpOptions Tcp { get; }

    /// <summary>Sees every datagram as a host sends it: for taps, attackers and counters of a test.</summary>
    public IObservable<SimulatedDatagram> Sent => _sent;

    /// <summary>Everything that happens on the wire, in its order; <see cref="WireHash"/> makes one number of it.</summary>
    public IObservable<WireEvent> Wire => _wire;

    /// <summary>Packets that links dropped because a queue was full.</summary>
    public long QueueDrops { get; internal set; }

    /// <summary>How much is still to come: packets, timers, work of loops. What is left when every program has ended is a leak; a timer that was
    /// cancelled counts until its time.</summary>
    public int Pending => Queue.Count;

    internal SimulationQueue Queue { get; }

    /// <summary>Changes whenever a way may have changed.</summary>
    internal int Topology { get; private set; }

    /// <summary>The loop whose work is done just now.</summary>
    internal SimulatedLoop? CurrentLoop { get; set; }

    /// <summary>The host on the Internet that has this address; it is made when it is first asked for.</summary>
    /// <exception cref="FormatException">It is not an address.</exception>
    public SimulatedHost Host(string address) => Host(IPAddress.Parse(address));

    /// <summary>The host on the Internet that has this address; it is made when it is first asked for.</summary>
    public SimulatedHost Host(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return Internet.Find(address)?.Host ?? AddHost(address.ToString(), address.ToString());
    }

    /// <summary>Adds a host to the Internet, with one interface.</summary>
    /// <param name="name">A name that no other host has; it can be resolved.</param>
    /// <param name="addresses">Its addresses, IPv4 and IPv6: a host with one family cannot reach the other.</param>
    /// <exception cref="ArgumentException">The name or an address is taken, or not an address.</exception>
    public SimulatedHost AddHost(string name, params string[] addresses) => Internet.AddHost(name, addresses);

    /// <summary>Adds a subnet, such as that of a home: <see cref="SimulatedSubnet.AddRouter"/> joins it to another.</summary>
    /// <param name="name">A name that no other subnet has.</param>
    /// <param name="link">How its links are; default: perfect, without delay.</param>
    public SimulatedSubnet AddSubnet(string name, SimulatedLink? link = null) =>
        new(this, name, link ?? new SimulatedLink());

    /// <summary>Lets a name be resolved, on all hosts.</summary>
    public void AddName(string name, params IPAddress[] addresses) => _names[name] = addresses;

    /// <summary>Sets the link from one public address to another, as <see cref="SimulatedHost.SetLinkTo"/> does.</summary>
    public void SetLink(IPAddress from, IPAddress to, SimulatedLink link) => Host(from).SetLinkTo(Host(to), link);

    /// <summary>From now on nothing passes between the two, neither over a link nor in the end over others; what is under way is lost.</summary>
    public void Cut(SimulatedHost one, SimulatedHost other)
    {
        CutOneWay(one, other);
        CutOneWay(other, one);
    }

    /// <summary>From now on nothing passes from the one to the other; the other direction stays.</summary>
    public void CutOneWay(SimulatedHost from, SimulatedHost to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        _cuts.Add((from, to));
    }

    /// <summary>Cuts every pair of one host of each side.</summary>
    public void Partition(IReadOnlyCollection<SimulatedHost> some, IReadOnlyCollection<SimulatedHost> others)
    {
        ArgumentNullException.ThrowIfNull(some);
        ArgumentNullException.ThrowIfNull(others);
        foreach (var one in some)
        {
            foreach (var other in others)
            {
                Cut(one, other);
            }
        }
    }

    /// <summary>Undoes a cut, in both directions.</summary>
    public void Heal(SimulatedHost one, SimulatedHost other)
    {
        _cuts.Remove((one, other));
        _cuts.Remove((other, one));
    }

    /// <summary>Undoes all cuts.</summary>
    public void Heal() => _cuts.Clear();

    /// <summary>Puts a datagram on the wire as the host with the source's public address could, whatever port it names.</summary>
    public void Inject(IPEndPoint source, IPEndPoint destination, ReadOnlySpan<byte> payload)
    {
        ArgumentNullException.ThrowIfNull(source);
        Host(source.Address).Inject(source, destination, payload);
    }

    /// <summary>Ends <see cref="Sent"/> and <see cref="Wire"/>; sockets are their owners' to close.</summary>
    public void Dispose()
    {
        _sent.Dispose();
        _wire.Dispose();
    }

    internal SimulatedHost NewHost(string name)
    {
        var host = new SimulatedHost(this, name);
        return _hosts.TryAdd(name, host) ? host : throw new ArgumentException($"{name} is taken", nameof(name));
    }

    internal void TopologyChanged() => Topology++;

    internal bool IsCut(SimulatedHost from, SimulatedHost to) => _cuts.Count > 0 && _cuts.Contains((from, to));

    /// <summary>Addresses of a name, as the resolver of a host tells them.</summary>
    internal IReadOnlyList<IPAddress> Resolve(string name)
    {
        if (IPAddress.TryParse(name, out var address))
        {
            return [SimulatedHost.Normalize(address)];
        }

        if (_names.TryGetValue(name, out var addresses))
        {
            return addresses;
        }

        return _hosts.TryGetValue(name, out var host)
            ? [.. host.Interfaces.Where(at => at.Subnet == Internet).SelectMany(at => at.Addresses)]
            : [];
    }

    internal SimulatedPacket Rent() => _packets.TryPop(out var packet) ? packet : new SimulatedPacket();

    internal void Return(SimulatedPacket packet)
    {
        packet.Reset();
        _packets.Push(packet);
    }

    internal void Tell(WireEventKind kind, SimulatedHost at, SimulatedPacket packet)
    {
        if (_wire.HasObservers)
        {
            _wire.OnNext(new WireEvent(Elapsed, kind, at.Name, packet));
        }

        if (kind == WireEventKind.Sent && packet.Protocol == SimulatedProtocol.Udp && _sent.HasObservers)
        {
            _sent.OnNext(new SimulatedDatagram(packet.Source, packet.Destination, packet.Payload.ToArray()));
        }
    }
}
