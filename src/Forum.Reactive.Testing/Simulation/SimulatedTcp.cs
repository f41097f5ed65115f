using System.Net;
using System.Net.Sockets;

namespace Forum.Reactive.Transport.Simulation;

/// <summary>Who awaits that a connection is made.</summary>
internal interface IConnectionAwaiter
{
    void Opened(SimulatedConnection connection);

    void Failed(SocketError error);
}

/// <summary>The listeners and connections of a host.</summary>
internal sealed class SimulatedTcp(SimulatedHost host)
{
    // Walked through in the order of its slots, which depends on what was done and on nothing else.
    private readonly Dictionary<(IPEndPoint Local, IPEndPoint Remote), SimulatedConnection> _connections = [];
    private readonly Dictionary<int, SimulatedListener> _listeners = [];
    private readonly PortChooser _ports = new();

    public SimulatedListener Listen(int port, SimulatedLoop loop)
    {
        var chosen = port == 0 ? _ports.Free(candidate => !_listeners.ContainsKey(candidate)) : port;
        var any = host.Has(AddressFamily.InterNetworkV6) ? IPAddress.IPv6Any : IPAddress.Any;
        var listener = new SimulatedListener(this, new IPEndPoint(any, chosen), loop);
        return _listeners.TryAdd(chosen, listener)
            ? listener
            : throw new SocketException((int)SocketError.AddressAlreadyInUse);
    }

    /// <returns>A connection that is asked for; null: there is no way to the address.</returns>
    public SimulatedConnection? Connect(IPAddress address, int port, SimulatedLoop loop, IConnectionAwaiter awaiter)
    {
        var way = host.WayTo(address);
        if (way.Out is null)
        {
            return null;
        }

        var from = way.Out == host.Loopback ? address : way.Out.AddressOf(address.AddressFamily)!;
        var remote = new IPEndPoint(address, port);
        var localPort = _ports.Free(candidate =>
            !_listeners.ContainsKey(candidate) && !_connections.ContainsKey((new IPEndPoint(from, candidate), remote))
        );
        var connection = Add(new IPEndPoint(from, localPort), remote, loop, awaiter);
        connection.Ask();
        return connection;
    }

    public void Receive(SimulatedPacket packet)
    {
        if (_connections.TryGetValue((packet.Destination, packet.Source), out var connection))
        {
            host.Network.Tell(WireEventKind.Delivered, host, packet);
            if (connection.Receive(packet))
            {
                return;
            }
        }

        var asks = (packet.Flags & (TcpFlags.Syn | TcpFlags.Ack | TcpFlags.Rst)) == TcpFlags.Syn;
        if (asks && _listeners.TryGetValue(packet.Destination.Port, out var listener))
        {
            host.Network.Tell(WireEventKind.Delivered, host, packet);
            if (listener.HasRoom)
            {
                Add(packet.Destination, packet.Source, listener.Loop, listener).Answer(packet);
            }
        }
        else
        {
            host.Network.Tell(WireEventKind.Refused, host, packet);
            Refuse(packet);
        }
    }

    public void TellUnreachable(IPEndPoint local, IPEndPoint remote)
    {
        if (_connections.TryGetValue((local, remote), out var connection))
        {
            connection.TellUnreachable();
        }
    }

    public void Remove(SimulatedConnection connection)
    {
        var key = (connection.LocalEndPoint, connection.RemoteEndPoint);
        if (_connections.TryGetValue(key, out var there) && there == connection)
        {
            _connections.Remove(key);
        }
    }

    public void Remove(SimulatedListener listener) => _listeners.Remove(listener.LocalEndPoint.Port);

    /// <summary>Everything is gone, and nobody is told.</summary>
    public void Vanish()
    {
        foreach (var connection in _connections.Values.ToArray())
        {
            connection.Vanish();
        }

        _connections.Clear();
        _listeners.Clear();
    }

    /// <summary>The programs are gone, and the system closes what they leave behind.</summary>
    public void CloseAll()
    {
        _listeners.Clear();
        foreach (var connection in _connections.Values.ToArray())
        {
            connection.CloseForTheDead();
        }
    }

    /// <summary>A loop ends: its listeners close and its connections are aborted, and their observers are told.</summary>
    public void CloseOf(SimulatedLoop loop)
    {
        foreach (var listener in _listeners.Values.Where(listener => listener.Loop == loop).ToArray())
        {
            listener.Dispose();
        }

        foreach (var connection in _connections.Values.Where(connection => connection.Loop == loop).ToArray())
        {
            connection.Dispose();
        }
    }

    private SimulatedConnection Add(IPEndPoint local, IPEndPoint remote, SimulatedLoop loop, IConnectionAwaiter awaiter)
    {
        var connection = new SimulatedConnection(host, loop, local, remote, awaiter);
        _connections[(local, remote)] = connection;
        return connection;
    }

    /// <summary>Tells a peer that there is no such connection here.</summary>
    private void Refuse(SimulatedPacket packet)
    {
        if (packet.Has(TcpFlags.Rst))
        {
            return;
        }

        var reset = host.Network.Rent();
        reset.Protocol = SimulatedProtocol.Tcp;
        (reset.Source, reset.Destination) = (packet.Destination, packet.Source);
        reset.Flags = TcpFlags.Rst | TcpFlags.Ack;
        reset.Sequence = packet.Acknowledgement;
        reset.Acknowledgement = packet.Sequence + packet.Length + (packet.Has(TcpFlags.Syn | TcpFlags.Fin) ? 1 : 0);
        host.Send(reset, host.WayTo(reset.Destination.Address));
    }
}
