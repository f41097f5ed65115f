using System.Reactive.Linq;

namespace DynamicData.Tests;

public sealed class WatchTests
{
    private readonly SourceCache<Item, int> _cache = Item.Cache();

    [Fact]
    public void A_watcher_sees_an_add_at_once_if_the_item_is_there()
    {
        _cache.AddOrUpdate(Item.Range(2));
        using var seen = _cache.Watch(2).Record();
        Assert.Equal("Add 2:2", Assert.Single(seen.Values).Short());
    }

    [Fact]
    public void A_watcher_sees_each_change_of_its_key_and_no_other()
    {
        using var seen = _cache.Watch(2).Record();
        _cache.AddOrUpdate(Item.Range(3));
        _cache.Edit(updater =>
        {
            updater.AddOrUpdate(new Item(2, 5));
            updater.AddOrUpdate(new Item(1, 5));
            updater.Refresh(2);
        });
        _cache.Remove(2);
        Assert.Equal(
            ["Add 2:2", "Update 2:5 was 2:2", "Refresh 2:5", "Remove 2:5"],
            seen.Values.Select(change => change.Short())
        );
    }

    [Fact]
    public void Watchers_of_one_key_come_and_go_independently()
    {
        var watchers = Enumerable.Range(0, 5).Select(_ => _cache.Watch(1).Record()).ToArray();
        watchers[0].Dispose();
        watchers[2].Dispose();
        watchers[4].Dispose();
        _cache.AddOrUpdate(new Item(1, 1));
        Assert.Equal([0, 1, 0, 1, 0], watchers.Select(watcher => watcher.Values.Count));
        watchers[1].Dispose();
        _cache.AddOrUpdate(new Item(1, 2));
        watchers[3].Dispose();
        _cache.AddOrUpdate(new Item(1, 3));
        Assert.Equal([0, 1, 0, 2, 0], watchers.Select(watcher => watcher.Values.Count));
    }

    [Fact]
    public void A_watcher_completes_with_the_cache()
    {
        using var seen = _cache.Watch(1).Record();
        _cache.Dispose();
        Assert.True(seen.IsCompleted);
    }

    [Fact]
    public void A_watched_value_is_told_also_when_it_is_refreshed_or_removed()
    {
        using var fromCache = _cache.WatchValue(1).Select(item => item.Value).Record();
        using var fromStream = _cache.Connect().WatchValue(1).Select(item => item.Value).Record();
        _cache.AddOrUpdate(new Item(1, 1));
        _cache.AddOrUpdate(new Item(2, 7));
        _cache.AddOrUpdate(new Item(1, 2));
        _cache.Refresh(new Item(1, 0));
        _cache.Remove(1);
        Assert.Equal([1, 2, 2, 2], fromCache.Values);
        Assert.Equal([1, 2, 2, 2], fromStream.Values);
    }

    [Fact]
    public void Watchers_of_one_key_are_told_in_the_order_in_which_they_came()
    {
        var cache = Item.Cache();
        var order = new List<int>();
        var watchers = Enumerable.Range(0, 5).Select(i => cache.Watch(1).Subscribe(_ => order.Add(i))).ToArray();
        cache.AddOrUpdate(new Item(1, 1));
        Assert.Equal([0, 1, 2, 3, 4], order);
        watchers[0].Dispose();
        watchers[2].Dispose();
        order.Clear();
        using var last = cache.Watch(1).Subscribe(_ => order.Add(5));
        cache.AddOrUpdate(new Item(1, 2));
        Assert.Equal([5, 1, 3, 4, 5], order); // the newcomer's first is its initial state
    }
}
