using System.Reactive.Linq;
using System.Reactive.Subjects;
using Microsoft.Reactive.Testing;

namespace DynamicData.Tests;

/// <summary>An item's value is its life in ticks; 0 is for ever.</summary>
public sealed class ExpireAfterTests
{
    private readonly TestScheduler _scheduler = new();
    private readonly SourceCache<Item, int> _cache = Item.Cache();

    public ExpireAfterTests() => _scheduler.AdvanceTo(new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks);

    [Fact]
    public void Items_leave_when_their_time_has_come_and_not_before()
    {
        using var expired = Expire().Record();
        _cache.AddOrUpdate([new Item(1, 10), new Item(2, 20), new Item(3, 0), new Item(4, 10)]);
        _scheduler.AdvanceBy(9);
        Assert.Equal(4, _cache.Count);
        _scheduler.AdvanceBy(1);
        Assert.Equal([1, 4], Assert.Single(expired.Values).Select(pair => pair.Key).Order());
        Assert.Equal([2, 3], _cache.Keys.Order());
        _scheduler.AdvanceBy(1_000);
        Assert.Equal([3], _cache.Keys);
    }

    [Fact]
    public void What_expires_together_leaves_in_one_set()
    {
        _cache.AddOrUpdate(Enumerable.Range(1, 50).Select(i => new Item(i, 10)));
        using var seen = _cache.Connect().Record();
        using var expired = Expire().Record();
        _scheduler.AdvanceBy(10);
        Assert.Equal(50, seen.Last.Removes);
        Assert.Equal(2, seen.Values.Count);
    }

    [Fact]
    public void A_replaced_item_starts_anew()
    {
        using var expired = Expire().Record();
        _cache.AddOrUpdate(new Item(1, 10));
        _scheduler.AdvanceBy(5);
        _cache.AddOrUpdate(new Item(1, 10));
        _scheduler.AdvanceBy(9);
        Assert.Equal(1, _cache.Count);
        _scheduler.AdvanceBy(1);
        Assert.Equal(0, _cache.Count);
    }

    [Fact]
    public void A_replacement_can_shorten_a_life()
    {
        using var expired = Expire().Record();
        _cache.AddOrUpdate(new Item(1, 100));
        _cache.AddOrUpdate(new Item(1, 3));
        _scheduler.AdvanceBy(3);
        Assert.Equal(0, _cache.Count);
        _scheduler.AdvanceBy(1_000);
        Assert.Single(expired.Values);
    }

    [Fact]
    public void A_refresh_does_not_renew()
    {
        var item = new Item(1, 10);
        using var expired = Expire().Record();
        _cache.AddOrUpdate(item);
        _scheduler.AdvanceBy(5);
        item.Value = 100;
        _cache.Refresh(item);
        _scheduler.AdvanceBy(5);
        Assert.Equal(0, _cache.Count);
    }

    [Fact]
    public void A_polling_interval_makes_items_leave_only_at_its_ticks()
    {
        using var expired = _cache.ExpireAfter(Life, TimeSpan.FromTicks(20), _scheduler).Record();
        _cache.AddOrUpdate([new Item(1, 5), new Item(2, 20), new Item(3, 21)]);
        _scheduler.AdvanceBy(19);
        Assert.Equal(3, _cache.Count);
        _scheduler.AdvanceBy(1);
        Assert.Equal([3], _cache.Keys);
        _scheduler.AdvanceBy(19);
        Assert.Equal([3], _cache.Keys);
        _scheduler.AdvanceBy(1);
        Assert.Equal(0, _cache.Count);
    }

    [Fact]
    public void Expiration_of_a_cache_ends_with_it_at_once()
    {
        using var expired = Expire().Record();
        _cache.AddOrUpdate(new Item(1, 10));
        _cache.Dispose();
        Assert.True(expired.IsCompleted);
        _scheduler.AdvanceBy(100);
        Assert.Equal(1, _cache.Count);
    }

    [Fact]
    public void After_disposal_nothing_leaves()
    {
        Expire().Record().Dispose();
        var expired = Expire().Record();
        _cache.AddOrUpdate(new Item(1, 10));
        expired.Dispose();
        _scheduler.AdvanceBy(100);
        Assert.Equal(1, _cache.Count);
    }

    [Fact]
    public void A_selector_that_throws_is_an_error()
    {
        using var onCache = _cache.ExpireAfter(_ => throw new FormatException(), scheduler: _scheduler).Record();
        using var onStream = _cache.Connect().ExpireAfter(_ => throw new FormatException(), _scheduler).Record();
        _cache.AddOrUpdate(new Item(1, 10));
        Assert.IsType<FormatException>(onCache.Error);
        Assert.IsType<FormatException>(onStream.Error);
        Assert.Empty(onStream.Values);
    }

    [Fact]
    public void On_a_stream_removals_are_injected_and_the_source_is_left_alone()
    {
        using var seen = _cache.Connect().ExpireAfter(Life, _scheduler).Record();
        _cache.AddOrUpdate([new Item(1, 10), new Item(2, 0)]);
        _scheduler.AdvanceBy(10);
        Assert.Equal(["Remove 1:10"], seen.Last.Short());
        Assert.Equal(2, _cache.Count);
        _cache.Remove(1);
        Assert.Equal(2, seen.Values.Count);
    }

    [Fact]
    public void On_a_stream_an_update_of_what_has_expired_is_an_add()
    {
        using var seen = _cache.Connect().ExpireAfter(Life, _scheduler).Record();
        _cache.AddOrUpdate(new Item(1, 10));
        _scheduler.AdvanceBy(10);
        _cache.AddOrUpdate(new Item(1, 20));
        Assert.Equal(["Add 1:20"], seen.Last.Short());
    }

    [Fact]
    public void On_a_stream_completion_waits_for_what_can_still_expire()
    {
        using var seen = _cache.Connect().ExpireAfter(Life, _scheduler).Record();
        _cache.AddOrUpdate([new Item(1, 10), new Item(2, 0)]);
        _cache.Dispose();
        Assert.False(seen.IsCompleted);
        _scheduler.AdvanceBy(10);
        Assert.True(seen.IsCompleted);
        Assert.Equal(["Remove 1:10"], seen.Last.Short());
    }

    [Fact]
    public void On_a_stream_an_error_passes_at_once()
    {
        using var source = new Subject<IChangeSet<Item, int>>();
        using var seen = source.ExpireAfter(Life, _scheduler).Record();
        source.OnNext(new ChangeSet<Item, int> { new(ChangeReason.Add, 1, new Item(1, 10)) });
        source.OnError(new FormatException());
        _scheduler.AdvanceBy(100);
        Assert.IsType<FormatException>(seen.Error);
        Assert.Single(seen.Values);
    }

    [Fact]
    public void Null_arguments_are_refused_at_once()
    {
        Assert.Throws<ArgumentNullException>(() =>
            ((ISourceCache<Item, int>)null!).ExpireAfter(Life, pollingInterval: null)
        );
        Assert.Throws<ArgumentNullException>(() => _cache.ExpireAfter(null!, pollingInterval: null));
        Assert.Throws<ArgumentNullException>(() => _cache.Connect().ExpireAfter(null!));
    }

    private static TimeSpan? Life(Item item) => item.Value == 0 ? null : TimeSpan.FromTicks(item.Value);

    private IObservable<IEnumerable<KeyValuePair<int, Item>>> Expire() =>
        _cache.ExpireAfter(Life, scheduler: _scheduler);
}
