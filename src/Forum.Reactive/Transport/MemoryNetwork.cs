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
public sealed class MemoryNetwork(IScheduler scheduler, int seed, MemoryNetworkOptions? options = null)
{
    private readonly Dictionary<IPEndPoint, MemoryListener> _listeners = [];
    private int _lastPort = 49151;

    internal IScheduler Scheduler { get; } = scheduler;

    internal MemoryNetworkOptions Options { get; } = options ?? new MemoryNetworkOptions();

    internal Random Random { get; } = new(seed);

    /// <summary>The network as the host with this address sees it; its names are addresses.</summary>
    public INetwork Host(string address) => new MemoryHost(this, IPAddress.Parse(address));

    private int FreePort() => ++_lastPort;

    private sealed class MemoryHost(MemoryNetwork network, IPAddress address) : INetwork
    {
        public IConnectionListener Listen(int port)
        {
            var local = new IPEndPoint(address, port == 0 ? network.FreePort() : port);
            var listener = new MemoryListener(network, local);
            return network._listeners.TryAdd(local, listener)
                ? listener
                : throw new SocketException((int)SocketError.AddressAlreadyInUse);
        }

        public IObservable<IConnection> Connect(string host, int port) =>
            Observable.Create<IConnection>(observer =>
                network.Scheduler.Schedule(
                    network.Options.Delay,
                    () =>
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
                )
            );
    }

    private sealed class MemoryListener(MemoryNetwork network, IPEndPoint local) : IConnectionListener
    {
        private readonly Subject<IConnection> _accepted = new();

        public IPEndPoint LocalEndPoint => local;

        public IObservable<IConnection> Accepted => _accepted;

        public void Defer(Action act) => act();

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
