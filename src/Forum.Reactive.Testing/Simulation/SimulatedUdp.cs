using System.Net;
using System.Net.Sockets;

namespace Forum.Reactive.Transport.Simulation;

/// <summary>The datagram sockets of a host.</summary>
internal sealed class SimulatedUdp(SimulatedHost host)
{
    private readonly Dictionary<IPEndPoint, SimulatedUdpSocket> _sockets = []; // Only looked up
    private readonly List<SimulatedUdpSocket> _open = [];
    private readonly PortChooser _ports = new();

    public IDatagramSocket Open(IPEndPoint local, SimulatedLoop loop)
    {
        var address = SimulatedHost.Normalize(local.Address);
        if (!IsAny(address) && !host.Owns(address))
        {
            throw new SocketException((int)SocketError.AddressNotAvailable);
        }

        var port = local.Port == 0 ? _ports.Free(candidate => !IsTaken(address, candidate)) : local.Port;
        if (IsTaken(address, port))
        {
            throw new SocketException((int)SocketError.AddressAlreadyInUse);
        }

        var socket = new SimulatedUdpSocket(host, new IPEndPoint(address, port), loop);
        _sockets[socket.LocalEndPoint] = socket;
        _open.Add(socket);
        return socket;
    }

    public void Receive(SimulatedPacket packet)
    {
        var socket = Find(packet.Destination);
        host.Network.Tell(socket is null ? WireEventKind.Refused : WireEventKind.Delivered, host, packet);
        socket?.Receive(packet);
    }

    public void Close(SimulatedUdpSocket socket)
    {
        _sockets.Remove(socket.LocalEndPoint);
        _open.Remove(socket);
    }

    /// <summary>A loop ends: its sockets close.</summary>
    public void CloseOf(SimulatedLoop loop) =>
        _open.FindAll(socket => socket.Scheduler == loop).ForEach(socket => socket.Dispose());

    /// <summary>Everything is gone, and nobody is told.</summary>
    public void Vanish()
    {
        _open.ForEach(socket => socket.Vanish());
        _open.Clear();
        _sockets.Clear();
    }

    internal static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private SimulatedUdpSocket? Find(IPEndPoint local)
    {
        if (_sockets.TryGetValue(local, out var socket) || FindAny(IPAddress.IPv6Any, local.Port, out socket))
        {
            return socket;
        }

        return local.AddressFamily == AddressFamily.InterNetwork && FindAny(IPAddress.Any, local.Port, out socket)
            ? socket
            : null;
    }

    private bool FindAny(IPAddress any, int port, out SimulatedUdpSocket? socket) =>
        _sockets.TryGetValue(new IPEndPoint(any, port), out socket);

    private bool IsTaken(IPAddress address, int port) =>
        _open.Exists(socket =>
            socket.LocalEndPoint.Port == port
            && (IsAny(address) || IsAny(socket.LocalEndPoint.Address) || socket.LocalEndPoint.Address.Equals(address))
        );
}

/// <summary>Chooses ephemeral ports, one after the other.</summary>
internal sealed class PortChooser
{
    private const int First = 49152;
    private int _last = First - 1;

    /// <exception cref="SocketException">Every port is taken.</exception>
    public int Free(Predicate<int> isFree)
    {
        for (var tries = First; tries <= IPEndPoint.MaxPort; tries++)
        {
            _last = _last == IPEndPoint.MaxPort ? First : _last + 1;
            if (isFree(_last))
            {
                return _last;
            }
        }

        throw new SocketException((int)SocketError.AddressAlreadyInUse);
    }
}
