using System.Reactive;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace DynamicData.Tests.Operators;

public sealed class GroupTests
{
    private readonly SourceCache<Item, int> _cache = Item.Cache();

    [Fact]
    public void A_group_comes_with_its_first_item_and_ends_with_its_last()
    {
        using var seen = _cache.Connect().Group(item => item.Value % 2).Record();
        _cache.AddOrUpdate(Item.Range(3));
        Assert.Equal([1, 0], seen.Last.Select(change => change.Key));
        var odd = seen.Last.First().Current.Cache;
        Assert.Equal([1, 3], odd.Keys.Order());
        using var inside = odd.Connect().Record();
        _cache.AddOrUpdate(new Item(1, 2));
        Assert.Single(seen.Values);
        Assert.Equal(["Remove 1:1"], inside.Last.Short());
        _cache.Remove(3);
        Assert.Equal((1, ChangeReason.Remove), (seen.Last.First().Key, seen.Last.First().Reason));
        Assert.True(inside.IsCompleted);
    }

    [Fact]
    public void A_refresh_moves_an_item_or_is_told_in_its_group()
    {
        var item = new Item(1, 1);
        _cache.AddOrUpdate([item, new Item(2, 2)]);
        using var seen = _cache.Connect().Group(each => each.Value % 2).Record();
        using var inside = seen.Last.First(change => change.Key == 0).Current.Cache.Connect().Record();
        _cache.Refresh(new Item(2, 0));
        Assert.Equal(1, inside.Last.Refreshes);
        item.Value = 4;
        _cache.Refresh(item);
        Assert.Equal([1, 2], inside.Values.Replay().Keys.Order());
        Assert.Equal(ChangeReason.Remove, Assert.Single(seen.Last).Reason);
    }

    [Fact]
    public void The_subscribers_of_a_group_are_told_first()
    {
        var order = new List<string>();
        using var outer = _cache
            .Connect()
            .Group(item => item.Value % 2)
            .SubscribeMany(group => group.Cache.Connect().Subscribe(_ => order.Add("inner")))
            .Subscribe(_ => order.Add("outer"));
        _cache.AddOrUpdate(new Item(1, 1));
        _cache.AddOrUpdate([new Item(2, 2), new Item(3, 3)]);
        Assert.Equal(["inner", "outer", "inner", "inner", "outer"], order);
    }

    [Fact]
    public void Items_are_grouped_by_the_latest_selector_and_on_request()
    {
        using var selectors = new Subject<Func<Item, int>>();
        using var again = new Subject<Unit>();
        using var seen = _cache.Connect().Group(selectors, again).Record();
        _cache.AddOrUpdate(Item.Range(4));
        Assert.Empty(seen.Values);
        selectors.OnNext(item => item.Value % 2);
        Assert.Equal(2, seen.Last.Adds);
        selectors.OnNext(_ => 7);
        Assert.Equal((1, 2), (seen.Last.Adds, seen.Last.Removes));
        again.OnNext(Unit.Default);
        Assert.Equal(2, seen.Values.Count);
    }

    [Fact]
    public void Given_groups_are_there_with_items_or_without()
    {
        using var wanted = new SourceCache<int, int>(key => key);
        using var seen = _cache
            .Connect()
            .Group(item => item.Value, wanted.Connect().DistinctValues(key => key))
            .Record();
        _cache.AddOrUpdate(Item.Range(2));
        wanted.AddOrUpdate([2, 5]);
        Assert.Equal([1, 0], seen.Last.Select(change => change.Current.Cache.Count));
        var group = seen.Last.First().Current.Cache;
        _cache.AddOrUpdate(new Item(9, 2));
        Assert.Equal(2, group.Count);
        wanted.RemoveKey(2);
        Assert.Equal(ChangeReason.Remove, Assert.Single(seen.Last).Reason);
    }

    [Fact]
    public void Copies_do_not_change()
    {
        using var seen = _cache.Connect().GroupWithImmutableState(item => item.Value % 2).Record();
        _cache.AddOrUpdate(Item.Range(3));
        var odd = seen.Last.First(change => change.Key == 1).Current;
        _cache.Remove(1);
        Assert.Equal(2, odd.Count);
        var update = Assert.Single(seen.Last);
        Assert.Equal((ChangeReason.Update, 1), (update.Reason, update.Current.Count));
        Assert.Same(odd, update.Previous.Value);
        _cache.Remove(3);
        Assert.Equal(ChangeReason.Remove, Assert.Single(seen.Last).Reason);
    }

    [Fact]
    public void A_selector_that_throws_is_an_error_and_ends_the_groups()
    {
        using var seen = _cache
            .Connect()
            .Group(item => item.Value == 9 ? throw new FormatException() : item.Value)
            .Record();
        _cache.AddOrUpdate(new Item(1, 1));
        using var inside = seen.Last.First().Current.Cache.Connect().Record();
        _cache.AddOrUpdate(new Item(2, 9));
        Assert.IsType<FormatException>(seen.Error);
        Assert.True(inside.IsCompleted);
    }
}
