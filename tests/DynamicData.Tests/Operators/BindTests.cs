using System.Collections.ObjectModel;
using System.Collections.Specialized;
using System.ComponentModel;
using System.Reactive.Subjects;
using DynamicData.Binding;

namespace DynamicData.Tests.Operators;

public sealed class BindTests
{
    private static readonly SortExpressionComparer<Item> Up = SortExpressionComparer<Item>.Ascending(item =>
        item.Value
    );
    private static readonly SortExpressionComparer<Item> Down = SortExpressionComparer<Item>.Descending(item =>
        item.Value
    );

    private readonly SourceCache<Item, int> _cache = Item.Cache();
    private readonly List<NotifyCollectionChangedAction> _told = [];

    [Fact]
    public void The_first_set_is_told_as_a_reset_and_then_each_change()
    {
        using var subscription = _cache.Connect().Bind(out var bound).Subscribe();
        Listen(bound);
        _cache.AddOrUpdate(Item.Range(2));
        _cache.AddOrUpdate(new Item(3, 3));
        _cache.AddOrUpdate(new Item(3, 4));
        _cache.Remove(1);
        Assert.Equal(
            [
                NotifyCollectionChangedAction.Reset,
                NotifyCollectionChangedAction.Add,
                NotifyCollectionChangedAction.Replace,
                NotifyCollectionChangedAction.Remove,
            ],
            _told
        );
        Assert.Equal("2:2 3:4", bound.Text());
    }

    [Fact]
    public void Many_changes_are_one_reset()
    {
        using var subscription = _cache.Connect().Sort(Up).Bind(out var bound, resetThreshold: 5).Subscribe();
        _cache.AddOrUpdate(Item.Range(2));
        Listen(bound);
        _cache.AddOrUpdate(Item.Range(9));
        Assert.Equal([NotifyCollectionChangedAction.Reset], _told);
    }

    [Fact]
    public void A_sorted_collection_moves_with_its_comparer()
    {
        using var comparers = new BehaviorSubject<IComparer<Item>>(Up);
        using var subscription = _cache.Connect().SortAndBind(out var bound, comparers).Subscribe();
        _cache.AddOrUpdate(Item.Range(3));
        Assert.Equal("1:1 2:2 3:3", bound.Text());
        comparers.OnNext(Down);
        Assert.Equal("3:3 2:2 1:1", bound.Text());
        _cache.AddOrUpdate(new Item(4, 0));
        Assert.Equal("3:3 2:2 1:1 4:0", bound.Text());
    }

    [Fact]
    public void Nothing_is_bound_before_the_first_comparer()
    {
        using var comparers = new Subject<IComparer<Item>>();
        var list = new List<Item>();
        using var subscription = _cache.Connect().SortAndBind(list, comparers).Subscribe();
        _cache.AddOrUpdate(Item.Range(3));
        Assert.Empty(list);
        comparers.OnNext(Down);
        Assert.Equal("3:3 2:2 1:1", list.Text());
    }

    [Fact]
    public void A_collection_is_changed_on_the_scheduler_of_its_options()
    {
        var scheduler = new Microsoft.Reactive.Testing.TestScheduler();
        var list = new List<Item>();
        using var subscription = _cache.Connect().SortAndBind(list, Up, new() { Scheduler = scheduler }).Subscribe();
        _cache.AddOrUpdate(Item.Range(3));
        Assert.Empty(list);
        scheduler.Start();
        Assert.Equal(3, list.Count);
    }

    [Fact]
    public void An_update_that_stays_in_order_replaces_in_place()
    {
        var list = new ObservableCollectionExtended<Item>();
        using var subscription = _cache.Connect().SortAndBind(list, Up).Subscribe();
        _cache.AddOrUpdate([new Item(1, 10), new Item(2, 20)]);
        list.CollectionChanged += (_, change) => _told.Add(change.Action);
        _cache.AddOrUpdate(new Item(1, 15));
        _cache.AddOrUpdate(new Item(1, 25));
        Assert.Equal(
            [
                NotifyCollectionChangedAction.Replace,
                NotifyCollectionChangedAction.Remove,
                NotifyCollectionChangedAction.Add,
            ],
            _told
        );
    }

    [Fact]
    public void A_binding_list_is_reset_once_for_many()
    {
        var list = new BindingList<Item>();
        var told = new List<ListChangedType>();
        using var subscription = _cache.Connect().Bind(list).Subscribe();
        list.ListChanged += (_, change) => told.Add(change.ListChangedType);
        _cache.AddOrUpdate(Item.Range(3));
        _cache.AddOrUpdate(new Item(4, 4));
        Assert.Equal([ListChangedType.Reset, ListChangedType.ItemAdded], told);
    }

    [Fact]
    public void A_collection_holds_its_notifications_back()
    {
        var list = new ObservableCollectionExtended<int>([1, 2]);
        var properties = new List<string?>();
        list.CollectionChanged += (_, change) => _told.Add(change.Action);
        ((INotifyPropertyChanged)list).PropertyChanged += (_, change) => properties.Add(change.PropertyName);
        using (list.SuspendNotifications())
        {
            list.AddRange([3, 4]);
            list.RemoveRange(0, 2);
            Assert.Empty(_told);
        }

        Assert.Equal([NotifyCollectionChangedAction.Reset], _told);
        Assert.Equal(["Count", "Item[]"], properties);
        properties.Clear();
        using (list.SuspendCount())
        {
            list.InsertRange([0, 0], 1);
            Assert.DoesNotContain("Count", properties);
        }

        Assert.Single(properties, "Count");
        Assert.Equal([3, 0, 0, 4], list);
    }

    private void Listen(INotifyCollectionChanged collection) =>
        collection.CollectionChanged += (_, change) => _told.Add(change.Action);
}
