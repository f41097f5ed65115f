using System.Net;
using System.Net.Sockets;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Text;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Tests.Transport;

public class DatagramTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(1000, 1000)]
    [InlineData(40_000, 1000)]
    [InlineData(40_500, 1000)]
    [InlineData(60_000, 60_000)]
    public void Datagrams_arrive_over_loopback_cut_as_asked(int length, int segment)
    {
        using var sending = new UdpEventLoop(new IPEndPoint(IPAddress.Loopback, 0));
        using var receiving = new UdpEventLoop(new IPEndPoint(IPAddress.Loopback, 0));
        var sent = new byte[length];
        new Random(1).NextBytes(sent);
        var arrived = new List<byte[]>();
        using var all = new ManualResetEventSlim();
        using var subscription = receiving.Socket.Subscribe(datagram =>
        {
            Assert.Equal(sending.Socket.LocalEndPoint, datagram.Source);
            arrived.Add(datagram.Payload.ToArray());
            if (arrived.Sum(a => a.Length) == length)
            {
                all.Set();
            }
        });

        sending.Schedule(() => sending.Socket.Send(receiving.Socket.LocalEndPoint, sent, segment));

        Assert.True(all.Wait(Patience));
        Assert.Equal(sent.Chunk(segment), arrived);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(25)]
    [InlineData(26)]
    public void A_datagram_of_any_size_ends_a_batch(int length)
    {
        using var receiving = new UdpEventLoop(new IPEndPoint(IPAddress.Loopback, 0));
        using var ended = new ManualResetEventSlim();
        using var subscription = receiving.Socket.Subscribe(datagram =>
        {
            if (datagram.Payload.Length == length && datagram.IsLastOfBatch)
            {
                ended.Set();
            }
        });
        using var sending = new UdpClient(AddressFamily.InterNetwork);

        sending.Send(new byte[length], length, receiving.Socket.LocalEndPoint);

        Assert.True(ended.Wait(Patience));
    }

    [Fact]
    public void A_datagram_that_is_too_large_for_the_interface_is_refused()
    {
        using var loop = new UdpEventLoop(new IPEndPoint(IPAddress.Loopback, 0));
        Assert.Equal(SendResult.TooLarge, loop.Socket.Send(loop.Socket.LocalEndPoint, new byte[65508], 65508));
        Assert.InRange(loop.Socket.MaxPayload(loop.Socket.LocalEndPoint), 1200, 65507);
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("elsewhere")]
    [InlineData("own")]
    public void Datagrams_arrive_on_the_loop_of_their_socket_until_it_is_disposed(string kind)
    {
        LoopScheduler? loop = kind switch
        {
            "epoll" => new EpollLoop("test"),
            "elsewhere" => new EventLoop("test"),
            _ => null,
        };
        var socket = new RealNetwork().OpenDatagramSocket(new IPEndPoint(IPAddress.IPv6Any, 0), loop);
        using var enough = new ManualResetEventSlim();
        using var completed = new ManualResetEventSlim();
        List<string> arrived = [];
        var onLoop = true;
        socket.Subscribe(
            datagram =>
            {
                onLoop &= ((ILoop)socket.Scheduler).IsCurrent;
                arrived.Add(Encoding.UTF8.GetString(datagram.Payload.Span));
                socket.Send(datagram.Source, datagram.Payload.Span, 1000);
                if (arrived.Count == 1000)
                {
                    enough.Set();
                }
            },
            completed.Set
        );
        using var peer = new UdpClient(AddressFamily.InterNetwork);
        peer.Connect(IPAddress.Loopback, socket.LocalEndPoint.Port);
        peer.Client.ReceiveTimeout = (int)Patience.TotalMilliseconds;
        IPEndPoint? from = null;
        for (var i = 0; i < 1000; i++)
        {
            peer.Send(Encoding.UTF8.GetBytes($"{i}"));
            Assert.Equal($"{i}", Encoding.UTF8.GetString(peer.Receive(ref from)));
        }

        Assert.True(enough.Wait(Patience));
        Assert.True(onLoop);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"{i}"), arrived);
        socket.Dispose();
        Assert.True(completed.Wait(Patience));
        loop?.Stop().Timeout(Patience).Wait();
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("elsewhere")]
    public void A_loop_that_stops_completes_the_datagrams_of_its_sockets(string kind)
    {
        LoopScheduler loop = kind == "epoll" ? new EpollLoop("test") : new EventLoop("test");
        var socket = new RealNetwork().OpenDatagramSocket(new IPEndPoint(IPAddress.Loopback, 0), loop);
        var completed = false;
        socket.Subscribe(_ => { }, () => completed = true);
        loop.Stop().Timeout(Patience).Wait();
        Assert.True(completed);
    }

    [Fact]
    public void Disposing_the_loop_completes_its_datagrams()
    {
        using var completed = new ManualResetEventSlim();
        var loop = new UdpEventLoop(new IPEndPoint(IPAddress.Loopback, 0));
        using var subscription = loop.Socket.Subscribe(_ => { }, completed.Set);
        loop.Dispose();
        Assert.True(completed.IsSet);
    }
}
