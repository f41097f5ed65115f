using System.Net;
using System.Net.Sockets;

namespace Forum.Reactive.Transport.Simulation;

/// <summary>A host's place in a subnet: its addresses there, and the rules for what passes.</summary>
public sealed class SimulatedInterface
{
    private readonly List<IPAddress> _addresses = [];
    private readonly List<PacketRule> _rules = [];
    private readonly Dictionary<SimulatedInterface, SimulatedPipe> _pipes = [];
    private bool _isUp = true;

    internal SimulatedInterface(SimulatedHost host, SimulatedSubnet subnet)
    {
        (Host, Subnet) = (host, subnet);
        Name = $"{host.Name}@{subnet.Name}";
    }

    /// <summary>Whose it is.</summary>
    public SimulatedHost Host { get; }

    /// <summary>Where it is.</summary>
    public SimulatedSubnet Subnet { get; }

    /// <summary>Its addresses, in the order of adding: of each family the first is the one that it sends from.</summary>
    public IReadOnlyList<IPAddress> Addresses => _addresses;

    /// <summary>Whether the cable is in; without, nothing comes and nothing goes this way. Default true.</summary>
    public bool IsUp
    {
        get => _isUp;
        set
        {
            _isUp = value;
            Host.Network.TopologyChanged();
        }
    }

    internal string Name { get; }

    /// <summary>Adds an address.</summary>
    /// <exception cref="ArgumentException">It is taken.</exception>
    public void AddAddress(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Subnet.Add(address, this);
        _addresses.Add(address);
    }

    /// <summary>Takes an address away: sockets bound to it hear and send nothing more, and connections from it hang, as in life.</summary>
    public void RemoveAddress(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (_addresses.Remove(address))
        {
            Subnet.Remove(address);
        }
    }

    internal void AddRule(PacketRule rule) => _rules.Add(rule);

    internal IPAddress? AddressOf(AddressFamily family) => _addresses.Find(address => address.AddressFamily == family);

    internal SimulatedPipe PipeTo(SimulatedInterface other)
    {
        if (!_pipes.TryGetValue(other, out var pipe))
        {
            _pipes[other] = pipe = new SimulatedPipe(Host.Network, this, other);
        }

        return pipe;
    }

    /// <summary>What the rules say of a packet that leaves; they see it in the order of adding.</summary>
    internal bool LetOut(SimulatedPacket packet)
    {
        for (var i = 0; i < _rules.Count; i++)
        {
            if (!_rules[i].LetOut(packet, Host.Network.Elapsed))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What the rules say of a packet that comes; they see it in the reverse order.</summary>
    internal bool LetIn(SimulatedPacket packet)
    {
        for (var i = _rules.Count - 1; i >= 0; i--)
        {
            if (!_rules[i].LetIn(packet, Host.Network.Elapsed))
            {
                return false;
            }
        }

        return true;
    }

    internal bool TurnsBack => _rules.Exists(rule => rule.TurnsBack);

    internal void Forget() => _rules.ForEach(rule => rule.Forget());

    /// <summary>A packet comes out of a pipe.</summary>
    internal void Arrive(SimulatedPacket packet)
    {
        if (!IsUp || !Host.IsOn || Host.Network.IsCut(packet.From!.Host, Host))
        {
            Host.Drop(packet, WireEventKind.Cut);
        }
        else if (!LetIn(packet))
        {
            Host.Drop(packet, WireEventKind.Filtered);
        }
        else
        {
            Host.Take(packet, this);
        }
    }
}
