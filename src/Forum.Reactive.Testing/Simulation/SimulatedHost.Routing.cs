using System.Net;

namespace Forum.Reactive.Transport.Simulation;

/// <summary>How packets find their way through a host.</summary>
public sealed partial class SimulatedHost
{
    private readonly Dictionary<IPAddress, Way> _ways = []; // Only looked up
    private int _topology = -1;

    /// <summary>The interface through which an address is reached, and the one that is next on the way.</summary>
    internal Way WayTo(IPAddress address)
    {
        if (_topology != Network.Topology)
        {
            _ways.Clear();
            _topology = Network.Topology;
        }

        if (!_ways.TryGetValue(address, out var way))
        {
            _ways[address] = way = FindWay(address);
        }

        return way;
    }

    /// <summary>Sends a packet that was made here; takes it over.</summary>
    internal void Send(SimulatedPacket packet, Way way)
    {
        (packet.Origin, packet.SentFrom, packet.SentTo) = (this, packet.Source, packet.Destination);
        Network.Tell(WireEventKind.Sent, this, packet);
        SendOut(packet, way);
    }

    /// <summary>A packet that its interface let in: it is for this host, or to be sent on.</summary>
    internal void Take(SimulatedPacket packet, SimulatedInterface at)
    {
        if (!Owns(packet.Destination.Address))
        {
            Forward(packet);
        }
        else if (TurnsBack(packet, at))
        {
            TurnBack(packet);
        }
        else
        {
            Receive(packet);
        }
    }

    internal void Drop(SimulatedPacket packet, WireEventKind why)
    {
        Network.Tell(why, this, packet);
        Network.Return(packet);
    }

    private Way FindWay(IPAddress address)
    {
        if (Owns(address))
        {
            return new Way(Loopback, Loopback);
        }

        var usable = _interfaces.FindAll(at => at.IsUp && at.AddressOf(address.AddressFamily) is not null);
        foreach (var at in usable)
        {
            if (at.Subnet.Find(address) is { } neighbour)
            {
                return new Way(at, neighbour);
            }
        }

        if (address.IsIPv6LinkLocal || IPAddress.IsLoopback(address))
        {
            return default;
        }

        var toGateway = usable.Find(at => at.Subnet.Gateway is { } gateway && gateway.Host != this);
        return toGateway is not null ? new Way(toGateway, toGateway.Subnet.Gateway)
            : usable.Count > 0 ? new Way(usable[0], null)
            : default;
    }

    private void SendOut(SimulatedPacket packet, Way way)
    {
        if (way.Out is null || !way.Out.LetOut(packet))
        {
            Drop(packet, way.Out is null ? WireEventKind.Unreachable : WireEventKind.Filtered);
        }
        else if (way.Next is null)
        {
            var heardAt = Network.Queue.Now + 1 + way.Out.Subnet.Link.Delay.Ticks;
            Network.Queue.Add(new Unreachable(packet.Origin, packet.SentFrom, packet.SentTo), heardAt);
            Drop(packet, WireEventKind.Unreachable);
        }
        else if (!IsOn || Network.IsCut(this, way.Next.Host))
        {
            Drop(packet, WireEventKind.Cut);
        }
        else
        {
            way.Out.PipeTo(way.Next).Carry(packet);
        }
    }

    private void Forward(SimulatedPacket packet)
    {
        var way = WayTo(packet.Destination.Address);
        if (!Forwards || way.Out is null || !packet.CountHop())
        {
            Drop(packet, WireEventKind.Unreachable);
            return;
        }

        Network.Tell(WireEventKind.Forwarded, this, packet);
        SendOut(packet, way);
    }

    /// <summary>Whether it comes from inside for the outer address of a NAT with hairpinning.</summary>
    private bool TurnsBack(SimulatedPacket packet, SimulatedInterface at) =>
        Forwards
        && at != _interfaces[0]
        && _interfaces[0].TurnsBack
        && _interfaces[0].Addresses.Contains(packet.Destination.Address);

    /// <summary>Treats it as if it had gone out and come back.</summary>
    private void TurnBack(SimulatedPacket packet)
    {
        if (_interfaces[0].LetOut(packet) && _interfaces[0].LetIn(packet))
        {
            Forward(packet);
        }
        else
        {
            Drop(packet, WireEventKind.Filtered);
        }
    }

    private void Receive(SimulatedPacket packet)
    {
        if (Network.IsCut(packet.Origin, this))
        {
            Drop(packet, WireEventKind.Cut);
            return;
        }

        if (packet.Protocol == SimulatedProtocol.Udp)
        {
            Udp.Receive(packet);
        }
        else
        {
            Tcp.Receive(packet);
        }

        Network.Return(packet);
    }

    /// <summary>The first hop towards an address.</summary>
    /// <param name="Out">Interface of this host; null: there is no way.</param>
    /// <param name="Next">Interface of the next host; null: nobody has the address.</param>
    internal readonly record struct Way(SimulatedInterface? Out, SimulatedInterface? Next)
    {
        /// <summary>The link of the first hop.</summary>
        public SimulatedLink Link => Next is null ? Out!.Subnet.Link : Out!.PipeTo(Next).Link;
    }

    /// <summary>A router tells a host that nobody has the address that it sent to.</summary>
    private sealed class Unreachable(SimulatedHost host, IPEndPoint local, IPEndPoint remote) : IHappening
    {
        public void Happen() => host.Tcp.TellUnreachable(local, remote);
    }
}
