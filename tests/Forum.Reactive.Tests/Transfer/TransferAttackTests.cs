using System.Net;
using Forum.Reactive.Transfer;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Tests.Transfer;

public class TransferAttackTests
{
    private static readonly IPEndPoint Mallory = new(IPAddress.Parse("10.0.0.66"), 666);
    private readonly TransferWorld _world = new(1, TransferWorld.Ethernet);
    private readonly byte[] _content = TransferWorld.Noise(2, 3_000_000);

    [Fact]
    public void Datagrams_sent_again_by_a_stranger_change_nothing_and_are_not_answered()
    {
        var toMallory = 0;
        using var tap = _world.Network.Sent.Subscribe(datagram =>
        {
            if (datagram.Destination.Equals(Mallory))
            {
                toMallory++;
            }

            if (!datagram.Source.Equals(Mallory))
            {
                Later(() => _world.Network.Inject(Mallory, datagram.Destination, datagram.Payload.Span), 10);
            }
        });
        AssertArrives();
        Assert.Equal(0, toMallory);
    }

    [Fact]
    public void Forged_datagrams_with_the_right_tag_are_dropped()
    {
        var random = new Random(3);
        using var tap = _world.Network.Sent.Subscribe(datagram =>
        {
            var forged = datagram.Payload.ToArray();
            forged[random.Next(9, forged.Length)] ^= (byte)(1 << random.Next(8));
            _world.Network.Inject(datagram.Source, datagram.Destination, forged);
            random.NextBytes(forged.AsSpan(9));
            _world.Network.Inject(Mallory, datagram.Destination, forged);
        });
        AssertArrives();
    }

    [Fact]
    public void Forged_packet_numbers_are_dropped()
    {
        var random = new Random(4);
        using var tap = _world.Network.Sent.Subscribe(datagram =>
        {
            var forged = datagram.Payload.ToArray();
            random.NextBytes(forged.AsSpan(5, 4));
            _world.Network.Inject(datagram.Source, datagram.Destination, forged);
        });
        AssertArrives();
    }

    [Fact]
    public void Junk_of_any_length_is_dropped_without_an_answer()
    {
        var answers = 0;
        using var tap = _world.Network.Sent.Subscribe(datagram =>
            answers += datagram.Destination.Equals(Mallory) ? 1 : 0
        );
        var random = new Random(5);
        for (var number = 0; number < 20_000; number++)
        {
            var junk = new byte[random.Next(200)];
            random.NextBytes(junk);
            if (junk.Length > 0 && number % 2 == 0)
            {
                junk[0] = 0x71;
            }

            Later(() => _world.Network.Inject(Mallory, _world.Hans.EndPoint, junk), number / 100.0);
        }

        AssertArrives();
        Assert.Equal(0, answers);
    }

    private void AssertArrives()
    {
        var id = _world.Send(_world.Yoda, _world.Hans, "x", _content);
        _world.RunUntilEnded(id, TimeSpan.FromSeconds(20));
        _world.Yoda.Ending<TransferCompleted>(id);
        Assert.Equal(_content, _world.Hans.Files["yoda_x"]);
    }

    private void Later(Action action, double milliseconds) =>
        System.Reactive.Concurrency.Scheduler.Schedule(
            _world.Scheduler,
            TimeSpan.FromMilliseconds(milliseconds),
            action
        );
}
