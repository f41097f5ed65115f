using System.Net;
using Forum.Reactive.Transfer;

namespace Forum.Reactive.Tests.Transfer;

public class TransferEndingTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan HalfWay = TimeSpan.FromMilliseconds(900);
    private readonly TransferWorld _world = new(1, TransferWorld.Ethernet);
    private readonly byte[] _content = TransferWorld.Noise(2, 20_000_000);

    [Fact]
    public void The_sender_cancels()
    {
        var id = SendHalf();
        _world.Yoda.Transfers.Cancel(id);
        _world.RunUntilEnded(id, TimeSpan.FromSeconds(1));

        Assert.False(_world.Yoda.Ending<TransferCancelled>(id).ByPeer);
        Assert.True(_world.Hans.Ending<TransferCancelled>(id).ByPeer);
        AssertNothingIsLeftOpen();
    }

    [Fact]
    public void The_receiver_cancels()
    {
        var id = SendHalf();
        _world.Hans.Transfers.Cancel(id);
        _world.RunUntilEnded(id, TimeSpan.FromSeconds(1));

        Assert.True(_world.Yoda.Ending<TransferCancelled>(id).ByPeer);
        Assert.False(_world.Hans.Ending<TransferCancelled>(id).ByPeer);
        AssertNothingIsLeftOpen();
    }

    [Fact]
    public void The_server_tells_that_the_other_side_is_gone()
    {
        var id = SendHalf();
        _world.Yoda.Transfers.CancelledByPeer(id);
        _world.Hans.Transfers.CancelledByPeer(id);
        _world.RunUntilEnded(id, TimeSpan.FromSeconds(1));

        Assert.True(_world.Yoda.Ending<TransferCancelled>(id).ByPeer);
        AssertNothingIsLeftOpen();
    }

    [Fact]
    public void The_server_tells_that_the_receiver_has_logged_out()
    {
        var id = SendHalf();
        _world.Hans.Vanish();
        _world.Yoda.Transfers.Declined(id, "hans logged out");
        _world.Run(TimeSpan.FromSeconds(2));

        var failed = _world.Yoda.Ending<TransferFailed>(id);
        Assert.Equal((TransferFailure.PeerStopped, "hans logged out"), (failed.Failure, failed.Reason));
        AssertNothingIsLeftOpen();
    }

    [Fact]
    public void What_the_receiver_itself_said_before_it_logged_out_counts_more_than_the_servers_word()
    {
        var id = _world.Send(_world.Yoda, _world.Hans, "lecture1.mp4", TransferWorld.Noise(4, 1000));
        while (!_world.Hans.HasEnded(id))
        {
            _world.Run(TimeSpan.FromMilliseconds(1));
        }

        _world.Yoda.Transfers.Declined(id, "hans logged out");
        _world.Run(TimeSpan.FromSeconds(5));

        _world.Yoda.Ending<TransferCompleted>(id);
    }

    [Fact]
    public void After_thirty_seconds_of_silence_the_sender_gives_up()
    {
        var id = SendHalf();
        _world.Hans.Vanish();
        _world.Run(TimeSpan.FromSeconds(29));
        Assert.False(_world.Yoda.HasEnded(id));
        _world.Run(TimeSpan.FromSeconds(2));

        Assert.Equal(TransferFailure.Silence, _world.Yoda.Ending<TransferFailed>(id).Failure);
        AssertNothingIsLeftOpen();
    }

    [Fact]
    public void After_thirty_seconds_of_silence_the_receiver_gives_up_and_keeps_the_part()
    {
        var id = SendHalf();
        _world.Yoda.Vanish();
        _world.Run(TimeSpan.FromSeconds(31));

        Assert.Equal(TransferFailure.Silence, _world.Hans.Ending<TransferFailed>(id).Failure);
        Assert.Equal([".yoda_lecture1.mp4.part"], _world.Hans.Files.Names);
        AssertNothingIsLeftOpen();
    }

    [Fact]
    public void An_outage_at_the_very_end_is_outlived_so_that_both_sides_say_the_same()
    {
        var small = TransferWorld.Noise(4, 1000);
        var (here, there) = (_world.Hans.EndPoint.Address, _world.Yoda.EndPoint.Address);
        var id = _world.Send(_world.Yoda, _world.Hans, "lecture1.mp4", small);
        while (!_world.Yoda.Events.OfType<TransferIntroduced>().Any())
        {
            _world.Run(TimeSpan.FromMilliseconds(1));
        }

        _world.Network.SetLink(here, there, TransferWorld.Ethernet with { Loss = 1 });
        while (!_world.Hans.HasEnded(id))
        {
            _world.Run(TimeSpan.FromMilliseconds(1));
        }

        _world.Run(TimeSpan.FromSeconds(20));
        Assert.False(_world.Yoda.HasEnded(id));
        _world.Network.SetLink(here, there, TransferWorld.Ethernet);
        _world.RunUntilEnded(id, TimeSpan.FromSeconds(9));

        _world.Hans.Ending<TransferCompleted>(id);
        _world.Yoda.Ending<TransferCompleted>(id);
    }

    [Fact]
    public void A_receiver_that_cannot_create_the_file_tells_the_sender_so_at_once()
    {
        _world.Hans.Files.PartRefusal = new UnauthorizedAccessException("Access to /home/hans is denied");
        var id = _world.Send(_world.Yoda, _world.Hans, "lecture1.mp4", _content);
        _world.RunUntilEnded(id, TimeSpan.FromMilliseconds(200));

        var told = _world.Yoda.Ending<TransferFailed>(id);
        Assert.Equal((TransferFailure.CannotWrite, "yoda_lecture1.mp4 cannot be written"), (told.Failure, told.Reason));
        Assert.Equal(TransferFailure.CannotWrite, _world.Hans.Ending<TransferFailed>(id).Failure);
        AssertNothingIsLeftOpen();
    }

    [Fact]
    public void Nobody_listens_at_the_receivers_port()
    {
        _world.Hans.Vanish();
        var id = _world.Send(_world.Yoda, _world.Hans, "lecture1.mp4", _content);
        _world.Run(TimeSpan.FromSeconds(31));

        Assert.Equal(TransferFailure.Silence, _world.Yoda.Ending<TransferFailed>(id).Failure);
        AssertNothingIsLeftOpen();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(65536)]
    public void The_receiver_has_no_port(int port)
    {
        _world.Yoda.Files["lecture1.mp4"] = _content;
        var id = _world.Offer(_world.Yoda, _world.Hans, "lecture1.mp4", out _);
        Assert.False(_world.Yoda.Transfers.Accepted(id, IPAddress.Loopback, port, _world.Hans.Transfers.Accept(id)!));

        Assert.Equal(TransferFailure.Unreachable, _world.Yoda.Ending<TransferFailed>(id).Failure);
        AssertNothingIsLeftOpen(TimeSpan.FromSeconds(35));
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("not base64")]
    public void The_receivers_key_is_none(string key)
    {
        _world.Yoda.Files["lecture1.mp4"] = _content;
        var id = _world.Offer(_world.Yoda, _world.Hans, "lecture1.mp4", out _);
        _world.Yoda.Transfers.Accepted(id, IPAddress.Loopback, 8000, key);

        Assert.Equal(TransferFailure.Unreachable, _world.Yoda.Ending<TransferFailed>(id).Failure);
    }

    [Fact]
    public void The_disk_becomes_full()
    {
        _world.Hans.Files.Room = 5_000_000;
        var id = _world.Send(_world.Yoda, _world.Hans, "lecture1.mp4", _content);
        _world.RunUntilEnded(id, Limit);

        Assert.Equal(TransferFailure.CannotWrite, _world.Yoda.Ending<TransferFailed>(id).Failure);
        Assert.Contains("No space left", _world.Hans.Ending<TransferFailed>(id).Reason, StringComparison.Ordinal);
        Assert.Equal("yoda_lecture1.mp4 cannot be written", _world.Yoda.Ending<TransferFailed>(id).Reason); // No folder of the other's
        Assert.DoesNotContain("yoda_lecture1.mp4", _world.Hans.Files.Names);
        AssertNothingIsLeftOpen();
    }

    [Fact]
    public void The_file_is_too_large_for_the_file_system()
    {
        _world.Hans.Files.LargestFile = 5_000_000;
        var id = _world.Send(_world.Yoda, _world.Hans, "lecture1.mp4", _content);
        _world.RunUntilEnded(id, Limit);

        Assert.Equal(TransferFailure.CannotWrite, _world.Hans.Ending<TransferFailed>(id).Failure);
        AssertNothingIsLeftOpen();
    }

    [Fact]
    public void The_file_is_cut_short_while_it_travels()
    {
        var id = SendHalf();
        _world.Yoda.Files.Change("lecture1.mp4", _content[..(_content.Length * 3 / 4)]);
        _world.RunUntilEnded(id, Limit);

        Assert.Equal(TransferFailure.SourceChanged, _world.Yoda.Ending<TransferFailed>(id).Failure);
        Assert.Equal(TransferFailure.SourceChanged, _world.Hans.Ending<TransferFailed>(id).Failure);
        AssertNothingIsLeftOpen();
    }

    [Fact]
    public void The_file_changes_while_it_travels()
    {
        var id = SendHalf();
        _world.Yoda.Files.Change("lecture1.mp4", TransferWorld.Noise(3, _content.Length));
        _world.RunUntilEnded(id, Limit);

        Assert.Equal(TransferFailure.SourceChanged, _world.Yoda.Ending<TransferFailed>(id).Failure);
        Assert.DoesNotContain("yoda_lecture1.mp4", _world.Hans.Files.Names);
        AssertNothingIsLeftOpen();
    }

    [Fact]
    public void The_file_changes_after_its_digest_was_told()
    {
        var small = TransferWorld.Noise(4, 4_000_000);
        var id = _world.Send(_world.Yoda, _world.Hans, "lecture1.mp4", small);
        _world.Run(TimeSpan.FromMilliseconds(200));
        _world.Yoda.Files.Change("lecture1.mp4", TransferWorld.Noise(5, small.Length));
        _world.RunUntilEnded(id, Limit);

        Assert.Equal(TransferFailure.DigestDiffers, _world.Yoda.Ending<TransferFailed>(id).Failure);
        Assert.Equal(TransferFailure.DigestDiffers, _world.Hans.Ending<TransferFailed>(id).Failure);
        _world.Run(TimeSpan.FromSeconds(1));
        Assert.Empty(_world.Hans.Files.Names);
        AssertNothingIsLeftOpen();
    }

    [Fact]
    public void The_senders_program_ends()
    {
        var id = SendHalf();
        _world.Yoda.Transfers.Dispose();
        _world.RunUntilEnded(id, TimeSpan.FromSeconds(1));

        Assert.Equal(TransferFailure.PeerStopped, _world.Hans.Ending<TransferFailed>(id).Failure);
        AssertNothingIsLeftOpen();
    }

    [Fact]
    public void The_receivers_program_ends_and_keeps_the_part()
    {
        var id = SendHalf();
        _world.Hans.Transfers.Dispose();
        _world.RunUntilEnded(id, TimeSpan.FromSeconds(1));

        Assert.Equal(TransferFailure.PeerStopped, _world.Yoda.Ending<TransferFailed>(id).Failure);
        Assert.Equal([".yoda_lecture1.mp4.part"], _world.Hans.Files.Names);
        AssertNothingIsLeftOpen();
    }

    private string SendHalf()
    {
        var id = _world.Send(_world.Yoda, _world.Hans, "lecture1.mp4", _content);
        _world.Run(HalfWay);
        Assert.InRange(_world.Yoda.Progress[^1].Bytes, _content.Length / 10, _content.Length * 9 / 10);
        return id;
    }

    private void AssertNothingIsLeftOpen(TimeSpan? time = null)
    {
        _world.Run(time ?? TimeSpan.FromSeconds(10));
        Assert.Equal(0, _world.Yoda.Files.OpenHandles);
        Assert.Equal(0, _world.Hans.Files.OpenHandles);
    }
}
