using System.Net;
using System.Net.Sockets;
using System.Reactive;
using System.Reactive.Concurrency;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Tests.Transport;

public sealed class UdpEventLoopTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void Work_that_throws_is_told_and_the_next_is_done()
    {
        using var told = new ManualResetEventSlim();
        using var done = new ManualResetEventSlim();
        using var loop = new UdpEventLoop(new IPEndPoint(IPAddress.Loopback, 0));
        loop.Faults.Subscribe(error =>
        {
            Assert.Equal("boom", error.Message);
            told.Set();
            throw new InvalidOperationException("who watches fails, too");
        });
        loop.Schedule(() => throw new InvalidOperationException("boom"));
        loop.Schedule(done.Set);
        Assert.True(told.Wait(Patience));
        Assert.True(done.Wait(Patience));
    }

    [Fact]
    public void A_datagram_that_nobody_can_read_does_not_keep_the_next_from_coming()
    {
        using var told = new ManualResetEventSlim();
        using var second = new ManualResetEventSlim();
        using var loop = new UdpEventLoop(new IPEndPoint(IPAddress.Loopback, 0));
        loop.Faults.Subscribe(_ => told.Set());
        using var receiving = loop.Socket.Subscribe(
            Observer.Create<Datagram>(datagram =>
            {
                if (datagram.Payload.Span[0] == 1)
                {
                    throw new InvalidOperationException("boom");
                }

                second.Set();
            })
        );
        using var sender = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        sender.SendTo([1], loop.Socket.LocalEndPoint);
        Assert.True(told.Wait(Patience));
        sender.SendTo([2], loop.Socket.LocalEndPoint);
        Assert.True(second.Wait(Patience));
    }
}
