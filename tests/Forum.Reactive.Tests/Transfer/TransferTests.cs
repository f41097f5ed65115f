using Forum.Reactive.Transfer;

namespace Forum.Reactive.Tests.Transfer;

public class TransferTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(1_000_000)]
    [InlineData(20_000_000)]
    public void A_file_arrives_as_it_was(int size)
    {
        var world = new TransferWorld(1, TransferWorld.Ethernet);
        var content = TransferWorld.Noise(2, size);

        var id = world.Send(world.Yoda, world.Hans, "lecture1.mp4", content);
        world.RunUntilEnded(id, Limit);

        Assert.Equal(content, world.Hans.Files["yoda_lecture1.mp4"]);
        Assert.Equal("yoda_lecture1.mp4", world.Hans.Ending<TransferCompleted>(id).StoredName);
        Assert.False(world.Yoda.Ending<TransferCompleted>(id).WasThere);
        world.Run(TimeSpan.FromSeconds(10));
        Assert.Equal(0, world.Hans.Files.OpenHandles + world.Yoda.Files.OpenHandles);
        Assert.Equal(["yoda_lecture1.mp4"], world.Hans.Files.Names);
    }

    [Fact]
    public void Ten_files_travel_at_once_in_both_directions_over_one_port()
    {
        var world = new TransferWorld(3, TransferWorld.Ethernet with { Loss = 0.01 });
        var ids = new List<string>();
        for (var number = 0; number < 5; number++)
        {
            ids.Add(
                world.Send(world.Yoda, world.Hans, $"a{number}", TransferWorld.Noise(number, 300_000 * (number + 1)))
            );
            ids.Add(
                world.Send(
                    world.Hans,
                    world.Yoda,
                    $"b{number}",
                    TransferWorld.Noise(9 + number, 200_000 * (number + 1))
                )
            );
        }

        foreach (var id in ids)
        {
            world.RunUntilEnded(id, Limit);
        }

        for (var number = 0; number < 5; number++)
        {
            Assert.Equal(world.Yoda.Files[$"a{number}"], world.Hans.Files[$"yoda_a{number}"]);
            Assert.Equal(world.Hans.Files[$"b{number}"], world.Yoda.Files[$"hans_b{number}"]);
        }
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(9_000_000)]
    public void What_the_receiver_has_already_does_not_travel(int size)
    {
        var world = new TransferWorld(4, TransferWorld.Ethernet);
        var content = TransferWorld.Noise(5, size);
        world.Hans.Files["yoda_x.mp4"] = TransferWorld.Noise(6, size);
        world.Hans.Files["yoda_x (2).mp4"] = content;

        var id = world.Send(world.Yoda, world.Hans, "x.mp4", content);
        world.RunUntilEnded(id, Limit);

        Assert.True(world.Yoda.Ending<TransferCompleted>(id).WasThere);
        Assert.Equal("yoda_x (2).mp4", world.Hans.Ending<TransferCompleted>(id).StoredName);
        Assert.Equal(2, world.Hans.Files.Names.Count);
    }

    [Fact]
    public void A_file_of_another_content_is_not_overwritten()
    {
        var world = new TransferWorld(7, TransferWorld.Ethernet);
        var content = TransferWorld.Noise(8, 9_000_000);
        var other = TransferWorld.Noise(9, 9_000_000);
        world.Hans.Files["yoda_x.mp4"] = other;

        var id = world.Send(world.Yoda, world.Hans, "x.mp4", content);
        world.RunUntilEnded(id, Limit);

        Assert.Equal("yoda_x (2).mp4", world.Hans.Ending<TransferCompleted>(id).StoredName);
        Assert.Equal(content, world.Hans.Files["yoda_x (2).mp4"]);
        Assert.Equal(other, world.Hans.Files["yoda_x.mp4"]);
    }

    [Fact]
    public void Two_files_of_one_name_at_once_are_stored_under_two_names()
    {
        var world = new TransferWorld(10, TransferWorld.Ethernet);
        var first = TransferWorld.Noise(11, 2_000_000);
        var second = TransferWorld.Noise(12, 2_000_000);

        var one = world.Send(world.Yoda, world.Hans, "x.mp4", first);
        world.Run(TimeSpan.FromMilliseconds(10));
        var two = world.Send(world.Yoda, world.Hans, "x.mp4", second);
        world.RunUntilEnded(one, Limit);
        world.RunUntilEnded(two, Limit);

        Assert.Equal(first, world.Hans.Files[world.Hans.Ending<TransferCompleted>(one).StoredName!]);
        Assert.Equal(second, world.Hans.Files[world.Hans.Ending<TransferCompleted>(two).StoredName!]);
        Assert.Equal(2, world.Hans.Files.Names.Count);
    }

    [Fact]
    public void Progress_grows_to_the_end_and_tells_rate_round_trip_and_time_left()
    {
        var world = new TransferWorld(13, TransferWorld.Ethernet with { Loss = 0.02 });

        var id = world.Send(world.Yoda, world.Hans, "x", TransferWorld.Noise(14, 20_000_000));
        world.RunUntilEnded(id, Limit);

        var seen = world.Yoda.Progress;
        Assert.InRange(seen.Count, 7, 15);
        Assert.Equal(seen.OrderBy(p => p.Bytes), seen);
        var late = seen[^1];
        Assert.InRange(late.Rate, 6e6, 12.5e6);
        Assert.InRange(late.RoundTrip, TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(150));
        Assert.InRange(late.Loss, 0.01, 0.04);
        Assert.InRange(late.TimeLeft!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.All(world.Hans.Progress, p => Assert.Equal(TransferDirection.Receiving, p.Transfer.Direction));
        var received = world.Hans.Progress[^1];
        Assert.InRange(received.Loss, 0.01, 0.04);
        Assert.InRange(received.RoundTrip, TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(150));
    }
}
