using System.Net;
using System.Net.Sockets;
using System.Reactive.Linq;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Tests.Transport;

/// <summary>The contract over TCP on the loopback: with and without epoll, clients with a loop and without.</summary>
public abstract class TcpConnections : ConnectionContract
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly List<IDisposable> _open = [];
    private readonly List<ILoop> _loops = [];

    public sealed class AsServersAcceptThem : TcpConnections
    {
        private protected override ILoop StartLoop() => new EpollLoop("test");
    }

    public sealed class AsServersElsewhereAcceptThem : TcpConnections
    {
        private protected override ILoop StartLoop() => new EventLoop("test");
    }

    public sealed class AsClientsOnALoopMakeThem : TcpConnections
    {
        private protected override ILoop StartLoop() => new EpollLoop("test");

        private protected override ILoop? ClientLoop() => Kept(StartLoop());
    }

    public sealed class AsClientsOnALoopElsewhereMakeThem : TcpConnections
    {
        private protected override ILoop StartLoop() => new EventLoop("test");

        private protected override ILoop? ClientLoop() => Kept(StartLoop());
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

    [Fact]
    public void A_loop_that_stops_while_data_is_under_way_tells_the_end_and_nothing_after_it()
    {
        (var near, var far) = Connect();
        var (atNear, atFar) = (new End(near), new End(far));
        atNear.Send(new byte[50_000_000]);
        Until(() => atFar.Count > 100_000);
        var loop = _loops[0];
        loop.Stop().Timeout(Limit).Wait();
        var count = atFar.Count;
        Assert.NotNull(atFar.Error);
        Assert.True(atFar.IsGone);
        LetSettle();
        Assert.Equal(count, atFar.Count);
        Until(() => atNear.IsOver);
    }

    [Fact]
    public void What_a_connection_on_a_loop_tells_it_tells_on_the_loop()
    {
        (var near, var far) = Connect();
        var loop = _loops[0];
        var isElsewhere = 0;
        void Check() => Interlocked.Add(ref isElsewhere, loop.IsCurrent ? 0 : 1);
        using var over = new ManualResetEventSlim();
        far.Writable.Subscribe(_ => Check(), Check);
        far.Received.Subscribe(
            _ => Check(),
            _ => { },
            () =>
            {
                Check();
                over.Set();
            }
        );
        near.Write("something"u8);
        near.CloseOutput();
        Assert.True(over.Wait(Limit));
        Assert.Equal(0, isElsewhere);
    }

    private protected abstract ILoop StartLoop();

    private protected virtual ILoop? ClientLoop() => null;

    private ILoop Kept(ILoop loop)
    {
        _loops.Add(loop);
        return loop;
    }

    private IConnectionListener Listen() => new RealNetwork().Listen(0, Kept(StartLoop()));

    private protected override (IConnection Near, IConnection Far) Connect()
    {
        var listener = Listen();
        var accepted = new TaskCompletionSource<IConnection>(TaskCreationOptions.RunContinuationsAsynchronously);
        listener.Accepted.Subscribe(connection => accepted.TrySetResult(connection));
        var near = new RealNetwork()
            .Connect("127.0.0.1", listener.LocalEndPoint.Port, ClientLoop())
            .Timeout(Limit)
            .Wait();
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
