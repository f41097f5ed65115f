using System.Net;
using System.Net.Sockets;
using System.Reactive.Linq;
using Forum.Reactive.Transport;
using Microsoft.Reactive.Testing;

namespace Forum.Reactive.Tests.Transport;

/// <summary>The contract in memory.</summary>
public sealed class MemoryConnections : ConnectionContract
{
    private readonly TestScheduler _clock = new();
    private readonly MemoryNetwork _network;

    public MemoryConnections() => _network = new MemoryNetwork(_clock, seed: 1);

    public override void Dispose()
    {
        // Nothing but memory.
    }

    private protected override (IConnection Near, IConnection Far) Connect()
    {
        (IConnection? near, IConnection? far) = (null, null);
        var host = _network.Host("10.0.0.1");
        using var listener = host.Listen(0, host.StartLoop("server"));
        listener.Accepted.Subscribe(connection => far = connection);
        _network
            .Host("10.0.0.2")
            .Connect("10.0.0.1", listener.LocalEndPoint.Port)
            .Subscribe(connection => near = connection);
        Until(() => near is not null && far is not null);
        return (near!, far!);
    }

    private protected override void Until(Func<bool> isSo)
    {
        for (var i = 0; i < 100_000 && !isSo(); i++)
        {
            _clock.AdvanceBy(TimeSpan.TicksPerMillisecond);
        }

        Assert.True(isSo());
    }

    private protected override void LetSettle() => _clock.AdvanceBy(TimeSpan.TicksPerSecond);
}

/// <summary>The contract over TCP on the loopback: the sockets of a server, and those of a client or of a server elsewhere.</summary>
public abstract class TcpConnections : ConnectionContract
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly List<IDisposable> _open = [];
    private readonly List<ILoop> _loops = [];

    public sealed class AsServersAcceptThem : TcpConnections
    {
        private protected override ILoop StartLoop() => new RealNetwork().StartLoop("test");

        private protected override IConnectionListener Listen(ILoop loop) => new RealNetwork().Listen(0, loop);
    }

    public sealed class AsServersElsewhereAcceptThem : TcpConnections
    {
        private protected override ILoop StartLoop() => new EventLoop("test");

        private protected override IConnectionListener Listen(ILoop loop)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
            socket.Listen();
            return new TcpConnectionListener(socket, (EventLoop)loop);
        }
    }

    [Fact]
    public void A_listener_that_is_disposed_completes_and_leaves_its_connections()
    {
        var listener = Listen();
        using var completed = new ManualResetEventSlim();
        using var accepted = new ManualResetEventSlim();
        IConnection? far = null;
        listener.Accepted.Subscribe(
            connection =>
            {
                far = connection;
                accepted.Set();
            },
            completed.Set
        );
        using var near = new RealNetwork().Connect("127.0.0.1", listener.LocalEndPoint.Port).Timeout(Limit).Wait();
        Assert.True(accepted.Wait(Limit));
        listener.Dispose();
        Assert.True(completed.Wait(Limit));
        using var received = new ManualResetEventSlim();
        near.Received.Subscribe(_ => received.Set(), _ => { });
        far!.Write("still here"u8);
        Assert.True(received.Wait(Limit));
        far.Dispose();
    }

    [Fact]
    public void A_port_where_nobody_listens_refuses()
    {
        var listener = Listen();
        var port = listener.LocalEndPoint.Port;
        using var completed = new ManualResetEventSlim();
        listener.Accepted.Subscribe(_ => { }, completed.Set);
        listener.Dispose();
        Assert.True(completed.Wait(Limit));
        Assert.ThrowsAny<SocketException>(() => new RealNetwork().Connect("127.0.0.1", port).Timeout(Limit).Wait());
    }

    public override void Dispose()
    {
        _open.ForEach(item => item.Dispose());
        _loops.ForEach(loop => loop.Stop().Timeout(Limit).Wait());
        GC.SuppressFinalize(this);
    }

    private protected abstract ILoop StartLoop();

    private protected abstract IConnectionListener Listen(ILoop loop);

    private IConnectionListener Listen()
    {
        var loop = StartLoop();
        _loops.Add(loop);
        return Listen(loop);
    }

    private protected override (IConnection Near, IConnection Far) Connect()
    {
        var listener = Listen();
        var accepted = new TaskCompletionSource<IConnection>(TaskCreationOptions.RunContinuationsAsynchronously);
        listener.Accepted.Subscribe(connection => accepted.TrySetResult(connection));
        var near = new RealNetwork().Connect("127.0.0.1", listener.LocalEndPoint.Port).Timeout(Limit).Wait();
        Assert.True(accepted.Task.Wait(Limit));
        _open.AddRange([near, accepted.Task.Result, listener]);
        return (near, accepted.Task.Result);
    }

    private protected override void Until(Func<bool> isSo) => Assert.True(SpinWait.SpinUntil(isSo, Limit));

    // The loopback hands over within the call that sends; a round trip through it lets the threads that read come round.
    private protected override void LetSettle()
    {
        for (var i = 0; i < 3; i++)
        {
            using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen();
            using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            client.Connect(listener.LocalEndPoint!);
            using var server = listener.Accept();
            server.Send("x"u8);
            var received = client.ReceiveAsync(new byte[1]);
            Assert.True(received.Wait(Limit));
        }
    }
}
