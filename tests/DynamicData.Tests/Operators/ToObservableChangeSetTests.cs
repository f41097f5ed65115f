using System.Collections.ObjectModel;
using System.ComponentModel;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using DynamicData.Binding;
using Microsoft.Reactive.Testing;

namespace DynamicData.Tests.Operators;

public sealed class ToObservableChangeSetTests
{
    private readonly TestScheduler _scheduler = new();
    private readonly Subject<Item> _values = new();

    [Fact]
    public void Values_are_added_and_replaced_after_an_empty_set()
    {
        using var seen = _values.ToObservableChangeSet(item => item.Key).Record();
        _values.OnNext(new Item(1, 1));
        _values.OnNext(new Item(1, 2));
        Assert.Empty(seen.Values[0]);
        Assert.Equal(["Add 1:1", "Update 1:2 was 1:1"], seen.Values.SelectMany(changes => changes.Short()));
        _values.OnCompleted();
        Assert.True(seen.IsCompleted);
    }

    [Fact]
    public void What_comes_at_once_is_the_first_set()
    {
        using var seen = Observable
            .Return(Item.Range(3).AsEnumerable())
            .ToObservableChangeSet(item => item.Key)
            .Record();
        Assert.Equal(3, Assert.Single(seen.Values).Adds);
        Assert.True(seen.IsCompleted);
    }

    [Fact]
    public void Those_that_came_first_leave_when_there_are_too_many()
    {
        using var seen = _values.ToObservableChangeSet(item => item.Key, limitSizeTo: 2).Record();
        foreach (var item in Item.Range(3))
        {
            _values.OnNext(item);
        }

        Assert.Equal(["Remove 1:1", "Add 3:3"], seen.Last.Short());
        Assert.Equal([2, 3], seen.Values.Replay().Keys.Order());
    }

    [Fact]
    public void Values_leave_when_their_time_is_over_and_the_end_waits_for_it()
    {
        using var seen = _values
            .ToObservableChangeSet(item => item.Key, item => TimeSpan.FromSeconds(item.Value), scheduler: _scheduler)
            .Record();
        _values.OnNext(new Item(1, 5));
        _values.OnNext(new Item(2, 9));
        _scheduler.AdvanceBy(TimeSpan.FromSeconds(3).Ticks);
        _values.OnNext(new Item(1, 5));
        _values.OnCompleted();
        _scheduler.AdvanceBy(TimeSpan.FromSeconds(4).Ticks);
        Assert.Equal(2, seen.Values.Replay().Count);
        _scheduler.AdvanceBy(TimeSpan.FromSeconds(1).Ticks);
        Assert.Equal(["Remove 1:5"], seen.Last.Short());
        Assert.False(seen.IsCompleted);
        _scheduler.AdvanceBy(TimeSpan.FromSeconds(1).Ticks);
        Assert.Empty(seen.Values.Replay());
        Assert.True(seen.IsCompleted);
    }

    [Fact]
    public void A_key_selector_that_throws_is_an_error()
    {
        using var seen = _values.ToObservableChangeSet<Item, int>(_ => throw new FormatException()).Record();
        _values.OnNext(new Item(1, 1));
        Assert.IsType<FormatException>(seen.Error);
    }

    [Fact]
    public void A_collection_tells_its_changes()
    {
        var list = new ObservableCollection<Item>(Item.Range(2));
        var seen = list.ToObservableChangeSet(item => item.Key).Record();
        using var readOnly = new ReadOnlyObservableCollection<Item>(list)
            .ToObservableChangeSet(item => item.Key)
            .Record();
        list.Add(new Item(3, 3));
        list[0] = new Item(1, 9);
        list[1] = new Item(7, 7);
        list.Move(0, 1);
        list.RemoveAt(0);
        list.Clear();
        Assert.Equal(
            ["Add 3:3", "Update 1:9 was 1:1", "Remove 2:2", "Add 7:7", "Remove 7:7", "Remove 1:9", "Remove 3:3"],
            seen.Values.Skip(1).SelectMany(changes => changes.Short())
        );
        Assert.Empty(readOnly.Values.Replay());
        seen.Dispose();
        list.Add(new Item(5, 5));
        Assert.Empty(seen.Values.Replay());
    }

    [Fact]
    public void A_binding_list_tells_its_changes()
    {
        var list = new BindingList<Item>([.. Item.Range(2)]);
        using var seen = list.ToObservableChangeSet(item => item.Key).Record();
        list.Add(new Item(3, 3));
        list.RemoveAt(0);
        list.ResetItem(0);
        Assert.Equal(
            ["Add 3:3", "Remove 1:1", "Refresh 2:2"],
            seen.Values.Skip(1).SelectMany(changes => changes.Short())
        );
    }
}
