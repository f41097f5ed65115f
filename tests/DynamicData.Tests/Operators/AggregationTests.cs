using DynamicData.Aggregation;

namespace DynamicData.Tests.Operators;

public sealed class AggregationTests
{
    private readonly SourceCache<Item, int> _cache = Item.Cache();

    [Fact]
    public void Counts_and_sums_come_with_each_set_extremes_when_they_differ()
    {
        using var counts = _cache.Connect().Count().Record();
        using var sums = _cache.Connect().Sum(item => item.Value).Record();
        using var largest = _cache.Connect().Maximum(item => item.Value).Record();
        using var empty = _cache.Connect().IsEmpty().Record();
        _cache.AddOrUpdate(Item.Range(3));
        _cache.AddOrUpdate(new Item(1, 0));
        _cache.Refresh();
        _cache.Remove(3);
        _cache.Clear();
        Assert.Equal([3, 3, 3, 2, 0], counts.Values);
        Assert.Equal([6, 5, 5, 2, 0], sums.Values);
        Assert.Equal([3, 2, 0], largest.Values);
        Assert.Equal([true, false, false, false, false, true], empty.Values);
    }

    [Fact]
    public void A_selector_that_throws_is_an_error()
    {
        using var seen = _cache.Connect().Sum((Func<Item, int>)(_ => throw new FormatException())).Record();
        _cache.AddOrUpdate(new Item(1, 1));
        Assert.IsType<FormatException>(seen.Error);
    }

    [Fact]
    public void Values_are_there_while_any_item_has_them()
    {
        using var seen = _cache.Connect().DistinctValues(item => item.Value).Record();
        _cache.AddOrUpdate([new Item(1, 7), new Item(2, 7)]);
        _cache.Remove(1);
        Assert.Single(seen.Values);
        _cache.AddOrUpdate(new Item(2, 8));
        Assert.Equal(["Remove 7", "Add 8"], seen.Last.Select(change => $"{change.Reason} {change.Current}"));
    }

    [Fact]
    public void Of_several_sources_the_one_that_is_left_gives_the_item()
    {
        using var other = Item.Cache();
        using var seen = _cache.Connect().Or(other.Connect()).Record();
        _cache.AddOrUpdate(new Item(1, 1));
        other.AddOrUpdate(new Item(1, 2));
        other.Remove(1);
        Assert.Equal(
            ["Add 1:1", "Update 1:2 was 1:1", "Update 1:1 was 1:2"],
            seen.Values.SelectMany(changes => changes.Short())
        );
    }
}
