using System.Reactive;
using System.Reactive.Subjects;
using DynamicData.Binding;

namespace DynamicData.Tests.Operators;

public sealed class SortTests
{
    private static readonly SortExpressionComparer<Item> Up = SortExpressionComparer<Item>.Ascending(item =>
        item.Value
    );
    private static readonly SortExpressionComparer<Item> Down = SortExpressionComparer<Item>.Descending(item =>
        item.Value
    );

    private readonly SourceCache<Item, int> _cache = Item.Cache();

    [Fact]
    public void Changes_have_their_places()
    {
        using var seen = _cache.Connect().Sort(Up).Record();
        _cache.AddOrUpdate([new Item(1, 10), new Item(2, 30)]);
        _cache.AddOrUpdate(new Item(3, 20));
        _cache.AddOrUpdate(new Item(1, 40));
        _cache.Remove(2);
        Assert.Equal(
            ["Add 0 -1", "Add 1 -1", "Add 1 -1", "Update 2 0", "Remove 1 -1"],
            seen.Values.SelectMany(set => set)
                .Select(change => $"{change.Reason} {change.CurrentIndex} {change.PreviousIndex}")
        );
        Assert.Equal([SortReason.InitialLoad, SortReason.DataChanged], seen.Values.Select(Reason).Distinct());
    }

    [Fact]
    public void A_refresh_is_passed_on_and_moves_what_is_out_of_order()
    {
        _cache.AddOrUpdate(Item.Range(3));
        using var seen = _cache.Connect().Sort(Up).Record();
        _cache.Lookup(1).Value.Value = 9;
        _cache.Refresh(new Item(1, 0));
        Assert.Equal([ChangeReason.Refresh, ChangeReason.Moved], seen.Last.Select(change => change.Reason));
        Assert.Equal((0, 2), (seen.Last.Last().PreviousIndex, seen.Last.Last().CurrentIndex));
    }

    [Fact]
    public void Another_comparer_moves_items_or_resets_many()
    {
        using var few = new BehaviorSubject<IComparer<Item>>(Up);
        using var many = new BehaviorSubject<IComparer<Item>>(Up);
        _cache.AddOrUpdate(Item.Range(3));
        using var moved = _cache.Connect().Sort(few).Record();
        using var reset = _cache.Connect().Sort(many, SortOptimisations.None, resetThreshold: 2).Record();
        few.OnNext(Down);
        many.OnNext(Down);
        Assert.Equal(SortReason.Reorder, Reason(moved.Last));
        Assert.Equal(2, moved.Last.Moves);
        Assert.Equal(SortReason.Reset, Reason(reset.Last));
        Assert.Empty(reset.Last);
        Assert.Equal([3, 2, 1], reset.Last.SortedItems.Select(pair => pair.Key));
    }

    [Fact]
    public void It_sorts_again_on_request_and_is_silent_if_nothing_moves()
    {
        using var again = new Subject<Unit>();
        _cache.AddOrUpdate(Item.Range(3));
        using var seen = _cache.Connect().Sort(Up, again).Record();
        again.OnNext(Unit.Default);
        Assert.Single(seen.Values);
        _cache.Lookup(1).Value.Value = 9;
        again.OnNext(Unit.Default);
        Assert.Equal([2, 3, 1], seen.Last.SortedItems.Select(pair => pair.Key));
    }

    [Fact]
    public void The_items_of_a_set_stay_as_they_were()
    {
        using var seen = _cache.Connect().Sort(Up).Record();
        _cache.AddOrUpdate(Item.Range(3));
        _cache.Clear();
        Assert.Equal([1, 2, 3], seen.Values[0].SortedItems.Select(pair => pair.Key));
        Assert.Empty(seen.Values[1].SortedItems);
    }

    [Fact]
    public void A_comparer_of_expressions_goes_from_one_to_the_next()
    {
        var comparer = SortExpressionComparer<Item>.Ascending(item => item.Value).ThenByDescending(item => item.Key);
        Item[] items = [new(1, 5), new(2, 5), new(3, 4)];
        Assert.Equal([3, 2, 1], items.Order(comparer).Select(item => item.Key));
        Assert.Equal(0, new SortExpressionComparer<Item>().Compare(items[0], items[1]));
        Assert.Equal(-1, comparer.Compare(null, items[0]));
    }

    private static SortReason Reason(ISortedChangeSet<Item, int> changes) => changes.SortedItems.SortReason;
}
