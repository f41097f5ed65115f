using System.Net;
using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Forum.Reactive.Transport;
using Forum.Reactive.Transport.Simulation;
using Forum.Reactive.Transport.Tls;
using Microsoft.Reactive.Testing;

namespace Forum.Reactive.Tests.Transport;

/// <summary>A server with a plain and a TLS port and a client, in memory and in virtual time.</summary>
internal sealed class TlsWorld
{
    private readonly TestScheduler _clock = new();
    private readonly INetwork _below;

    /// <param name="workers">Does the work of handshakes; null: the world itself.</param>
    public TlsWorld(IScheduler? workers = null)
    {
        // Certificates have a validity: virtual time begins now.
        _clock.AdvanceTo(RealTime.Scheduler.Now.Ticks);
        var network = new SimulatedNetwork(_clock, seed: 1);
        var server = new TlsServerNetwork(
            network.Host("10.0.0.1"),
            () => TestCertificate.File.Current,
            tlsPort: 0,
            workers: workers
        );
        server.Failures.Subscribe(Failures.Add);
        var listener = server.Listen(0, server.StartLoop("server"));
        listener.Accepted.Subscribe(Accepted.Add);
        (PlainPort, TlsPort) = (listener.LocalEndPoint.Port, server.TlsEndPoint!.Port);
        _below = network.Host("10.0.0.2");
        Client = new TlsClientNetwork(new TappedNetwork(_below, Wire), Judge, _clock);
    }

    public INetwork Client { get; }

    public int PlainPort { get; }

    public int TlsPort { get; }

    public bool Accepts { get; set; } = true;

    public List<ServerIdentity> Judged { get; } = [];

    public List<TlsFailure> Failures { get; } = [];

    public List<IConnection> Accepted { get; } = [];

    /// <summary>What the client's side wrote, as the wire has it.</summary>
    public List<byte> Wire { get; } = [];

    public (IConnection Near, IConnection Far) Connect()
    {
        IConnection? near = null;
        var before = Accepted.Count;
        Client.Connect("10.0.0.1", TlsPort).Subscribe(connection => near = connection);
        Until(() => near is not null && Accepted.Count > before);
        return (near!, Accepted[^1]);
    }

    public IConnection ConnectPlain(int port)
    {
        IConnection? near = null;
        _below.Connect("10.0.0.1", port).Subscribe(connection => near = connection);
        Until(() => near is not null);
        near!.Received.Subscribe(_ => { }, _ => { });
        return near;
    }

    public void Until(Func<bool> isSo)
    {
        for (var i = 0; i < 100_000 && !isSo(); i++)
        {
            Pass(TimeSpan.FromMilliseconds(1));
        }

        Assert.True(isSo());
    }

    public void Pass(TimeSpan time) => _clock.AdvanceBy(time.Ticks);

    private bool Judge(ServerIdentity identity)
    {
        Judged.Add(identity);
        return Accepts;
    }

    private sealed class TappedNetwork(INetwork network, List<byte> wire) : INetwork
    {
        public IReadOnlyList<IPAddress> LocalAddresses => network.LocalAddresses;

        public ILoop StartLoop(string name) => network.StartLoop(name);

        public IConnectionListener Listen(int port, ILoop loop) => network.Listen(port, loop);

        public IObservable<IConnection> Connect(string host, int port, ILoop? loop = null) =>
            network.Connect(host, port, loop).Select(connection => new TappedConnection(connection, wire));

        public IDatagramSocket OpenDatagramSocket(IPEndPoint local, ILoop? loop = null) =>
            network.OpenDatagramSocket(local, loop);
    }

    private sealed class TappedConnection(IConnection connection, List<byte> wire) : IConnection
    {
        public IPEndPoint RemoteEndPoint => connection.RemoteEndPoint;

        public IObservable<ReadOnlyMemory<byte>> Received => connection.Received;

        public IObservable<Unit> Writable => connection.Writable;

        public int Write(ReadOnlySpan<byte> bytes)
        {
            var taken = connection.Write(bytes);
            wire.AddRange(bytes[..taken]);
            return taken;
        }

        public void Pause() => connection.Pause();

        public void Resume() => connection.Resume();

        public bool CloseOutput() => connection.CloseOutput();

        public void Dispose() => connection.Dispose();
    }
}
