using System.Reactive.Linq;
using System.Reactive.Subjects;
using Microsoft.Reactive.Testing;

namespace DynamicData.Tests;

public sealed class WholeSetTests
{
    private readonly SourceCache<Item, int> _cache = Item.Cache();

    [Fact]
    public void A_batch_is_one_set_with_each_step_at_the_end_of_its_period()
    {
        var scheduler = new TestScheduler();
        using var seen = _cache.Connect().Batch(TimeSpan.FromTicks(10), scheduler).Record();
        _cache.AddOrUpdate(new Item(1, 1));
        _cache.AddOrUpdate(new Item(1, 2));
        scheduler.AdvanceBy(9);
        Assert.Empty(seen.Values);
        scheduler.AdvanceBy(2);
        Assert.Equal(["Add 1:1", "Update 1:2 was 1:1"], Assert.Single(seen.Values).Short());
        scheduler.AdvanceBy(100);
        Assert.Single(seen.Values);
    }

    [Fact]
    public void Completion_sends_what_is_gathered()
    {
        using var seen = _cache.Connect().Batch(TimeSpan.FromTicks(10), new TestScheduler()).Record();
        _cache.AddOrUpdate(new Item(1, 1));
        _cache.Dispose();
        Assert.Single(seen.Values);
        Assert.True(seen.IsCompleted);
    }

    [Fact]
    public void Loading_can_be_waited_for_and_the_initial_set_skipped()
    {
        using var loadedCache = _cache.DeferUntilLoaded().Record();
        using var loaded = _cache.Connect(suppressEmptyChangeSets: false).DeferUntilLoaded().Record();
        using var skipped = _cache.Connect().SkipInitial().Record();
        Assert.Empty(loaded.Values);
        _cache.AddOrUpdate(new Item(1, 1));
        using var late = _cache.Connect().SkipInitial().Record();
        Assert.Single(loadedCache.Values);
        Assert.Single(loaded.Values);
        Assert.Empty(skipped.Values);
        _cache.AddOrUpdate(new Item(2, 2));
        Assert.Single(skipped.Values);
        Assert.Single(late.Values);
    }

    [Fact]
    public void A_stream_can_start_with_an_empty_set()
    {
        using var seen = _cache.Connect().StartWithEmpty().Record();
        using var collections = _cache.Connect().ToCollection().StartWithEmpty().Record();
        _cache.AddOrUpdate(new Item(1, 1));
        Assert.Equal([0, 1], seen.Values.Select(changes => changes.Count));
        Assert.Equal([0, 1], collections.Values.Select(items => items.Count));
    }

    [Fact]
    public void Changes_can_be_chosen_by_their_reasons()
    {
        using var only = _cache.Connect().WhereReasonsAre(ChangeReason.Remove, ChangeReason.Update).Record();
        using var others = _cache.Connect().WhereReasonsAreNot(ChangeReason.Remove, ChangeReason.Update).Record();
        _cache.AddOrUpdate(new Item(1, 1));
        _cache.AddOrUpdate(new Item(1, 2));
        _cache.Remove(1);
        Assert.Equal(["Update 1:2 was 1:1", "Remove 1:2"], only.Values.SelectMany(changes => changes.Short()));
        Assert.Equal(["Add 1:1"], others.Values.SelectMany(changes => changes.Short()));
        Assert.Throws<ArgumentException>(() => _cache.Connect().WhereReasonsAre());
    }

    [Fact]
    public void The_content_is_shown_after_each_set()
    {
        using var counts = _cache.Connect().QueryWhenChanged(query => query.Count).Record();
        using var sums = _cache
            .Connect()
            .QueryWhenChanged()
            .Select(query => query.Items.Sum(item => item.Value))
            .Record();
        Assert.Empty(counts.Values);
        _cache.AddOrUpdate(Item.Range(3));
        _cache.Refresh();
        _cache.Clear();
        _cache.Dispose();
        Assert.Equal([3, 3, 0], counts.Values);
        Assert.Equal([6, 6, 0], sums.Values);
        Assert.True(counts.IsCompleted);
    }

