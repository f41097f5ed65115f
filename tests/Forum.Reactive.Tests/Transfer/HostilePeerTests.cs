using System.Net;
using Forum.Reactive.Transfer.Channel;
using Forum.Reactive.Transfer.Packets;
using Forum.Reactive.Transfer.Ranges;
using Forum.Reactive.Transfer.Recovery;
using Forum.Reactive.Transfer.Routes;
using Forum.Reactive.Transport;
using Forum.Reactive.Transport.Simulation;
using Microsoft.Reactive.Testing;

namespace Forum.Reactive.Tests.Transfer;

/// <summary>What the other side of a transfer, who has the keys, or a stranger who has seen its packets, can make this side do.</summary>
public sealed class HostilePeerTests : IDisposable
{
    private static readonly IPEndPoint Here = new(IPAddress.Parse("10.0.0.1"), 8000);
    private static readonly IPEndPoint Peer = new(IPAddress.Parse("10.0.0.2"), 8000);
    private readonly byte[] _secret = TransferWorld.Noise(1, 32);
    private readonly TestScheduler _scheduler = new();
    private readonly SimulatedNetwork _network;
    private readonly IDatagramSocket _socket;
    private readonly PacketProtection _sealing;
    private readonly PacketChannel _channel;
    private readonly Endless _content = new();
    private readonly List<long> _sent = [];
    private long _number;

    public HostilePeerTests()
    {
        _network = new SimulatedNetwork(_scheduler, 1);
        _socket = _network.Host(Here.Address).OpenDatagramSocket(Here);
        _sealing = new PacketProtection(_secret);
        var context = new ChannelContext(
            _scheduler,
            _scheduler.StartStopwatch(),
            _socket,
            Entropy.FromSeed(1),
            Mtu: 1228
        );
        _channel = new PacketChannel(
            context,
            _content,
            new DirectRoute(_socket, Peer, RouteKind.Direct),
            1,
            _secret,
            _secret
        );
        _network.Sent.Subscribe(sent => _sent.Add(PacketHeader.ReadNumber(sent.Payload.Span, _sent.LastOrDefault())));
    }

    public void Dispose()
    {
        _channel.Dispose();
        _sealing.Dispose();
        _socket.Dispose();
        _network.Dispose();
    }

    [Fact]
    public void Thousands_of_acknowledgements_in_one_datagram_are_an_error_and_not_work()
    {
        _content.HasData = true;
        _channel.Pump();
        Receive(
            (ref FrameWriter writer) =>
            {
                for (var count = 0; count < 5000; count++)
                {
                    writer.Acknowledgement((Range64[])[new(0, 1)], 0, 0, 1);
                }
            }
        );
        Assert.Equal(1, _content.Errors);
    }

    [Fact]
    public void Thousands_of_challenges_in_one_datagram_are_answered_once_at_most()
    {
        Receive(
            (ref FrameWriter writer) =>
            {
                for (var count = 0; count < 5000; count++)
                {
                    writer.Token(FrameType.Challenge, count);
                }
            }
        );
        Assert.InRange(_sent.Count, 0, 1);
        Assert.Equal(1, _content.Errors);
    }

    [Fact]
    public void What_was_never_sent_cannot_be_acknowledged()
    {
        Acknowledge(0, 100);
        Assert.Equal(1, _content.Errors);
    }

    [Fact]
    public void A_receiver_that_acknowledges_before_anything_has_arrived_is_found_out()
    {
        _content.HasData = true;
        var acknowledged = 0L;
        while (_content.Errors == 0 && _sent.Count < 20_000)
        {
            _channel.Pump();
            _scheduler.AdvanceBy(TimeSpan.FromMilliseconds(1).Ticks);
            acknowledged = Math.Max(acknowledged, _sent.DefaultIfEmpty().Max());
            Acknowledge(0, acknowledged + 1); // Without a gap: it has not looked at what came.
        }

        Assert.Equal(1, _content.Errors);
        Assert.InRange(_sent.Count, 1024, 16384);
    }

