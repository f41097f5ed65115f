using System.Net;
using System.Reactive.Concurrency;
using Forum.Reactive.Transfer;
using Forum.Reactive.Transfer.Channel;
using Forum.Reactive.Transfer.Packets;
using Forum.Reactive.Transfer.Recovery;
using Forum.Reactive.Transfer.Routes;
using Forum.Reactive.Transport;
using Forum.Reactive.Transport.Simulation;
using Microsoft.Reactive.Testing;

namespace Forum.Reactive.Tests.Transfer;

public class PacketChannelTests
{
    private static readonly IPEndPoint Sender = new(IPAddress.Parse("10.0.0.1"), 8000);
    private static readonly IPEndPoint Receiver = new(IPAddress.Parse("10.0.0.2"), 8000);
    private readonly byte[] _secret = TransferWorld.Noise(1, 32);

    [Theory]
    [InlineData(false, 64)]
    [InlineData(true, SentPackets.MaxCapacity)]
    public void Who_only_receives_does_not_remember_its_acknowledgements_for_ever(bool asksInVain, long most)
    {
        var scheduler = new TestScheduler();
        using var network = new SimulatedNetwork(scheduler, 1);
        using var socket = network.Host(Receiver.Address).OpenDatagramSocket(Receiver);
        var context = new ChannelContext(scheduler, scheduler.StartStopwatch(), socket, Entropy.FromSeed(1), Mtu: 1228);
        using var channel = new PacketChannel(
            context,
            new Listener(),
            new DirectRoute(socket, Sender, RouteKind.Direct),
            1,
            _secret,
            _secret
        );
        using var sealing = new PacketProtection(_secret);
        if (asksInVain)
        {
            channel.Request(ControlFrames.Hold);
        }

        for (var number = 0; number < 300_000; number++)
        {
            channel.OnDatagram(new Datagram(PingOf(sealing, number), Sender, IsLastOfBatch: true));
            channel.AfterBatch();
            Assert.InRange(channel.Remembered, 0, most);
            scheduler.AdvanceBy(TimeSpan.FromMilliseconds(0.5).Ticks);
        }
    }

    private static byte[] PingOf(PacketProtection sealing, long number)
    {
        var packet = new byte[PacketHeader.Overhead + 1];
        var writer = new FrameWriter(packet.AsSpan(PacketHeader.Bytes, 1));
        writer.Ping();
        PacketHeader.Write(packet, 2, number);
        sealing.Seal(number, packet.AsSpan(0, PacketHeader.Bytes), packet.AsSpan(PacketHeader.Bytes));
        return packet;
    }

    /// <summary>A receiver that nothing but pings is sent to.</summary>
    private sealed class Listener : IdleContent
    {
        public override bool KeepsAlive => false;

        public override void OnSilence() => Assert.Fail("It is not silent");

        public override void OnProtocolError() => Assert.Fail("A ping is no error");
    }
}
