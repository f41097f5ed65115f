using System.Reactive.Linq;
using static DynamicData.Tests.Torture;

namespace DynamicData.Tests.StandInOnly;

/// <summary>Caches that edit each other. (The originals up to 9.4 deliver under the lock: two such caches can wait for each other.)</summary>
public sealed class CrossFeedTests
{
    [Fact]
    public async Task Two_caches_that_feed_each_other_from_many_threads_come_to_rest_alike()
    {
        using var left = Item.Cache();
        using var right = Item.Cache();
        using var leftToRight = left.Connect().Filter(item => item.Key % 2 == 0).PopulateInto(right);
        using var rightToLeft = right.Connect().Filter(item => item.Key % 2 != 0).PopulateInto(left);
        using var leftSeen = left.Connect().Record();
        using var rightSeen = right.Connect().Record();

        await Run(
            random => Edit(left, random, even: true),
            random => Edit(left, random, even: true),
            random => Edit(right, random, even: false),
            random => Edit(right, random, even: false),
            random => SubscribeBriefly(left, random),
            random => SubscribeBriefly(right, random)
        );

        AssertHas(leftSeen, left);
        AssertHas(rightSeen, right);
        Assert.Equal(left.Keys.Order(), right.Keys.Order());
    }
}
