using System.Reactive;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace DynamicData.Tests;

public sealed class FilterTests
{
    private static readonly Func<Item, bool> IsEven = item => item.Value % 2 == 0;
    private static readonly Func<Item, bool> IsBig = item => item.Value > 2;

    private readonly SourceCache<Item, int> _cache = Item.Cache();

    [Fact]
    public void Null_arguments_are_refused_at_once()
    {
        IObservable<IChangeSet<Item, int>> none = null!;
        var source = _cache.Connect();
        Assert.Throws<ArgumentNullException>("source", () => none.Filter(IsEven));
        Assert.Throws<ArgumentNullException>("filter", () => source.Filter((Func<Item, bool>)null!));
        Assert.Throws<ArgumentNullException>(() => source.Filter((IObservable<Func<Item, bool>>)null!));
        Assert.Throws<ArgumentNullException>(() => source.Filter(Observable.Return(IsEven), (IObservable<Unit>)null!));
        Assert.Throws<ArgumentNullException>(() => source.Filter(Observable.Return(1), null!));
    }

    [Fact]
    public void Items_enter_stay_and_leave_as_they_are_updated()
    {
        using var seen = _cache.Connect().Filter(IsEven).Record();
        foreach (var value in new[] { 1, 2, 4, 5, 6 })
        {
            _cache.AddOrUpdate(new Item(1, value));
        }

        _cache.Remove(1);
        Assert.Equal(
            ["Add 1:2", "Update 1:4 was 1:2", "Remove 1:4", "Add 1:6", "Remove 1:6"],
            seen.Values.SelectMany(changes => changes.Short())
        );
    }

    [Fact]
    public void Items_enter_stay_and_leave_as_they_are_refreshed()
    {
        var item = new Item(1, 1);
        _cache.AddOrUpdate(item);
        using var seen = _cache.Connect().Filter(IsEven).Record();
        foreach (var value in new[] { 1, 2, 4, 5 })
        {
            item.Value = value;
            _cache.Refresh(item);
        }

        Assert.Equal(
            [ChangeReason.Add, ChangeReason.Refresh, ChangeReason.Remove],
            seen.Values.Select(set => set.First().Reason)
        );
    }

    [Fact]
    public void Excluded_items_cause_empty_sets_only_for_those_who_ask()
    {
        using var normal = _cache.Connect().Filter(IsEven).Record();
        using var curious = _cache.Connect().Filter(IsEven, suppressEmptyChangeSets: false).Record();
        _cache.AddOrUpdate(new Item(1, 1));
        Assert.Empty(normal.Values);
        Assert.Empty(Assert.Single(curious.Values));
    }

    [Fact]
    public void Moves_are_ignored_and_no_index_is_given()
    {
        var items = Item.Range(2);
        using var source = new Subject<IChangeSet<Item, int>>();
        using var seen = source.Filter(_ => true).Record();
        source.OnNext(
            new ChangeSet<Item, int>(items.Select((item, i) => new Change<Item, int>(ChangeReason.Add, i, item, i)))
        );
        source.OnNext(new ChangeSet<Item, int> { new(1, items[1], 0, 1) });
        Assert.All(Assert.Single(seen.Values), change => Assert.Equal(-1, change.CurrentIndex));
    }

    [Fact]
    public void An_error_of_the_source_passes()
    {
        var error = new InvalidOperationException("test");
        using var seen = Observable.Throw<IChangeSet<Item, int>>(error).Filter(IsEven).Record();
        Assert.Same(error, seen.Error);
    }

    [Fact]
    public void A_predicate_that_throws_ends_its_own_stream_only()
    {
        using var broken = _cache.Connect().Filter(_ => throw new FormatException()).Record();
        using var whole = _cache.Connect().Record();
        _cache.AddOrUpdate(new Item(1, 1));
        _cache.AddOrUpdate(new Item(2, 2));
        Assert.IsType<FormatException>(broken.Error);
        Assert.Equal(2, whole.Values.Count);
    }

    [Fact]
    public void Nothing_passes_before_the_first_predicate()
    {
        using var predicates = new Subject<Func<Item, bool>>();
        using var seen = _cache.Connect().Filter(predicates).Record();
        _cache.AddOrUpdate(Item.Range(4));
        Assert.Empty(seen.Values);
        predicates.OnNext(IsEven);
        Assert.Equal(["Add 2:2", "Add 4:4"], Assert.Single(seen.Values).Short());
    }

    [Fact]
    public void A_new_predicate_is_one_change_set()
    {
        _cache.AddOrUpdate(Item.Range(4));
        using var predicates = new BehaviorSubject<Func<Item, bool>>(IsEven);
        using var seen = _cache.Connect().Filter(predicates).Record();
        predicates.OnNext(IsBig);
        Assert.Equal(["Add 3:3", "Remove 2:2"], seen.Last.Short().Order());
    }

    [Fact]
    public void The_filter_can_be_applied_again()
    {
        _cache.AddOrUpdate(Item.Range(4));
        using var again = new Subject<Unit>();
        using var seen = _cache.Connect().Filter(Observable.Return(IsEven), again).Record();
        _cache.Lookup(1).Value.Value = 10;
        again.OnNext(Unit.Default);
        again.OnNext(Unit.Default);
        Assert.Equal(2, seen.Values.Count);
        Assert.Equal(["Add 1:10"], seen.Last.Short());
    }

    [Fact]
    public void The_predicate_can_depend_on_a_state()
    {
        using var states = new BehaviorSubject<int>(3);
        using var seen = _cache.Connect().Filter(states, (least, item) => item.Value >= least).Record();
        _cache.AddOrUpdate(Item.Range(4));
        states.OnNext(4);
        Assert.Equal(["Add 3:3", "Add 4:4", "Remove 3:3"], seen.Values.SelectMany(changes => changes.Short()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_completes_when_the_source_and_the_predicates_have(bool sourceFirst)
    {
        _cache.AddOrUpdate(Item.Range(2));
        using var predicates = new BehaviorSubject<Func<Item, bool>>(IsEven);
        using var seen = _cache.Connect().Filter(predicates).Record();
        Action[] ends = [_cache.Dispose, predicates.OnCompleted];
        ends[sourceFirst ? 0 : 1]();
        Assert.False(seen.IsCompleted);
        ends[sourceFirst ? 1 : 0]();
        Assert.True(seen.IsCompleted);
    }

    [Fact]
    public void An_error_of_the_predicates_passes()
    {
        using var seen = _cache.Connect().Filter(Observable.Throw<Func<Item, bool>>(new FormatException())).Record();
        Assert.IsType<FormatException>(seen.Error);
    }

    [Fact]
    public void Disposal_unsubscribes_from_all_streams()
    {
        using var source = new Subject<IChangeSet<Item, int>>();
        using var predicates = new BehaviorSubject<Func<Item, bool>>(IsEven);
        using var again = new Subject<Unit>();
        source.Filter(predicates, again).Record().Dispose();
        Assert.False(source.HasObservers || predicates.HasObservers || again.HasObservers);
    }
}
