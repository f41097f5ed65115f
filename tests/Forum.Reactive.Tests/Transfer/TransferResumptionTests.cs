using Forum.Reactive.Transfer;
using Forum.Reactive.Transfer.Files;
using Forum.Reactive.Transfer.Ranges;

namespace Forum.Reactive.Tests.Transfer;

public class TransferResumptionTests
{
    private const int Size = 12_000_000;
    private const int Small = 6_000_000; // Offered with its digest.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);

    private static TransferOptions Fine =>
        new() { CheckpointInterval = TimeSpan.FromMilliseconds(20), ProgressInterval = TimeSpan.FromMilliseconds(10) };

    public static TheoryData<int> Tenths => [.. Enumerable.Range(1, 9)];

    [Theory]
    [MemberData(nameof(Tenths))]
    public void A_receiver_that_crashes_goes_on_where_it_was_durable(int tenth)
    {
        var world = new TransferWorld(tenth, TransferWorld.Ethernet with { Loss = 0.01 }, Fine);
        var content = TransferWorld.Noise(tenth, Size);
        var first = world.Send(world.Yoda, world.Hans, "x.mp4", content);
        var arrived = RunToTenth(world, tenth);
        world.Hans.CrashAndRestart(tenth);

        var second = world.Send(world.Yoda, world.Hans, "x.mp4");
        world.RunUntilEnded(second, Limit);

        Assert.Equal(content, world.Hans.Files["yoda_x.mp4"]);
        var travelled = world.Hans.Ending<TransferCompleted>(second).Travelled;
        Assert.InRange(travelled, Size - arrived - 3_000_000, Size - arrived + 4_000_000);
        world.Run(Limit);
        Assert.Equal(["yoda_x.mp4"], world.Hans.Files.Names);
        Assert.Equal(TransferFailure.Silence, world.Yoda.Ending<TransferFailed>(first).Failure);
    }

    [Theory]
    [MemberData(nameof(Tenths))]
    public void A_transfer_that_was_cancelled_goes_on_where_it_stopped(int tenth)
    {
        var world = new TransferWorld(tenth, TransferWorld.Ethernet, Fine);
        var content = TransferWorld.Noise(tenth, Size);
        var first = world.Send(world.Yoda, world.Hans, "x.mp4", content);
        var arrived = RunToTenth(world, tenth);
        world.Yoda.Transfers.Cancel(first);
        world.RunUntilEnded(first, Limit);

        var second = world.Send(world.Yoda, world.Hans, "x.mp4");
        world.RunUntilEnded(second, Limit);

        Assert.Equal(content, world.Hans.Files["yoda_x.mp4"]);
        Assert.InRange(world.Hans.Ending<TransferCompleted>(second).Travelled, 0, Size - arrived);
    }

    [Fact]
    public void What_is_missing_is_all_that_travels_however_often_it_stops()
    {
        var world = new TransferWorld(5, TransferWorld.Ethernet with { Loss = 0.05, Reordering = 0.05 }, Fine);
        var content = TransferWorld.Noise(5, Size);
        world.Yoda.Files["x.mp4"] = content;
        for (var crash = 0; crash < 6; crash++)
        {
            world.Send(world.Yoda, world.Hans, "x.mp4");
            world.Run(TimeSpan.FromMilliseconds(700));
            world.Hans.CrashAndRestart(crash);
        }

        var id = world.Send(world.Yoda, world.Hans, "x.mp4");
        world.RunUntilEnded(id, Limit);

        Assert.Equal(content, world.Hans.Files["yoda_x.mp4"]);
        Assert.InRange(world.Hans.Ending<TransferCompleted>(id).Travelled, 0, Size / 2);
    }

    [Fact]
    public void Another_content_of_the_same_name_and_size_begins_anew()
    {
        var world = new TransferWorld(6, TransferWorld.Ethernet);
        var first = world.Send(world.Yoda, world.Hans, "x.mp4", TransferWorld.Noise(7, Size));
        RunToTenth(world, 5);
        world.Yoda.Transfers.Cancel(first);
        world.RunUntilEnded(first, Limit);

        var content = TransferWorld.Noise(8, Size);
        var second = world.Send(world.Yoda, world.Hans, "x.mp4", content);
        world.RunUntilEnded(second, Limit);

        Assert.Equal(content, world.Hans.Files["yoda_x.mp4"]);
        Assert.Equal(Size, world.Hans.Ending<TransferCompleted>(second).Travelled);
    }

    [Fact]
    public void A_file_that_differs_only_behind_what_arrived_is_found_out_and_thrown_away()
    {
        var world = new TransferWorld(9, TransferWorld.Ethernet with { Loss = 0.02 });
        var content = TransferWorld.Noise(9, Size);
        var first = world.Send(world.Yoda, world.Hans, "x.mp4", content);
        RunToTenth(world, 5);
        world.Yoda.Transfers.Cancel(first);
        world.RunUntilEnded(first, Limit);
        var other = (byte[])content.Clone();
        other[^1] ^= 1;

        var second = world.Send(world.Yoda, world.Hans, "x.mp4", other);
        world.RunUntilEnded(second, Limit);

        Assert.Equal(other, world.Hans.Files["yoda_x.mp4"]);
    }

