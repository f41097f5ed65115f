namespace DynamicData.Tests.StandInOnly;

/// <summary>What a failing caller or subscriber takes from the others: nothing.</summary>
public sealed class FailureTests
{
    private readonly SourceCache<Item, int> _cache = Item.Cache();

    [Fact]
    public void An_edit_that_throws_publishes_what_it_changed_and_the_cache_goes_on()
    {
        using var seen = _cache.Connect().Record();
        Assert.Throws<FormatException>(() =>
            _cache.Edit(updater =>
            {
                updater.AddOrUpdate(new Item(1, 1));
                throw new FormatException();
            })
        );
        _cache.AddOrUpdate(new Item(2, 2));
        Assert.Equal(["Add 1:1", "Add 2:2"], seen.Values.SelectMany(changes => changes.Short()));
    }

    [Fact]
    public void A_key_selector_that_throws_publishes_what_came_before()
    {
        using var cache = new SourceCache<Item, int>(item => item.Key == 3 ? throw new FormatException() : item.Key);
        using var seen = cache.Connect().Record();
        Assert.Throws<FormatException>(() => cache.AddOrUpdate(Item.Range(5)));
        cache.AddOrUpdate(new Item(9, 9));
        Assert.Equal([1, 2, 9], seen.Values.Replay().Keys.Order());
        Assert.Equal([1, 2, 9], cache.Keys.Order());
    }

    [Fact]
    public void A_nested_edit_that_throws_leaves_the_outer_one_in_order()
    {
        using var seen = _cache.Connect().Record();
        _cache.Edit(updater =>
        {
            Assert.Throws<FormatException>(() => _cache.Edit(_ => throw new FormatException()));
            updater.AddOrUpdate(new Item(1, 1));
        });
        Assert.Equal(["Add 1:1"], Assert.Single(seen.Values).Short());
    }

    [Fact]
    public void A_subscriber_that_throws_reaches_the_caller_and_the_others_get_the_set()
    {
        using var before = _cache.Connect().Record();
        using var broken = _cache.Connect().Subscribe(_ => throw new FormatException());
        using var after = _cache.Connect().Record();
        using var counts = _cache.CountChanged.Record();
        Assert.Throws<FormatException>(() => _cache.AddOrUpdate(new Item(1, 1)));
        _cache.AddOrUpdate(new Item(2, 2));
        Assert.Equal(2, before.Values.Count);
        Assert.Equal(2, after.Values.Count);
        Assert.Equal([0, 1, 2], counts.Values);
    }

    [Fact]
    public void The_failures_of_several_subscribers_are_all_told()
    {
        using var one = _cache.Connect().Subscribe(_ => throw new FormatException());
        using var two = _cache.Connect().Subscribe(_ => throw new InvalidCastException());
        var thrown = Assert.Throws<AggregateException>(() => _cache.AddOrUpdate(new Item(1, 1)));
        Assert.Equal(
            [typeof(FormatException), typeof(InvalidCastException)],
            thrown.InnerExceptions.Select(e => e.GetType())
        );
    }

    [Fact]
    public void A_preview_subscriber_that_throws_does_not_stop_the_edit()
    {
        using var broken = _cache.Preview().Subscribe(_ => throw new FormatException());
        using var seen = _cache.Connect().Record();
        Assert.Throws<FormatException>(() => _cache.AddOrUpdate(new Item(1, 1)));
        Assert.Equal(1, _cache.Count);
        Assert.Single(seen.Values);
    }

    [Fact]
    public void Who_connects_inside_an_edit_sees_each_change_once()
    {
        Recorder<IChangeSet<Item, int>>? seen = null;
        _cache.Edit(updater =>
        {
            updater.AddOrUpdate(new Item(1, 1));
            seen = _cache.Connect().Record();
            updater.AddOrUpdate(new Item(2, 2));
        });
        _cache.AddOrUpdate(new Item(3, 3));
        Assert.Equal([1, 2, 3], seen!.Values.Replay().Keys.Order());
        seen.Dispose();
    }
}
