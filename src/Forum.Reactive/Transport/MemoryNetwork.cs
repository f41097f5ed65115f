using System.Net;
using System.Net.Sockets;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace Forum.Reactive.Transport;

/// <summary>How bytes travel in a <see cref="MemoryNetwork"/>.</summary>
public sealed record MemoryNetworkOptions
{
    /// <summary>Time from writing to receiving; at least one tick. Default 1 ms.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Most bytes on their way to a receiver, or waiting for it. Default 64 KiB.</summary>
    public int Window { get; init; } = 64 * 1024;

    /// <summary>Most bytes in a received piece: pieces are cut at random, no longer than this. Default 1,460.</summary>
    public int MaxPiece { get; init; } = 1460;
}

/// <summary>
/// A network of hosts in memory whose time is a scheduler's: the same programs run on it as on real sockets. What comes of a
/// seed is always the same. Not thread-safe: it is for one thread, that of a virtual-time scheduler.
/// </summary>
#pragma warning disable CA1001 // Nothing but memory.
public sealed class MemoryNetwork
#pragma warning restore CA1001
{
    private readonly Dictionary<IPEndPoint, MemoryListener> _listeners = [];
    private readonly SimulatedDatagramNetwork _datagrams;
    private int _lastPort = 49151;

    /// <summary>Makes a network without hosts.</summary>
    /// <param name="scheduler">Its time.</param>
    /// <param name="seed">What cuts bytes into pieces.</param>
    /// <param name="options">How bytes travel.</param>
    public MemoryNetwork(IScheduler scheduler, int seed, MemoryNetworkOptions? options = null)
    {
        (Scheduler, Options, Random) = (scheduler, options ?? new MemoryNetworkOptions(), new Random(seed));
        Rounds = new MemoryRounds(scheduler);
        var link = new SimulatedLink { Delay = Options.Delay };
        _datagrams = new SimulatedDatagramNetwork(new MemoryLoop(Rounds), seed, link);
    }

    internal IScheduler Scheduler { get; }

    internal MemoryNetworkOptions Options { get; }

    internal Random Random { get; }

    internal MemoryRounds Rounds { get; }

    /// <summary>The network as the host with this address sees it; its names are addresses.</summary>
    public INetwork Host(string address) => new MemoryHost(this, IPAddress.Parse(address));

    /// <summary>Lets <paramref name="act"/> happen at <paramref name="due"/>, as a round of its own.</summary>
    internal IDisposable Happen<T>(T state, DateTimeOffset due, Action<T> act) =>
        Scheduler.Schedule(
            (Rounds, state, act),
            due,
            static (_, what) =>
            {
                what.Rounds.Run(what.state, what.act);
                return Disposable.Empty;
            }
        );

    private int FreePort() => ++_lastPort;

    private sealed class MemoryHost(MemoryNetwork network, IPAddress address) : INetwork
    {
        public IReadOnlyList<IPAddress> LocalAddresses => [address];

        public ILoop StartLoop(string name) => new MemoryLoop(network.Rounds);

        public IConnectionListener Listen(int port, ILoop loop)
        {
            var local = new IPEndPoint(address, port == 0 ? network.FreePort() : port);
            var listener = new MemoryListener(network, local);
            return network._listeners.TryAdd(local, listener)
                ? listener
                : throw new SocketException((int)SocketError.AddressAlreadyInUse);
        }

        public IObservable<IConnection> Connect(string host, int port, ILoop? loop = null) =>
            Observable.Create<IConnection>(observer =>
                network.Happen(
                    observer,
                    network.Scheduler.Now + network.Options.Delay,
                    connecting => Connect(host, port, connecting)
                )
            );

        public IDatagramSocket OpenDatagramSocket(IPEndPoint local, ILoop? loop = null) =>
            network._datagrams.Open(new IPEndPoint(address, local.Port));

        private void Connect(string host, int port, IObserver<IConnection> observer)
        {
            if (
                IPAddress.TryParse(host, out var remote)
                && network._listeners.TryGetValue(new IPEndPoint(remote, port), out var listener)
            )
            {
                var local = new IPEndPoint(address, network.FreePort());
                (var near, var far) = MemoryConnection.Pair(network, local, listener.LocalEndPoint);
                listener.Accept(far);
                observer.OnNext(near);
                observer.OnCompleted();
            }
            else
            {
                observer.OnError(new SocketException((int)SocketError.ConnectionRefused));
            }
        }
    }

    private sealed class MemoryListener(MemoryNetwork network, IPEndPoint local) : IConnectionListener
    {
        private readonly Subject<IConnection> _accepted = new();

        public IPEndPoint LocalEndPoint => local;

        public IObservable<IConnection> Accepted => _accepted;

        public void Accept(MemoryConnection connection) => _accepted.OnNext(connection);

        public void Dispose()
        {
            if (network._listeners.Remove(local))
            {
                _accepted.OnCompleted();
            }
        }
    }
}
