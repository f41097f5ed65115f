using System.Net;
using System.Net.Sockets;
using Forum.Reactive.Transport;
using Forum.Reactive.Transport.Simulation;
using Microsoft.Reactive.Testing;

namespace Forum.Reactive.Tests.Transport.Simulation;

/// <summary>A network with a server and a client in virtual time, for tests of the network itself.</summary>
internal sealed class SimulatedWorld
{
    public SimulatedWorld(int seed, SimulatedLink? link = null, SimulatedTcpOptions? tcp = null)
    {
        Network = new SimulatedNetwork(Clock, seed, link, tcp);
        Server = Network.AddHost("server", "10.0.0.1");
        Client = Network.AddHost("client", "10.0.0.2");
    }

    public TestScheduler Clock { get; } = new();

    public SimulatedNetwork Network { get; }

    public SimulatedHost Server { get; }

    public SimulatedHost Client { get; }

    public static IPEndPoint End(string address, int port) => new(IPAddress.Parse(address), port);

    public void Run(TimeSpan time) => Clock.AdvanceBy(time.Ticks);

    public void RunUntil(Func<bool> isSo, TimeSpan limit)
    {
        var deadline = Clock.Clock + limit.Ticks;
        while (!isSo())
        {
            Assert.True(Clock.Clock < deadline, $"It is not so after {limit}");
            Run(TimeSpan.FromMilliseconds(10));
        }
    }

    /// <summary>Listens, and gives each connection that is accepted to <paramref name="accept"/>.</summary>
    public static IConnectionListener Listen(SimulatedHost host, int port, Action<Peer> accept)
    {
        var listener = host.Listen(port, host.StartLoop("server"));
        listener.Accepted.Subscribe(connection => accept(new Peer(connection)));
        return listener;
    }

    /// <summary>Both ends of a connection that the client makes to the server.</summary>
    public (Peer Near, Peer Far) Connect(TimeSpan? limit = null) => Connect(Client, Server, limit);

    public (Peer Near, Peer Far) Connect(SimulatedHost from, SimulatedHost to, TimeSpan? limit = null)
    {
        (Peer? near, Peer? far) = (null, null);
        using var listener = Listen(to, 0, accepted => far = accepted);
        from.Connect(to.Name, listener.LocalEndPoint.Port).Subscribe(made => near = new Peer(made));
        RunUntil(() => near is not null && far is not null, limit ?? TimeSpan.FromSeconds(20));
        return (near!, far!);
    }

    /// <summary>What became of an attempt to connect.</summary>
    public static Attempt Try(SimulatedHost from, string to, int port)
    {
        var attempt = new Attempt();
        from.Connect(to, port)
            .Subscribe(made => attempt.Peer = new Peer(made), error => attempt.Error = (SocketException)error);
        return attempt;
    }
}

/// <summary>A connection that is asked for, and what came of it.</summary>
internal sealed class Attempt
{
    public Peer? Peer { get; set; }

    public SocketException? Error { get; set; }

    public SocketError? ErrorCode => Error?.SocketErrorCode;
}

/// <summary>A datagram socket that remembers what came.</summary>
internal sealed class Mailbox
{
    public Mailbox(SimulatedHost host, int port = 8000, IPAddress? address = null)
    {
        Host = host;
        Socket = host.OpenDatagramSocket(new IPEndPoint(address ?? IPAddress.Any, port));
        Socket.Subscribe(datagram => Received.Add((datagram.Payload.ToArray(), datagram.Source)));
    }

    public SimulatedHost Host { get; }

    public IDatagramSocket Socket { get; }

    public List<(byte[] Bytes, IPEndPoint Source)> Received { get; } = [];

    public SendResult Send(IPEndPoint to, params byte[] bytes) => Socket.Send(to, bytes, Math.Max(1, bytes.Length));
}
