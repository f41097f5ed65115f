using System.Net;
using System.Net.Sockets;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace Forum.Reactive.Transport.Simulation;

/// <summary>A datagram socket of a simulated host.</summary>
internal sealed class SimulatedUdpSocket(SimulatedHost host, IPEndPoint local, SimulatedLoop loop) : IDatagramSocket
{
    private readonly Dictionary<IPAddress, IPEndPoint> _sources = []; // Only looked up
    private IObserver<Datagram>? _observer;
    private bool _closed;

    public IPEndPoint LocalEndPoint => local;

    public IScheduler Scheduler => loop;

    public SendResult Send(IPEndPoint destination, ReadOnlySpan<byte> payload, int segmentSize)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentOutOfRangeException.ThrowIfLessThan(segmentSize, 1);
        if (_closed || !host.IsOn)
        {
            return SendResult.Unreachable;
        }

        var to = Normalize(destination);
        var way = host.WayTo(to.Address);
        if (SourceFor(way, to.Address) is not { } source)
        {
            return SendResult.Unreachable;
        }

        if (Math.Min(segmentSize, payload.Length) > MaxPayload(way, to.Address))
        {
            return SendResult.TooLarge;
        }

        do
        {
            var length = Math.Min(segmentSize, payload.Length);
            SendOne(source, to, payload[..length], way);
            payload = payload[length..];
        } while (payload.Length > 0);

        return SendResult.Sent;
    }

    public int MaxPayload(IPEndPoint destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var address = SimulatedHost.Normalize(destination.Address);
        var way = host.WayTo(address);
        return way.Out is null ? UdpOptions.EthernetPayload : MaxPayload(way, address);
    }

    public IDisposable Subscribe(IObserver<Datagram> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        if (_observer is not null)
        {
            throw new InvalidOperationException("A datagram socket has one observer at a time");
        }

        _observer = observer;
        return Disposable.Create((Socket: this, observer), static entry => entry.Socket.Leave(entry.observer));
    }

    public void Dispose()
    {
        if (_closed)
        {
            return;
        }

        host.Udp.Close(this);
        var last = _observer;
        Vanish();
        using var turn = loop.Enter();
        last?.OnCompleted();
    }

    internal void Vanish()
    {
        _closed = true;
        _observer = null;
    }

    internal void Receive(SimulatedPacket packet)
    {
        using var turn = loop.Enter();
        _observer?.OnNext(new Datagram(packet.Buffer, packet.Source, IsLastOfBatch: true));
    }

    private static int MaxPayload(SimulatedHost.Way way, IPAddress address) =>
        way.Link.FirstMtu - SimulatedPacket.HeaderBytes(address, SimulatedProtocol.Udp);

    private static IPEndPoint Normalize(IPEndPoint endPoint)
    {
        var address = SimulatedHost.Normalize(endPoint.Address);
        return ReferenceEquals(address, endPoint.Address) ? endPoint : new IPEndPoint(address, endPoint.Port);
    }

    private void Leave(IObserver<Datagram> observer)
    {
        if (ReferenceEquals(_observer, observer))
        {
            _observer = null;
        }
    }

    private void SendOne(IPEndPoint source, IPEndPoint destination, ReadOnlySpan<byte> payload, SimulatedHost.Way way)
    {
        var packet = host.Network.Rent();
        packet.Protocol = SimulatedProtocol.Udp;
        (packet.Source, packet.Destination) = (source, destination);
        payload.CopyTo(packet.Resize(payload.Length));
        host.Send(packet, way);
    }

    /// <returns>Where a datagram says it comes from; null: it cannot be sent that way.</returns>
    private IPEndPoint? SourceFor(SimulatedHost.Way way, IPAddress destination)
    {
        if (way.Out is null)
        {
            return null;
        }

        var family = destination.AddressFamily;
        if (!SimulatedUdp.IsAny(local.Address))
        {
            var isUsable =
                local.AddressFamily == family
                && host.Owns(local.Address)
                && (way.Out == host.Loopback || !IPAddress.IsLoopback(local.Address));
            return isUsable ? local : null;
        }

        if (family == AddressFamily.InterNetworkV6 && local.AddressFamily == AddressFamily.InterNetwork)
        {
            return null;
        }

        return EndPointAt(way.Out == host.Loopback ? destination : way.Out.AddressOf(family)!);
    }

    private IPEndPoint EndPointAt(IPAddress address)
    {
        if (!_sources.TryGetValue(address, out var endPoint))
        {
            _sources[address] = endPoint = new IPEndPoint(address, local.Port);
        }

        return endPoint;
    }
}
