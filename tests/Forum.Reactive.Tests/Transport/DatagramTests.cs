using System.Net;
using System.Net.Sockets;
using System.Reactive.Concurrency;
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

    [Fact]
    public void The_loop_is_a_scheduler_that_keeps_order_and_time()
    {
        using var loop = new UdpEventLoop(new IPEndPoint(IPAddress.Loopback, 0));
        var seen = new List<int>();
        using var done = new ManualResetEventSlim();
        var clock = loop.StartStopwatch();
        var late = TimeSpan.Zero;
        // On the loop itself, so that nothing is due before all are scheduled.
        loop.Schedule(() =>
        {
            loop.Schedule(
                TimeSpan.FromMilliseconds(30),
                () =>
                {
                    late = clock.Elapsed;
                    seen.Add(3);
                    done.Set();
                }
            );
            loop.Schedule(TimeSpan.FromMilliseconds(10), () => seen.Add(2));
            loop.Schedule(() => seen.Add(1));
            loop.Schedule(TimeSpan.FromMilliseconds(5), () => seen.Add(0)).Dispose();
        });

        Assert.True(done.Wait(Patience));
        Assert.Equal([1, 2, 3], seen);
        Assert.True(late >= TimeSpan.FromMilliseconds(30));
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
