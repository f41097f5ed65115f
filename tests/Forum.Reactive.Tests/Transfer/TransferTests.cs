using Forum.Reactive.Transfer;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Tests.Transfer;

public class TransferTests
{
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
        world.RunUntilEnded(id, TimeSpan.FromSeconds(10));

        Assert.Equal(content, world.Hans.Files["yoda_lecture1.mp4"]);
        Assert.Equal("yoda_lecture1.mp4", world.Hans.Ending<TransferCompleted>(id).StoredName);
        Assert.False(world.Yoda.Ending<TransferCompleted>(id).WasThere);
        world.Run(TimeSpan.FromSeconds(10));
        Assert.Equal(0, world.Hans.Files.OpenHandles + world.Yoda.Files.OpenHandles);
        Assert.Equal(["yoda_lecture1.mp4"], world.Hans.Files.Names);
    }
}