    [Fact]
    public void A_receiver_that_acknowledges_what_has_arrived_is_not()
    {
        _content.HasData = true;
        var arrived = new RangeSet();
        while (_sent.Count < 60_000)
        {
            var before = _sent.Count;
            _channel.Pump();
            _scheduler.AdvanceBy(TimeSpan.FromMilliseconds(1).Ticks);
            foreach (var number in _sent.Skip(before))
            {
                arrived.Add(number, number + 1);
            }

            Receive((ref FrameWriter writer) => writer.Acknowledgement(arrived.Ranges, 0, long.MaxValue >> 2, 32));
        }

        Assert.Equal(0, _content.Errors);
        Assert.InRange(arrived.Count, 4, 60);
    }

    [Fact]
    public void Forged_packets_with_the_right_tag_cost_neither_exceptions_nor_memory_once_there_are_many()
    {
        var forged = new byte[1400];
        PacketHeader.Write(forged, 1, 0);
        var datagram = new Datagram(forged, Peer, IsLastOfBatch: true);
        for (var count = 0; count < 200; count++)
        {
            _channel.OnDatagram(datagram);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var count = 0; count < 10_000; count++)
        {
            _channel.OnDatagram(datagram);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
        Assert.Equal(10_200, _channel.Forged);
    }

    [Fact]
    public void Genuine_packets_among_many_forged_ones_are_still_read()
    {
        using var opening = new PacketProtection(_secret);
        var text = TransferWorld.Noise(5, 1000);
        for (var number = 0; number < 500; number++)
        {
            var genuine = new byte[PacketHeader.Overhead + text.Length];
            text.CopyTo(genuine, PacketHeader.Bytes);
            PacketHeader.Write(genuine, 1, number);
            _sealing.Seal(number, genuine.AsSpan(0, PacketHeader.Bytes), genuine.AsSpan(PacketHeader.Bytes));
            var forged = genuine.ToArray();
            forged[(number * 7) % forged.Length] ^= 1;

            Assert.False(Opens(opening, number, forged));
            Assert.True(Opens(opening, number, genuine), $"packet {number}");
            Assert.Equal(text, genuine[PacketHeader.Bytes..^PacketProtection.TagBytes]);
        }
    }

    private static bool Opens(PacketProtection opening, long number, byte[] packet) =>
        opening.TryOpen(number, packet.AsSpan(0, PacketHeader.Bytes), packet.AsSpan(PacketHeader.Bytes));

    private delegate void Writing(ref FrameWriter writer);

    private void Acknowledge(long start, long end) =>
        Receive(
            (ref FrameWriter writer) => writer.Acknowledgement((Range64[])[new(start, end)], 0, long.MaxValue >> 2, 1)
        );

    private void Receive(Writing write)
    {
        var packet = new byte[65_000];
        var writer = new FrameWriter(packet.AsSpan(PacketHeader.Bytes));
        write(ref writer);
        var size = writer.Length + PacketHeader.Overhead;
        PacketHeader.Write(packet, 2, _number);
        _sealing.Seal(_number++, packet.AsSpan(0, PacketHeader.Bytes), packet.AsSpan(PacketHeader.Bytes, size - 9));
        _channel.OnDatagram(new Datagram(packet.AsMemory(0, size), Peer, IsLastOfBatch: true));
        _channel.AfterBatch();
    }

    /// <summary>Has more to send for ever.</summary>
    private sealed class Endless : IPacketContent
    {
        private long _next;

        public int Errors { get; private set; }

        public bool HasData { get; set; }

        public bool KeepsAlive => false;

        public byte Plan => 0;

        public long ReceiveLimit => 0;

        public Range64 TakeData(int most) => new(_next, _next += most);

        public bool ReadData(long offset, Span<byte> target) => true;

        public void WriteControl(ref FrameWriter writer, ControlFrames frame) => writer.Ping();

        public bool OnData(long offset, ReadOnlySpan<byte> data) => true;

        public bool OnControl(scoped in Frame frame) => true;

        public void OnAcknowledged(in SentPacket packet) { }

        public void OnLost(in SentPacket packet) { }

        public void OnLimit(long limit) { }

        public void OnSilence() { }

        public void OnProtocolError() => Errors++;
    }
}
