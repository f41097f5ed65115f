using System.Net;
using System.Reactive;
using System.Reactive.Linq;
using Forum.Reactive.Transport;
using Forum.Simulation.Worlds;

namespace Forum.Simulation.Faults;

/// <summary>A server's network whose connections are broken in one way.</summary>
internal sealed class FaultyNetwork(INetwork network, Fault fault, Chance chance) : INetwork
{
    public IReadOnlyList<IPAddress> LocalAddresses => network.LocalAddresses;

    public ILoop StartLoop(string name) => network.StartLoop(name);

    public IConnectionListener Listen(int port, ILoop loop) =>
        new Listener(network.Listen(port, loop), connection => new Connection(connection, fault, chance));

    public IObservable<IConnection> Connect(string host, int port, ILoop? loop = null) =>
        network.Connect(host, port, loop);

    public IDatagramSocket OpenDatagramSocket(IPEndPoint local, ILoop? loop = null) =>
        network.OpenDatagramSocket(local, loop);

    private sealed class Listener(IConnectionListener listener, Func<IConnection, IConnection> wrap)
        : IConnectionListener
    {
        public IPEndPoint LocalEndPoint => listener.LocalEndPoint;

        public IObservable<IConnection> Accepted => listener.Accepted.Select(wrap);

        public void Dispose() => listener.Dispose();
    }

    private sealed class Connection(IConnection connection, Fault fault, Chance chance) : IConnection
    {
        public IPEndPoint RemoteEndPoint => connection.RemoteEndPoint;

        public IObservable<ReadOnlyMemory<byte>> Received =>
            fault == Fault.LeakOnReset
                ? connection.Received.Catch(Observable.Never<ReadOnlyMemory<byte>>())
                : connection.Received;

        public IObservable<Unit> Writable =>
            fault == Fault.LostWakeUp ? connection.Writable.Where(_ => !chance.Happens(0.2)) : connection.Writable;

        public int Write(ReadOnlySpan<byte> bytes)
        {
            var taken = connection.Write(bytes);
            if (fault == Fault.SentTwice && taken == bytes.Length && chance.Happens(0.02))
            {
                connection.Write(bytes);
            }

            return taken;
        }

        public void Pause() => connection.Pause();

        public void Resume() => connection.Resume();

        public bool CloseOutput() => connection.CloseOutput();

        public void Dispose() => connection.Dispose();
    }
}
