using DynamicData.Kernel;

namespace DynamicData.Tests.Operators;

/// <summary>The value of a right item is the key of its left one.</summary>
public sealed class JoinTests
{
    private readonly SourceCache<Item, int> _left = Item.Cache();
    private readonly SourceCache<Item, int> _right = Item.Cache();

    public JoinTests()
    {
        _left.AddOrUpdate(Item.Range(2));
        _right.AddOrUpdate(new Item(10, 1));
    }

    [Fact]
    public void What_both_sides_have_comes_in_one_set()
    {
        using var left = _left.Connect().LeftJoin(_right.Connect(), item => item.Value, Text).Record();
        using var inner = _left
            .Connect()
            .InnerJoin(_right.Connect(), item => item.Value, (a, b) => $"{a}+{b}")
            .Record();
        Assert.Equal(["1:1+10:1", "2:2+"], Assert.Single(left.Values).Select(change => change.Current));
        Assert.Equal((1, 10), Assert.Single(Assert.Single(inner.Values)).Key);
    }

    [Fact]
    public void A_right_item_that_changes_sides_leaves_its_old_one()
    {
        using var left = _left.Connect().LeftJoin(_right.Connect(), item => item.Value, Text).Record();
        using var inner = _left
            .Connect()
            .InnerJoin(_right.Connect(), item => item.Value, (a, b) => $"{a}+{b}")
            .Record();
        _right.AddOrUpdate(new Item(10, 2));
        Assert.Equal(["1:1+", "2:2+10:2"], left.Last.Select(change => change.Current));
        Assert.Equal([ChangeReason.Remove, ChangeReason.Add], inner.Last.Select(change => change.Reason));
        _right.Lookup(10).Value.Value = 1;
        _right.Refresh(new Item(10, 0));
        Assert.Equal(["2:2+", "1:1+10:1"], left.Last.Select(change => change.Current));
    }

    [Fact]
    public void The_last_right_item_of_several_counts_and_its_removal_leaves_none()
    {
        using var seen = _left.Connect().LeftJoin(_right.Connect(), item => item.Value, Text).Record();
        _right.AddOrUpdate(new Item(11, 1));
        Assert.Equal("1:1+11:1", seen.Values.Replay()[1]);
        _right.Remove(10);
        Assert.Equal("1:1+11:1", seen.Values.Replay()[1]);
        _right.Remove(11);
        Assert.Equal("1:1+", seen.Values.Replay()[1]);
    }

    [Fact]
    public void All_right_items_come_as_a_group()
    {
        using var left = _left
            .Connect()
            .LeftJoinMany(_right.Connect(), item => item.Value, (a, b) => $"{a.Key}:{b.Count}")
            .Record();
        using var inner = _left
            .Connect()
            .InnerJoinMany(_right.Connect(), item => item.Value, (key, _, b) => $"{key}:{b.Count}")
            .Record();
        _right.AddOrUpdate([new Item(11, 1), new Item(12, 2)]);
        Assert.Equal(["1:2", "2:1"], left.Values.Replay().Values.Order());
        Assert.Equal(["1:2", "2:1"], inner.Values.Replay().Values.Order());
        _right.Clear();
        Assert.Equal(["1:0", "2:0"], left.Values.Replay().Values.Order());
        Assert.Empty(inner.Values.Replay());
    }

    [Fact]
    public void An_error_of_the_right_side_and_of_a_function_is_passed_on()
    {
        using var broken = _left
            .Connect()
            .LeftJoin<Item, int, Item, int, string>(
                _right.Connect(),
                item => item.Value,
                (_, _) => throw new FormatException()
            )
            .Record();
        Assert.IsType<FormatException>(broken.Error);
        using var failed = _left
            .Connect()
            .InnerJoin(
                System.Reactive.Linq.Observable.Throw<IChangeSet<Item, int>>(new InvalidCastException()),
                item => item.Value,
                (a, _) => a
            )
            .Record();
        Assert.IsType<InvalidCastException>(failed.Error);
    }

    private static string Text(Item left, Optional<Item> right) => $"{left}+{(right.HasValue ? right.Value : "")}";
}
