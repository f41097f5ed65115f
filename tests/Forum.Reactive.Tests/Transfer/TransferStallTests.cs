using System.Net;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Forum.Reactive.Transfer;
using Forum.Reactive.Transfer.Channel;
using Forum.Reactive.Transfer.Introduction;
using Forum.Reactive.Transfer.Packets;
using Forum.Reactive.Transfer.Recovery;
using Forum.Reactive.Transfer.Routes;

namespace Forum.Reactive.Tests.Transfer;

/// <summary>Other sides that are there, answer, and do nothing for the file.</summary>
public class TransferStallTests
{
    private const int Size = 20_000_000;
    private static readonly IPEndPoint Idler = new(IPAddress.Parse("10.0.0.3"), 8000);
    private readonly TransferWorld _world = new(1, TransferWorld.Ethernet);

    [Fact]
    public void A_path_that_carries_answers_but_no_data_ends_in_an_error_on_both_sides()
    {
        var id = _world.Send(_world.Yoda, _world.Hans, "x", TransferWorld.Noise(2, Size));
        _world.Run(TimeSpan.FromMilliseconds(700));
        _world.Network.SetLink(
            _world.Yoda.EndPoint.Address,
            _world.Hans.EndPoint.Address,
            TransferWorld.Ethernet with
            {
                Mtu = 200,
                InterfaceMtu = 1500,
            }
        );
        // While the sender finds out what is wrong, a piece of some bytes may still come through: that is progress.
        var (arrived, arrivedAt) = (0L, _world.Scheduler.Now);
        using var following = _world
            .Hans.Transfers.Progress.Where(progress => progress.Bytes > arrived)
            .Subscribe(progress => (arrived, arrivedAt) = (progress.Bytes, _world.Scheduler.Now));
        _world.Run(TimeSpan.FromSeconds(29));
        Assert.False(_world.Yoda.HasEnded(id) || _world.Hans.HasEnded(id));
        _world.RunUntilEnded(id, TimeSpan.FromSeconds(30));

        Assert.InRange(_world.Scheduler.Now - arrivedAt, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(32));
        Assert.Equal(TransferFailure.Stalled, _world.Yoda.Ending<TransferFailed>(id).Failure);
        Assert.Equal(TransferFailure.Stalled, _world.Hans.Ending<TransferFailed>(id).Failure);
        AssertNothingIsLeftOpen();
    }

    [Fact]
    public void A_sender_that_says_it_is_there_and_sends_nothing_is_given_up()
    {
        using var key = EphemeralKey.Create(Entropy.FromSeed(3));
        var offer = new IncomingOffer("1", "yoda", Idler.Address, Size, "-", EphemeralKey.Export(key), "x");
        Assert.True(_world.Hans.Transfers.Consider(offer).CanTake);
        var theirs = _world.Hans.Transfers.Accept("1")!;
        var terms = new TransferTerms("1", "yoda", "hans", Size, null, "x", offer.PublicKey, theirs);
        var keys = TransferKeys.Derive(key, theirs, terms);
        Idle(new IdleContent(), _world.Hans.EndPoint, keys.TagToReceiver, keys.FromSender, keys.FromReceiver);

        _world.Run(TimeSpan.FromSeconds(29));
        Assert.False(_world.Hans.HasEnded("1"));
        _world.Run(TimeSpan.FromSeconds(4));

        var failed = _world.Hans.Ending<TransferFailed>("1");
        Assert.Equal(TransferFailure.Stalled, failed.Failure);
        Assert.Equal("yoda is there, but sends nothing of x any more", failed.Reason);
        AssertNothingIsLeftOpen();
    }

    [Theory]
    [InlineData(false, 30)]
    [InlineData(true, 30 + (10 * Size / 20_000_000))]
    public void A_receiver_that_says_it_is_there_and_takes_nothing_is_given_up(bool holds, int seconds)
    {
        _world.Yoda.Files["x"] = TransferWorld.Noise(2, Size);
        using var key = EphemeralKey.Create(Entropy.FromSeed(3));
        var file = _world.Yoda.Transfers.Open("x", "hans");
        var own = EphemeralKey.Export(key);
        var terms = new TransferTerms("1", "yoda", "hans", Size, null, "x", file.PublicKey, own);
        var keys = TransferKeys.Derive(key, file.PublicKey, terms);
        _world.Yoda.Transfers.Offered("1", file);
        var content = new IdleContent();
        var channel = Idle(content, _world.Yoda.EndPoint, keys.TagToSender, keys.FromReceiver, keys.FromSender);
        Assert.True(_world.Yoda.Transfers.Accepted("1", Idler.Address, Idler.Port, EphemeralKey.Export(key)));
        if (holds)
        {
            channel.Request(ControlFrames.Hold);
        }

        _world.Run(TimeSpan.FromSeconds(seconds - 1));
        Assert.False(_world.Yoda.HasEnded("1"), _world.Yoda.Said("1"));
        _world.Run(TimeSpan.FromSeconds(4));

        Assert.Equal(TransferFailure.Stalled, _world.Yoda.Ending<TransferFailed>("1").Failure);
        AssertNothingIsLeftOpen();
    }

    private PacketChannel Idle(IdleContent content, IPEndPoint peer, uint tag, byte[] sending, byte[] receiving)
    {
        var socket = _world.Network.Host(Idler.Address).OpenDatagramSocket(Idler);
        var context = new ChannelContext(
            _world.Scheduler,
            _world.Scheduler.StartStopwatch(),
            socket,
            Entropy.FromSeed(1),
            Mtu: null
        );
        var channel = new PacketChannel(
            context,
            content,
            new DirectRoute(socket, peer, RouteKind.Direct),
            tag,
            sending,
            receiving
        );
        socket.Subscribe(datagram =>
        {
            channel.OnDatagram(datagram);
            channel.AfterBatch();
        });
        _world.Scheduler.SchedulePeriodic(TimeSpan.FromSeconds(1), () => channel.Request(ControlFrames.Ping));
        return channel;
    }

    private void AssertNothingIsLeftOpen()
    {
        _world.Run(TimeSpan.FromSeconds(10));
        Assert.Equal(0, _world.Yoda.Files.OpenHandles + _world.Hans.Files.OpenHandles);
    }
}
