using System.Reactive.Linq;

namespace DynamicData.Tests.Operators;

public sealed class RefCountTests
{
    [Fact]
    public void One_subscription_serves_all_and_ends_with_the_last()
    {
        using var cache = Item.Cache();
        var (begun, live) = (0, 0);
        var shared = Observable
            .Defer(() =>
            {
                begun++;
                live++;
                return cache.Connect().Finally(() => live--);
            })
            .RefCount();
        cache.AddOrUpdate(Item.Range(2));
        var first = shared.Record();
        var second = shared.Record();
        Assert.Equal((1, 1), (begun, live));
        Assert.Equal(2, Assert.Single(second.Values).Adds);
        first.Dispose();
        Assert.Equal(1, live);
        second.Dispose();
        Assert.Equal(0, live);
        shared.Record().Dispose();
        Assert.Equal((2, 0), (begun, live));
    }
}
