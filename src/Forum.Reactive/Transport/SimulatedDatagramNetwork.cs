using System.Net;
using System.Reactive.Concurrency;
using System.Reactive.Subjects;

namespace Forum.Reactive.Transport;

/// <summary>
/// A network of datagram sockets in memory. Each ordered pair of addresses is joined by one link, which all sockets of
/// the two hosts share; time is the scheduler's, chance is the seed's: a run is repeated exactly by the same seed.
/// </summary>
/// <remarks>Not thread-safe: everything happens on the thread that runs the scheduler.</remarks>
public sealed class SimulatedDatagramNetwork : IDisposable
{
    private const int FirstEphemeralPort = 49152;
    private readonly IScheduler _scheduler;
    private readonly Random _random;
    private readonly Dictionary<IPEndPoint, SimulatedDatagramSocket> _sockets = [];
    private readonly Dictionary<(IPAddress From, IPAddress To), SimulatedDatagramPath> _paths = [];
    private readonly SimulatedLink _defaultLink;
    private readonly Subject<SimulatedDatagram> _sent = new();

    /// <summary>Makes a network whose links are all like <paramref name="link"/> until <see cref="Connect"/> says otherwise.</summary>
    public SimulatedDatagramNetwork(IScheduler scheduler, int seed, SimulatedLink link)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        ArgumentNullException.ThrowIfNull(link);
        _scheduler = scheduler;
        _random = new Random(seed);
        _defaultLink = link.Validated();
    }

    /// <summary>Sees every datagram as it is sent: for taps, attackers and counters of a test.</summary>
    public IObservable<SimulatedDatagram> Sent => _sent;

    /// <summary>Datagrams that the links dropped because a queue was full.</summary>
    public long QueueDrops => _paths.Values.Sum(path => path.QueueDrops);

    /// <summary>Opens a socket at <paramref name="local"/>; port 0 takes a free one.</summary>
    /// <exception cref="InvalidOperationException">The end point is taken.</exception>
    public IDatagramSocket Open(IPEndPoint local)
    {
        ArgumentNullException.ThrowIfNull(local);
        var bound = local.Port == 0 ? new IPEndPoint(local.Address, FreePort(local.Address)) : local;
        var socket = new SimulatedDatagramSocket(this, bound);
        return _sockets.TryAdd(bound, socket) ? socket : throw new InvalidOperationException($"{bound} is taken");
    }

    /// <summary>Changes the link from one address to another, from now on; datagrams under way are not touched.</summary>
    public void Connect(IPAddress from, IPAddress to, SimulatedLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        Path(from, to).Link = link.Validated();
    }

    /// <summary>Puts a datagram on the link as any host could, whatever source it names.</summary>
    public void Inject(IPEndPoint source, IPEndPoint destination, ReadOnlySpan<byte> payload)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        Path(source.Address, destination.Address).Carry(source, destination, payload);
    }

    /// <summary>Ends <see cref="Sent"/>; the sockets are their owners' to close.</summary>
    public void Dispose() => _sent.Dispose();

    internal IScheduler Scheduler => _scheduler;

    internal SendResult Send(IPEndPoint source, IPEndPoint destination, ReadOnlySpan<byte> payload)
    {
        if (payload.Length > MaxPayload(source, destination))
        {
            return SendResult.TooLarge;
        }

        if (_sent.HasObservers)
        {
            _sent.OnNext(new SimulatedDatagram(source, destination, payload.ToArray()));
        }

        Path(source.Address, destination.Address).Carry(source, destination, payload);
        return SendResult.Sent;
    }

    internal int MaxPayload(IPEndPoint source, IPEndPoint destination)
    {
        var link = Path(source.Address, destination.Address).Link;
        return Math.Min(link.InterfaceMtu ?? link.Mtu, 65535) - SimulatedDatagramPath.HeaderBytes;
    }

    internal void Deliver(IPEndPoint source, IPEndPoint destination, Memory<byte> payload)
    {
        if (_sockets.TryGetValue(destination, out var socket))
        {
            socket.Receive(new Datagram(payload, source, IsLastOfBatch: true));
        }
    }

    internal void Close(IPEndPoint local) => _sockets.Remove(local);

    private SimulatedDatagramPath Path(IPAddress from, IPAddress to)
    {
        if (!_paths.TryGetValue((from, to), out var path))
        {
            _paths[(from, to)] = path = new SimulatedDatagramPath(this, _scheduler, _random, _defaultLink);
        }

        return path;
    }

    private int FreePort(IPAddress address)
    {
        for (var port = FirstEphemeralPort; port <= IPEndPoint.MaxPort; port++)
        {
            if (!_sockets.ContainsKey(new IPEndPoint(address, port)))
            {
                return port;
            }
        }

        throw new InvalidOperationException("Every port is taken");
    }
}

/// <summary>A datagram as it was given to the network.</summary>
/// <param name="Source">The socket that sent it.</param>
/// <param name="Destination">Where it is to go.</param>
/// <param name="Payload">A copy of its bytes.</param>
public readonly record struct SimulatedDatagram(
    IPEndPoint Source,
    IPEndPoint Destination,
    ReadOnlyMemory<byte> Payload
);
