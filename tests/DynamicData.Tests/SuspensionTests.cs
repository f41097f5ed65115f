namespace DynamicData.Tests;

public sealed class SuspensionTests
{
    private readonly SourceCache<Item, int> _cache = Item.Cache();

    [Fact]
    public void Suspended_changes_come_as_one_set_with_each_step()
    {
        using var seen = _cache.Connect().Record();
        var suspension = _cache.SuspendNotifications();
        _cache.AddOrUpdate(Item.Range(2));
        _cache.Remove(1);
        Assert.Empty(seen.Values);
        suspension.Dispose();
        Assert.Equal(["Add 1:1", "Add 2:2", "Remove 1:1"], Assert.Single(seen.Values).Short());
    }

    [Fact]
    public void Suspensions_nest()
    {
        using var seen = _cache.Connect().Record();
        var (one, two) = (_cache.SuspendNotifications(), _cache.SuspendNotifications());
        _cache.AddOrUpdate(new Item(1, 1));
        one.Dispose();
        one.Dispose();
        Assert.Empty(seen.Values);
        two.Dispose();
        Assert.Single(seen.Values);
    }

    [Fact]
    public void Who_comes_meanwhile_gets_the_whole_content_once()
    {
        _cache.AddOrUpdate(new Item(1, 1));
        var suspension = _cache.SuspendNotifications();
        _cache.AddOrUpdate(new Item(2, 2));
        using var late = _cache.Connect().Record();
        using var watched = _cache.Watch(2).Record();
        _cache.AddOrUpdate(new Item(3, 3));
        Assert.Empty(late.Values);
        Assert.Empty(watched.Values);
        suspension.Dispose();
        Assert.Equal(3, Assert.Single(late.Values).Adds);
        Assert.Equal(ChangeReason.Add, Assert.Single(watched.Values).Reason);
        _cache.AddOrUpdate(new Item(4, 4));
        Assert.Equal(4, late.Values.Replay().Count);
    }

    [Fact]
    public void A_cache_disposed_while_suspended_completes_its_subscribers_without_data()
    {
        using var before = _cache.Connect().Record();
        using var suspension = _cache.SuspendNotifications();
        using var meanwhile = _cache.Connect().Record();
        _cache.AddOrUpdate(new Item(1, 1));
        _cache.Dispose();
        Assert.Empty(before.Values);
        Assert.Empty(meanwhile.Values);
        Assert.True(before.IsCompleted && meanwhile.IsCompleted);
    }

    [Fact]
    public void A_resumption_that_is_suspended_again_delivers_the_first_part()
    {
        var first = _cache.SuspendNotifications();
        _cache.AddOrUpdate(new Item(1, 1));
        using var late = _cache.Connect().Record();
        first.Dispose();
        var second = _cache.SuspendNotifications();
        _cache.AddOrUpdate(new Item(2, 2));
        Assert.Equal(["Add 1:1"], Assert.Single(late.Values).Short());
        second.Dispose();
        Assert.Equal(["Add 2:2"], late.Last.Short());
    }

    [Fact]
    public void The_count_is_told_at_once_and_then_when_it_differs()
    {
        using var counts = _cache.CountChanged.Record();
        _cache.AddOrUpdate(Item.Range(3));
        _cache.AddOrUpdate(new Item(1, 9));
        _cache.Edit(updater =>
        {
            updater.Remove(1);
            updater.AddOrUpdate(new Item(7, 7));
        });
        _cache.Clear();
        Assert.Equal([0, 3, 0], counts.Values);
    }

    [Fact]
    public void A_suspended_count_is_told_once_when_resumed()
    {
        using var counts = _cache.CountChanged.Record();
        var (one, two) = (_cache.SuspendCount(), _cache.SuspendCount());
        _cache.AddOrUpdate(new Item(1, 1));
        _cache.AddOrUpdate(new Item(2, 2));
        using var late = _cache.CountChanged.Record();
        _cache.AddOrUpdate(new Item(3, 3));
        one.Dispose();
        Assert.Equal([0], counts.Values);
        two.Dispose();
        Assert.Equal([0, 3], counts.Values);
        Assert.Equal([2, 3], late.Values);
    }

    [Fact]
    public void The_count_ends_with_the_cache()
    {
        using var counts = _cache.CountChanged.Record();
        _cache.Dispose();
        Assert.True(counts.IsCompleted);
    }
}
