using Microsoft.Reactive.Testing;

namespace DynamicData.Tests.Operators;

public sealed class LimitSizeTests
{
    private readonly SourceCache<Item, int> _cache = Item.Cache();

    [Fact]
    public void Those_that_came_or_were_replaced_longest_ago_leave()
    {
        using var seen = _cache.Connect().LimitSizeTo(2).Record();
        _cache.AddOrUpdate(new Item(1, 1));
        _cache.AddOrUpdate(new Item(2, 2));
        _cache.AddOrUpdate(new Item(1, 9));
        _cache.AddOrUpdate(new Item(3, 3));
        Assert.Equal(["Add 3:3", "Remove 2:2"], seen.Last.Short());
        _cache.AddOrUpdate(new Item(2, 8));
        Assert.Equal(["Add 2:8", "Remove 1:9"], seen.Last.Short());
        _cache.Remove(1);
        Assert.Equal([2, 3], seen.Values.Replay().Keys.Order());
        Assert.Throws<ArgumentException>(() => _cache.Connect().LimitSizeTo(0));
    }

    [Fact]
    public void A_cache_is_kept_to_its_size_on_a_scheduler()
    {
        var scheduler = new TestScheduler();
        var seen = _cache.LimitSizeTo(2, scheduler).Record();
        _cache.AddOrUpdate(Item.Range(4));
        Assert.Equal(4, _cache.Count);
        scheduler.Start();
        Assert.Equal([3, 4], _cache.Keys);
        Assert.Equal([1, 2], Assert.Single(seen.Values).Select(pair => pair.Key));
        seen.Dispose();
        _cache.AddOrUpdate(Item.Range(2));
        scheduler.Start();
        Assert.Equal(4, _cache.Count);
    }
}