    [Fact]
    public void The_content_is_shown_when_an_item_speaks()
    {
        var triggers = new Dictionary<int, Subject<int>> { [1] = new(), [2] = new() };
        using var counts = _cache
            .Connect()
            .QueryWhenChanged(item => triggers[item.Key])
            .Select(query => query.Count)
            .Record();
        _cache.AddOrUpdate(Item.Range(2));
        triggers[1].OnNext(0);
        _cache.Remove(1);
        triggers[1].OnNext(0);
        triggers[2].OnNext(0);
        Assert.Equal([2, 2, 1, 1], counts.Values);
    }

    [Fact]
    public void A_collection_is_a_copy_after_each_set()
    {
        using var seen = _cache.Connect().ToCollection().Record();
        _cache.AddOrUpdate(Item.Range(2));
        _cache.Remove(1);
        _cache.Remove(2);
        Assert.Equal([2, 1, 0], seen.Values.Select(items => items.Count));
    }

    [Fact]
    public void A_cache_can_be_populated_from_streams_and_outlives_them()
    {
        using var target = Item.Cache();
        using var intermediate = new IntermediateCache<Item, int>();
        using var other = Item.Cache();
        using var one = _cache.Connect().PopulateInto(target);
        using var two = other.Connect().PopulateInto(target);
        using var three = _cache.Connect().PopulateInto(intermediate);
        using var seen = target.Connect().Record();
        _cache.AddOrUpdate(Item.Range(3));
        other.AddOrUpdate(new Item(7, 7));
        _cache.Refresh(new Item(2, 0));
        _cache.Remove(1);
        _cache.Dispose();
        Assert.Equal([2, 3, 7], target.Keys.Order());
        Assert.Equal([2, 3], intermediate.Keys.Order());
        Assert.Equal(ChangeReason.Refresh, seen.Values[2].First().Reason);
        Assert.False(seen.IsCompleted);
    }

    [Fact]
    public void A_derived_cache_follows_its_stream()
    {
        _cache.AddOrUpdate(Item.Range(3));
        var derived = _cache.Connect().Filter(item => item.Value > 1).AsObservableCache();
        Assert.Equal([2, 3], derived.Keys.Order());
        using var seen = derived.Connect().Record();
        _cache.AddOrUpdate(new Item(2, 0));
        Assert.Equal(["Remove 2:2"], seen.Last.Short());
        _cache.Dispose();
        Assert.True(seen.IsCompleted);
        Assert.Equal([3], derived.Keys);
    }

    [Fact]
    public void A_disposed_derived_cache_lets_go_of_its_stream()
    {
        using var source = new Subject<IChangeSet<Item, int>>();
        var derived = source.AsObservableCache();
        using var seen = derived.Connect().Record();
        derived.Dispose();
        Assert.True(seen.IsCompleted);
        Assert.False(source.HasObservers);
    }

    [Fact]
    public void An_error_of_the_stream_reaches_the_subscribers_of_a_derived_cache()
    {
        using var source = new Subject<IChangeSet<Item, int>>();
        using var derived = source.AsObservableCache();
        using var seen = derived.Connect().Record();
        source.OnError(new FormatException());
        Assert.IsType<FormatException>(seen.Error);
    }

    [Fact]
    public void A_read_only_view_shows_the_cache_itself()
    {
        using var view = _cache.AsObservableCache();
        using var seen = view.Connect().Record();
        _cache.AddOrUpdate(Item.Range(2));
        Assert.Equal(2, view.Count);
        Assert.Single(seen.Values);
    }

    [Fact]
    public void Disposing_a_read_only_view_ends_nothing()
    {
        var view = _cache.AsObservableCache();
        using var seen = view.Connect().Record();
        view.Dispose();
        _cache.AddOrUpdate(Item.Range(2));
        Assert.False(seen.HasEnded);
        Assert.Equal(2, Assert.Single(seen.Values).Adds);
    }
}
