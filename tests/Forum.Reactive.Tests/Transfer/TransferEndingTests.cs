using System.Net;
using Forum.Reactive.Transfer;

namespace Forum.Reactive.Tests.Transfer;

public class TransferEndingTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan HalfWay = TimeSpan.FromMilliseconds(900);
    private readonly TransferWorld world = new(1, TransferWorld.Ethernet);
    private readonly byte[] content = TransferWorld.Noise(2, 20_000_000);

    [Fact]
    public void The_sender_cancels()
    {
        var id = SendHalf();
        world.Yoda.Transfers.Cancel(id);
        world.RunUntilEnded(id, TimeSpan.FromSeconds(1));

        Assert.False(world.Yoda.Ending<TransferCancelled>(id).ByPeer);
        Assert.True(world.Hans.Ending<TransferCancelled>(id).ByPeer);
        AssertNothingIsLeftOpen();
    }

    [Fact]
    public void The_receiver_cancels()
    {
        var id = SendHalf();
        world.Hans.Transfers.Cancel(id);
        world.RunUntilEnded(id, TimeSpan.FromSeconds(1));

        Assert.True(world.Yoda.Ending<TransferCancelled>(id).ByPeer);
        Assert.False(world.Hans.Ending<TransferCancelled>(id).ByPeer);
        AssertNothingIsLeftOpen();
    }

    [Fact]
    public void The_server_tells_that_the_other_side_is_gone()
    {
        var id = SendHalf();
        world.Yoda.Transfers.CancelledByPeer(id);
        world.Hans.Transfers.CancelledByPeer(id);
        world.RunUntilEnded(id, TimeSpan.FromSeconds(1));

        Assert.True(world.Yoda.Ending<TransferCancelled>(id).ByPeer);
        AssertNothingIsLeftOpen();
    }

    [Fact]
    public void After_thirty_seconds_of_silence_the_sender_gives_up()
    {
        var id = SendHalf();
        world.Hans.Vanish();
        world.Run(TimeSpan.FromSeconds(29));
        Assert.False(world.Yoda.HasEnded(id));
        world.Run(TimeSpan.FromSeconds(2));

        Assert.Equal(TransferFailure.Silence, world.Yoda.Ending<TransferFailed>(id).Failure);
        AssertNothingIsLeftOpen();
    }

    [Fact]
    public void After_thirty_seconds_of_silence_the_receiver_gives_up_and_keeps_the_part()
    {
        var id = SendHalf();
        world.Yoda.Vanish();
        world.Run(TimeSpan.FromSeconds(31));

        Assert.Equal(TransferFailure.Silence, world.Hans.Ending<TransferFailed>(id).Failure);
        Assert.Equal([".yoda_lecture1.mp4.part"], world.Hans.Files.Names);
        AssertNothingIsLeftOpen();
    }

    [Fact]
    public void An_outage_at_the_very_end_is_outlived_so_that_both_sides_say_the_same()
    {
        var small = TransferWorld.Noise(4, 1000);
        var (here, there) = (world.Hans.EndPoint.Address, world.Yoda.EndPoint.Address);
        world.Network.Connect(here, there, TransferWorld.Ethernet with { Loss = 1 });
        var id = world.Send(world.Yoda, world.Hans, "lecture1.mp4", small);
        while (!world.Hans.HasEnded(id))
            world.Run(TimeSpan.FromMilliseconds(1));
        world.Run(TimeSpan.FromSeconds(20));
        Assert.False(world.Yoda.HasEnded(id));
        world.Network.Connect(here, there, TransferWorld.Ethernet);
        world.RunUntilEnded(id, TimeSpan.FromSeconds(9));

        world.Hans.Ending<TransferCompleted>(id);
        world.Yoda.Ending<TransferCompleted>(id);
    }

    [Fact]
    public void Nobody_listens_at_the_receivers_port()
    {
        world.Hans.Vanish();
        var id = world.Send(world.Yoda, world.Hans, "lecture1.mp4", content);
        world.Run(TimeSpan.FromSeconds(31));

        Assert.Equal(TransferFailure.Silence, world.Yoda.Ending<TransferFailed>(id).Failure);
        AssertNothingIsLeftOpen();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(65536)]
    public void The_receiver_has_no_port(int port)
    {
        world.Yoda.Files["lecture1.mp4"] = content;
        var id = world.Offer(world.Yoda, world.Hans, "lecture1.mp4", out _);
        world.Yoda.Transfers.Accepted(id, IPAddress.Loopback, port, world.Hans.Transfers.Accept(id)!);

        Assert.Equal(TransferFailure.Unreachable, world.Yoda.Ending<TransferFailed>(id).Failure);
        AssertNothingIsLeftOpen(TimeSpan.FromSeconds(35));
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("not base64")]
    public void The_receivers_key_is_none(string key)
    {
        world.Yoda.Files["lecture1.mp4"] = content;
        var id = world.Offer(world.Yoda, world.Hans, "lecture1.mp4", out _);
        world.Yoda.Transfers.Accepted(id, IPAddress.Loopback, 8000, key);

        Assert.Equal(TransferFailure.Unreachable, world.Yoda.Ending<TransferFailed>(id).Failure);
    }

    [Fact]
    public void The_disk_becomes_full()
    {
        world.Hans.Files.Room = 5_000_000;
        var id = world.Send(world.Yoda, world.Hans, "lecture1.mp4", content);
        world.RunUntilEnded(id, Limit);

        Assert.Equal(TransferFailure.CannotWrite, world.Yoda.Ending<TransferFailed>(id).Failure);
        Assert.Contains("No space left", world.Hans.Ending<TransferFailed>(id).Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("yoda_lecture1.mp4", world.Hans.Files.Names);
        AssertNothingIsLeftOpen();
    }

    [Fact]
    public void The_file_is_too_large_for_the_file_system()
    {
        world.Hans.Files.LargestFile = 5_000_000;
        var id = world.Send(world.Yoda, world.Hans, "lecture1.mp4", content);
        world.RunUntilEnded(id, Limit);

        Assert.Equal(TransferFailure.CannotWrite, world.Hans.Ending<TransferFailed>(id).Failure);
        AssertNothingIsLeftOpen();
    }

    [Fact]
    public void The_file_is_cut_short_while_it_travels()
    {
        var id = SendHalf();
        world.Yoda.Files.Change("lecture1.mp4", content[..(content.Length * 3 / 4)]);
        world.RunUntilEnded(id, Limit);

        Assert.Equal(TransferFailure.SourceChanged, world.Yoda.Ending<TransferFailed>(id).Failure);
        Assert.Equal(TransferFailure.SourceChanged, world.Hans.Ending<TransferFailed>(id).Failure);
        AssertNothingIsLeftOpen();
    }

    [Fact]
    public void The_file_changes_while_it_travels()
    {
        var id = SendHalf();
        world.Yoda.Files.Change("lecture1.mp4", TransferWorld.Noise(3, content.Length));
        world.RunUntilEnded(id, Limit);

        Assert.Equal(TransferFailure.SourceChanged, world.Yoda.Ending<TransferFailed>(id).Failure);
        Assert.DoesNotContain("yoda_lecture1.mp4", world.Hans.Files.Names);
        AssertNothingIsLeftOpen();
    }

    [Fact]
    public void The_file_changes_after_its_digest_was_told()
    {
        var small = TransferWorld.Noise(4, 4_000_000);
        var id = world.Send(world.Yoda, world.Hans, "lecture1.mp4", small);
        world.Run(TimeSpan.FromMilliseconds(200));
        world.Yoda.Files.Change("lecture1.mp4", TransferWorld.Noise(5, small.Length));
        world.RunUntilEnded(id, Limit);

        Assert.Equal(TransferFailure.DigestDiffers, world.Yoda.Ending<TransferFailed>(id).Failure);
        Assert.Equal(TransferFailure.DigestDiffers, world.Hans.Ending<TransferFailed>(id).Failure);
        world.Run(TimeSpan.FromSeconds(1));
        Assert.Empty(world.Hans.Files.Names);
        AssertNothingIsLeftOpen();
    }

    [Fact]
    public void The_senders_program_ends()
    {
        var id = SendHalf();
        world.Yoda.Transfers.Dispose();
        world.RunUntilEnded(id, TimeSpan.FromSeconds(1));

        Assert.Equal(TransferFailure.PeerStopped, world.Hans.Ending<TransferFailed>(id).Failure);
        AssertNothingIsLeftOpen();
    }

    [Fact]
    public void The_receivers_program_ends_and_keeps_the_part()
    {
        var id = SendHalf();
        world.Hans.Transfers.Dispose();
        world.RunUntilEnded(id, TimeSpan.FromSeconds(1));

        Assert.Equal(TransferFailure.PeerStopped, world.Yoda.Ending<TransferFailed>(id).Failure);
        Assert.Equal([".yoda_lecture1.mp4.part"], world.Hans.Files.Names);
        AssertNothingIsLeftOpen();
    }

    private string SendHalf()
    {
        var id = world.Send(world.Yoda, world.Hans, "lecture1.mp4", content);
        world.Run(HalfWay);
        Assert.InRange(world.Yoda.Progress[^1].Bytes, content.Length / 10, content.Length * 9 / 10);
        return id;
    }

    private void AssertNothingIsLeftOpen(TimeSpan? time = null)
    {
        world.Run(time ?? TimeSpan.FromSeconds(10));
        Assert.Equal(0, world.Yoda.Files.OpenHandles);
        Assert.Equal(0, world.Hans.Files.OpenHandles);
    }
}
