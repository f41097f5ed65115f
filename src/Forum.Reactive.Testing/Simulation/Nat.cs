using System.Net;
using System.Net.Sockets;

namespace Forum.Reactive.Transport.Simulation;

/// <summary>On what a mapping, or what it lets in, depends (RFC 4787, sections 4.1 and 5).</summary>
public enum NatBehaviour
{
    /// <summary>On the inner address and port alone.</summary>
    EndpointIndependent,

    /// <summary>Also on the outer address.</summary>
    AddressDependent,

    /// <summary>Also on the outer address and port.</summary>
    AddressAndPortDependent,
}

/// <summary>
/// A router's network address translation for IPv4: a rule for its outer interface. A mapping keeps the inner port where it is free,
/// and is forgotten when nothing passes for its lifetime.
/// </summary>
/// <param name="outside">The router's address outside.</param>
public sealed class Nat(IPAddress outside) : PacketRule
{
    private const int FirstPort = 1024;
    private readonly Dictionary<MappingKey, NatMapping> _byInside = [];
    private readonly Dictionary<OutsideKey, NatMapping> _byOutside = [];
    private int _lastPort = 20000;

    /// <summary>When one inner port has several outer ones. Default <see cref="NatBehaviour.EndpointIndependent"/>.</summary>
    public NatBehaviour Mapping { get; init; }

    /// <summary>Who may send to an outer port. Default <see cref="NatBehaviour.AddressDependent"/>.</summary>
    public NatBehaviour Filtering { get; init; } = NatBehaviour.AddressDependent;

    /// <summary>Whether inner hosts reach each other at their outer addresses. Default false.</summary>
    public bool Hairpin { get; init; }

    /// <summary>Whether a mapping keeps the inner port where it is free. Default true.</summary>
    public bool PreservesPort { get; init; } = true;

    /// <summary>How long a mapping for datagrams lives in silence. Default 30 s.</summary>
    public TimeSpan UdpLifetime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a mapping for a connection lives in silence. Default 2 h.</summary>
    public TimeSpan TcpLifetime { get; init; } = TimeSpan.FromHours(2);

    /// <inheritdoc/>
    public override bool TurnsBack => Hairpin;

    /// <summary>One outer port for an inner one; lets in whom something was sent to, from any of his ports.</summary>
    public static Nat Cone(IPAddress outside) => new(outside);

    /// <summary>One outer port for an inner one; lets in only the address and port that something was sent to, as Linux
    /// masquerading does.</summary>
    public static Nat PortRestrictedCone(IPAddress outside) =>
        new(outside) { Filtering = NatBehaviour.AddressAndPortDependent };

    /// <summary>Another outer port for each destination; lets in only that destination.</summary>
    public static Nat Symmetric(IPAddress outside) =>
        new(outside)
        {
            Mapping = NatBehaviour.AddressAndPortDependent,
            Filtering = NatBehaviour.AddressAndPortDependent,
            PreservesPort = false,
        };

    /// <inheritdoc/>
    public override bool LetOut(SimulatedPacket packet, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(packet);
        if (packet.Source.AddressFamily == AddressFamily.InterNetwork && !packet.Source.Address.Equals(outside))
        {
            var mapping = FindOrMap(packet, now);
            mapping.LastUsed = now;
            mapping.Allowed.Add(PeerFor(packet.Destination, Filtering));
            packet.Source = mapping.Outside;
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool LetIn(SimulatedPacket packet, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(packet);
        if (packet.Destination.AddressFamily != AddressFamily.InterNetwork)
        {
            return true;
        }

        if (
            !_byOutside.TryGetValue(new OutsideKey(packet.Protocol, packet.Destination.Port), out var mapping)
            || IsOver(mapping, now)
            || !mapping.Allowed.Contains(PeerFor(packet.Source, Filtering))
        )
        {
            return false;
        }

        mapping.LastUsed = now;
        packet.Destination = mapping.Inside;
        return true;
    }

    /// <inheritdoc/>
    public override void Forget()
    {
        _byInside.Clear();
        _byOutside.Clear();
    }

    private static Peer PeerFor(IPEndPoint peer, NatBehaviour behaviour) =>
        behaviour switch
        {
            NatBehaviour.EndpointIndependent => default,
            NatBehaviour.AddressDependent => new Peer(peer.Address, 0),
            _ => new Peer(peer.Address, peer.Port),
        };

    private NatMapping FindOrMap(SimulatedPacket packet, TimeSpan now)
    {
        var key = new MappingKey(packet.Protocol, packet.Source, PeerFor(packet.Destination, Mapping));
        if (_byInside.TryGetValue(key, out var mapping))
        {
            if (!IsOver(mapping, now))
            {
                return mapping;
            }

            _byOutside.Remove(new OutsideKey(packet.Protocol, mapping.Outside.Port));
        }

        var port = FreePort(packet, now);
        mapping = new NatMapping(key, new IPEndPoint(outside, port));
        _byInside[key] = mapping;
        _byOutside[new OutsideKey(packet.Protocol, port)] = mapping;
        return mapping;
    }

    private int FreePort(SimulatedPacket packet, TimeSpan now)
    {
        if (PreservesPort && IsFree(packet.Protocol, packet.Source.Port, now))
        {
            return packet.Source.Port;
        }

        do
        {
            _lastPort = _lastPort == IPEndPoint.MaxPort ? FirstPort : _lastPort + 1;
        } while (!IsFree(packet.Protocol, _lastPort, now));

        return _lastPort;
    }

    private bool IsFree(SimulatedProtocol protocol, int port, TimeSpan now)
    {
        var key = new OutsideKey(protocol, port);
        if (!_byOutside.TryGetValue(key, out var mapping))
        {
            return true;
        }

        if (!IsOver(mapping, now))
        {
            return false;
        }

        _byOutside.Remove(key);
        _byInside.Remove(mapping.Key);
        return true;
    }

    private bool IsOver(NatMapping mapping, TimeSpan now) =>
        now - mapping.LastUsed >= (mapping.Key.Protocol == SimulatedProtocol.Udp ? UdpLifetime : TcpLifetime);

    /// <summary>An outer host as far as it matters: all of them, an address, or an address and a port.</summary>
    private readonly record struct Peer(IPAddress? Address, int Port);

    private readonly record struct MappingKey(SimulatedProtocol Protocol, IPEndPoint Inside, Peer Outside);

    private readonly record struct OutsideKey(SimulatedProtocol Protocol, int Port);

    private sealed class NatMapping(MappingKey key, IPEndPoint outside)
    {
        public MappingKey Key => key;

        public IPEndPoint Inside => key.Inside;

        public IPEndPoint Outside => outside;

        public TimeSpan LastUsed { get; set; }

        public HashSet<Peer> Allowed { get; } = []; // Only looked up
    }
}
