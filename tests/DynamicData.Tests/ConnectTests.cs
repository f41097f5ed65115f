using System.Reactive.Linq;

namespace DynamicData.Tests;

public sealed class ConnectTests
{
    private readonly SourceCache<Item, int> _cache = Item.Cache();

    [Fact]
    public void A_subscriber_gets_the_content_at_once_as_one_set_of_adds()
    {
        _cache.AddOrUpdate(Item.Range(3));
        using var seen = _cache.Connect().Record();
        Assert.Equal(["Add 1:1", "Add 2:2", "Add 3:3"], Assert.Single(seen.Values).Short());
    }

    [Fact]
    public void A_subscriber_to_an_empty_cache_gets_nothing_unless_it_asks_for_empty_sets()
    {
        using var normal = _cache.Connect().Record();
        using var curious = _cache.Connect(suppressEmptyChangeSets: false).Record();
        Assert.Empty(normal.Values);
        Assert.Empty(Assert.Single(curious.Values));
    }

    [Fact]
    public void An_edit_without_effect_is_told_only_to_those_who_ask_for_empty_sets()
    {
        using var normal = _cache.Connect().Record();
        using var curious = _cache.Connect(suppressEmptyChangeSets: false).Record();
        _cache.Remove(7);
        Assert.Empty(normal.Values);
        Assert.Equal(2, curious.Values.Count);
    }

    [Fact]
    public void One_edit_is_one_change_set_with_each_step_in_order()
    {
        using var seen = _cache.Connect().Record();
        _cache.Edit(updater =>
        {
            updater.AddOrUpdate(new Item(1, 1));
            updater.AddOrUpdate(new Item(1, 2));
            updater.Refresh(1);
            updater.Remove(1);
            updater.Remove(1);
            updater.Refresh(1);
            updater.AddOrUpdate(new Item(1, 3));
        });
        Assert.Equal(
            ["Add 1:1", "Update 1:2 was 1:1", "Refresh 1:2", "Remove 1:2", "Add 1:3"],
            Assert.Single(seen.Values).Short()
        );
    }

    [Fact]
    public void Subscribers_with_a_predicate_see_items_enter_and_leave()
    {
        using var seen = _cache.Connect(item => item.Value > 10).Record();
        _cache.AddOrUpdate(new Item(1, 1));
        _cache.AddOrUpdate(new Item(1, 11));
        _cache.AddOrUpdate(new Item(1, 12));
        _cache.AddOrUpdate(new Item(1, 2));
        Assert.Equal(
            ["Add 1:11", "Update 1:12 was 1:11", "Remove 1:12"],
            seen.Values.SelectMany(changes => changes.Short())
        );
    }

    [Fact]
    public void Disposing_the_cache_completes_its_subscribers()
    {
        using var seen = _cache.Connect().Record();
        _cache.Dispose();
        Assert.True(seen.IsCompleted);
    }

    [Fact]
    public void Connecting_to_a_disposed_cache_gives_the_content_and_the_end()
    {
        _cache.AddOrUpdate(Item.Range(2));
        _cache.Dispose();
        using var seen = _cache.Connect().Record();
        Assert.Equal(2, Assert.Single(seen.Values).Adds);
        Assert.True(seen.IsCompleted);
    }
}
