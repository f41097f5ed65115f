using System.Collections.ObjectModel;
using System.Reactive.Linq;

namespace DynamicData.Tests.Operators;

/// <summary>MergeManyChangeSets and TransformMany: parents whose children come and go.</summary>
public sealed class MergeChildrenTests
{
    private readonly SourceCache<Parent, int> _parents = new(parent => parent.Key);
    private readonly Parent _one = new(1);
    private readonly Parent _two = new(2);

    public MergeChildrenTests()
    {
        _one.Children.AddOrUpdate(new Item(7, 10));
        _two.Children.AddOrUpdate([new Item(7, 5), new Item(8, 8)]);
    }

    [Fact]
    public void The_child_that_came_first_is_shown_until_it_leaves()
    {
        using var seen = _parents.Connect().MergeManyChangeSets(parent => parent.Children.Connect()).Record();
        _parents.AddOrUpdate([_one, _two]);
        Assert.Equal(["Add 7:10", "Add 8:8"], Assert.Single(seen.Values).Short());
        _parents.Remove(1);
        Assert.Equal(["Update 7:5 was 7:10"], seen.Last.Short());
        _parents.Remove(2);
        Assert.Empty(seen.Values.Replay());
    }

    [Fact]
    public void With_a_comparer_the_first_in_order_is_shown()
    {
        var byValue = Comparer<Item>.Create((a, b) => a.Value.CompareTo(b.Value));
        using var seen = _parents.Connect().MergeManyChangeSets(parent => parent.Children.Connect(), byValue).Record();
        _parents.AddOrUpdate(_one);
        _parents.AddOrUpdate(_two);
        Assert.Equal(["Update 7:5 was 7:10", "Add 8:8"], seen.Last.Short());
        _two.Children.AddOrUpdate(new Item(7, 20));
        Assert.Equal(["Update 7:10 was 7:5"], seen.Last.Short());
    }

    [Fact]
    public void Parents_can_be_ordered_and_ordered_again()
    {
        var byRank = Comparer<Parent>.Create((a, b) => a.Rank.CompareTo(b.Rank));
        using var seen = _parents.Connect().MergeManyChangeSets(parent => parent.Children.Connect(), byRank).Record();
        _parents.AddOrUpdate([_two, _one]);
        Assert.Equal(10, seen.Values.Replay()[7].Value);
        _one.Rank = 9;
        _parents.Refresh(_one);
        Assert.Equal(["Update 7:5 was 7:10"], seen.Last.Short());
    }

    [Fact]
    public void A_parent_that_is_replaced_takes_its_children_along_in_one_set()
    {
        using var seen = _parents.Connect().MergeManyChangeSets(parent => parent.Children.Connect()).Record();
        _parents.AddOrUpdate(_one);
        var other = new Parent(1);
        other.Children.AddOrUpdate(new Item(9, 9));
        _parents.AddOrUpdate(other);
        Assert.Equal(["Add 9:9", "Remove 7:10"], seen.Last.Short());
        _one.Children.AddOrUpdate(new Item(6, 6));
        Assert.Equal([9], seen.Values.Replay().Keys);
    }

    [Fact]
    public void It_ends_with_the_parents_and_all_children_and_fails_with_any()
    {
        using var seen = _parents.Connect().MergeManyChangeSets(parent => parent.Children.Connect()).Record();
        using var failed = _parents
            .Connect()
            .MergeManyChangeSets(_ => Observable.Throw<IChangeSet<Item, int>>(new FormatException()))
            .Record();
        _parents.AddOrUpdate([_one, _two]);
        Assert.IsType<FormatException>(failed.Error);
        _parents.Dispose();
        _one.Children.Dispose();
        Assert.False(seen.IsCompleted);
        _two.Children.Dispose();
        Assert.True(seen.IsCompleted);
    }

    [Fact]
    public void Children_that_are_sequences_are_compared_when_their_parent_is_replaced()
    {
        var (a, b, c) = (new Item(1, 1), new Item(2, 2), new Item(3, 3));
        using var source = new SourceCache<(int Key, Item[] Items), int>(pair => pair.Key);
        using var seen = source.Connect().TransformMany(pair => pair.Items, item => item.Key).Record();
        source.AddOrUpdate((1, [a, b]));
        source.AddOrUpdate((1, [b, c]));
        Assert.Equal(["Remove 1:1", "Add 3:3"], seen.Last.Short());
        source.Refresh();
        Assert.Equal(["Refresh 2:2", "Refresh 3:3"], seen.Last.Short());
        source.Remove(1);
        Assert.Empty(seen.Values.Replay());
    }

    [Fact]
    public void Children_that_are_collections_or_caches_are_followed()
    {
        using var lists = _parents.Connect().TransformMany(parent => parent.List, item => item.Key).Record();
        using var caches = _parents
            .Connect()
            .TransformMany(parent => (IObservableCache<Item, int>)parent.Children, item => item.Key)
            .Record();
        _parents.AddOrUpdate(_one);
        _one.List.Add(new Item(4, 4));
        _one.Children.AddOrUpdate(new Item(5, 5));
        Assert.Equal([4], lists.Values.Replay().Keys);
        Assert.Equal([5, 7], caches.Values.Replay().Keys.Order());
        _parents.Remove(1);
        Assert.Empty(lists.Values.Replay());
        Assert.Empty(caches.Values.Replay());
    }

    private sealed class Parent(int key)
    {
        public int Key { get; } = key;

        public int Rank { get; set; } = key;

        public SourceCache<Item, int> Children { get; } = Item.Cache();

        public ObservableCollection<Item> List { get; } = [];
    }
}