    [Theory]
    [InlineData(4_000_001)]
    [InlineData(5_000_000)]
    [InlineData(7_654_321)]
    public void After_a_full_disk_only_what_was_written_is_kept(int room)
    {
        var world = new TransferWorld(10, TransferWorld.Ethernet with { Loss = 0.02 }, Fine);
        var content = TransferWorld.Noise(10, Size);
        world.Hans.Files.Room = room;
        var first = world.Send(world.Yoda, world.Hans, "x.mp4", content);
        world.RunUntilEnded(first, Limit);
        Assert.Equal(TransferFailure.CannotWrite, world.Hans.Ending<TransferFailed>(first).Failure);

        world.Hans.Files.Room = long.MaxValue;
        var second = world.Send(world.Yoda, world.Hans, "x.mp4");
        world.RunUntilEnded(second, Limit);

        Assert.Equal(content, world.Hans.Files["yoda_x.mp4"]);
        Assert.InRange(world.Hans.Ending<TransferCompleted>(second).Travelled, Size - room, Size - 1_000_000);
    }

    [Fact]
    public void Bytes_whose_map_was_of_another_content_are_not_trusted_after_a_crash()
    {
        var world = new TransferWorld(11, TransferWorld.Ethernet);
        var content = TransferWorld.Noise(11, Small);
        var other = TransferWorld.Noise(12, Small);
        var first = world.Send(world.Yoda, world.Hans, "x.mp4", content);
        RunToTenth(world, 3, Small);
        world.Yoda.Transfers.Cancel(first);
        world.RunUntilEnded(first, Limit);
        world.Send(world.Yoda, world.Hans, "x.mp4", other);
        world.Run(TimeSpan.FromMilliseconds(300));
        world.Hans.CrashAndRestart(11);

        var third = world.Send(world.Yoda, world.Hans, "x.mp4", content);
        world.RunUntilEnded(third, Limit);

        world.Hans.Ending<TransferCompleted>(third);
        Assert.Equal(content, world.Hans.Files["yoda_x.mp4"]);
    }

    [Theory]
    [InlineData("a_b", "c", "a", "b_c")]
    [InlineData("a", "b_c", "a_b", "c")]
    public void What_another_user_sent_is_not_gone_on_with(
        string earlier,
        string earlierFile,
        string later,
        string laterFile
    )
    {
        var store = new MemoryFileStore();
        var digest = new byte[32];
        Assert.Equal(StoredName.Of(earlier, earlierFile), StoredName.Of(later, laterFile));
        using (var part = PartFile.Open(store, StoredName.Of(earlier, earlierFile), earlier, Size))
        {
            part.Clear();
            part.Checkpoint([new Range64(0, 1000)], digest);
        }

        using (var again = PartFile.Open(store, StoredName.Of(earlier, earlierFile), earlier, Size))
        {
            Assert.Equal(1000, Assert.Single(again.Found!.Ranges).End);
        }

        using var others = PartFile.Open(store, StoredName.Of(later, laterFile), later, Size);
        Assert.Null(others.Found);
    }

    [Theory]
    [InlineData("a_b", "c", "a", "b_c")]
    [InlineData("a", "b_c", "a_b", "c")]
    [InlineData("a_b", "c", "3.a", "b_c")]
    [InlineData("3.a", "b_c", "a_b", "c")]
    public void A_whole_part_of_another_user_is_not_gone_on_with(
        string earlier,
        string earlierFile,
        string later,
        string laterFile
    )
    {
        var store = new MemoryFileStore();
        using (var part = PartFile.Open(store, StoredName.Of(earlier, earlierFile), earlier, Size))
        {
            part.Write(new byte[Size], 0);
        }

        using (var again = PartFile.Open(store, StoredName.Of(earlier, earlierFile), earlier, Size))
        {
            Assert.NotNull(again.Found);
        }

        using var others = PartFile.Open(store, StoredName.Of(later, laterFile), later, Size);
        Assert.Null(others.Found);
    }

    [Fact]
    public void A_crash_between_the_last_byte_and_the_name_costs_nothing()
    {
        var world = new TransferWorld(13, TransferWorld.Ethernet);
        var content = TransferWorld.Noise(13, Size);
        world.Hans.Files[".yoda_x.mp4.part"] = content;

        var id = world.Send(world.Yoda, world.Hans, "x.mp4", content);
        world.RunUntilEnded(id, Limit);

        Assert.Equal(content, world.Hans.Files["yoda_x.mp4"]);
        Assert.Equal(0, world.Hans.Ending<TransferCompleted>(id).Travelled);
    }

    private static long RunToTenth(TransferWorld world, int tenth, int size = Size)
    {
        var deadline = world.Scheduler.Now + Limit;
        while (world.Hans.Progress.Count == 0 || world.Hans.Progress[^1].Bytes < (long)size * tenth / 10)
        {
            Assert.True(world.Scheduler.Now < deadline);
            world.Run(TimeSpan.FromMilliseconds(10));
        }

        return world.Hans.Progress[^1].Bytes;
    }
}
