using Forum.Reactive.Transport;

namespace Forum.Reactive.Tests.Transport;

public sealed class DescriptorLimitTests
{
    [Theory]
    [InlineData(20_000, 60, 19_892, 17_405)]
    [InlineData(250, 60, 143, 125)]
    [InlineData(64, 32, 24, 21)]
    [InlineData(64, 33, 0, 0)]
    [InlineData(64, 60, 0, 0)]
    [InlineData(64, 70, 0, 0)]
    public void Room_is_kept_back_for_files_and_for_those_who_are_told_that_there_is_none(
        int granted,
        int used,
        int room,
        int served
    )
    {
        Assert.Equal(room, DescriptorLimit.RoomForConnections(granted, used));
        Assert.Equal(served, DescriptorLimit.Served(room));
    }

    [Fact]
    public void This_program_is_granted_more_than_it_uses()
    {
        Assert.InRange(DescriptorLimit.Used(), 3, DescriptorLimit.Raise()!.Value);
        Assert.True(new RealNetwork().MostConnections > 0);
    }
}
