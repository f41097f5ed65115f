using System.Reactive.Linq;
using System.Reactive.Subjects;
using Microsoft.Reactive.Testing;
using static DynamicData.Tests.Torture;

namespace DynamicData.Tests.StandInOnly;

/// <summary>No observer is called under a lock: while one is busy, other threads can read, edit and subscribe.</summary>
public sealed class LockFreedomTests
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    private readonly SourceCache<Item, int> _cache = Item.Cache();
    private int _shown;

    [Fact]
    public void Another_thread_can_use_the_cache_while_a_subscriber_is_busy() =>
        UsableWhile(busy => _cache.Connect().Subscribe(_ => busy()));

    [Fact]
    public void Another_thread_can_use_the_cache_while_a_watcher_is_busy() =>
        UsableWhile(busy => _cache.Watch(1).Subscribe(_ => busy()));

    [Fact]
    public void Another_thread_can_use_the_cache_while_a_preview_is_shown() =>
        UsableWhile(busy => _cache.Preview().Subscribe(_ => busy()));

    [Fact]
    public void Another_thread_can_use_the_cache_while_a_filtered_set_is_delivered() =>
        UsableWhile(busy =>
            _cache.Connect().Filter(Observable.Return<Func<Item, bool>>(_ => true)).Subscribe(_ => busy())
        );

    [Fact]
    public void Another_thread_can_use_the_cache_while_expiration_is_told()
    {
        var scheduler = new TestScheduler();
        UsableWhile(
            busy => _cache.ExpireAfter(_ => TimeSpan.FromTicks(1), scheduler: scheduler).Subscribe(_ => busy()),
            () => scheduler.AdvanceBy(10)
        );
    }

    [Fact]
    public void An_edit_made_while_a_preview_is_shown_is_shown_and_applied_after_it()
    {
        using var previewed = _cache.Preview().Do(_ => EditOnce()).Record();
        using var seen = _cache.Connect().Record();
        _cache.AddOrUpdate(new Item(1, 1));
        Assert.Equal(["Add 1:1", "Add 2:2"], previewed.Values.SelectMany(changes => changes.Short()));
        Assert.Equal(previewed.Values, seen.Values);
        Assert.Equal([1, 2], _cache.Keys.Order());

        void EditOnce()
        {
            if (_shown++ == 0)
            {
                Assert.True(Task.Run(() => _cache.AddOrUpdate(new Item(2, 2))).Wait(TimeLimit));
            }
        }
    }

    [Fact]
    public void Expired_items_are_told_before_subscribers_see_their_removal()
    {
        var scheduler = new TestScheduler();
        var order = new List<string>();
        _cache.AddOrUpdate(new Item(1, 1));
        using var subscriber = _cache.Connect().SkipInitial().Subscribe(_ => order.Add("removed"));
        using var expired = _cache
            .ExpireAfter(_ => TimeSpan.FromTicks(5), scheduler: scheduler)
            .Subscribe(_ => order.Add("expired"));
        scheduler.AdvanceBy(5);
        Assert.Equal(["expired", "removed"], order);
    }

    [Fact]
    public void Merged_streams_that_answer_each_other_keep_their_order()
    {
        Subject<int>[] streams = [new(), new()];
        _cache.AddOrUpdate([new Item(0, 0), new Item(1, 1)]);
        using var seen = _cache.Connect().MergeMany(item => streams[item.Key]).Do(AnswerOnce).Record();
        streams[0].OnNext(1);
        Assert.Equal([1, 2, 3], seen.Values);

        void AnswerOnce(int value)
        {
            if (value != 1)
            {
                return;
            }

            streams[1].OnNext(2);
            streams[0].OnNext(3);
        }
    }

    [Fact]
    public async Task Suspensions_previews_and_watchers_on_many_threads_lose_nothing()
    {
        using var cache = Item.Cache();
        using var seen = cache.Connect().Record();
        using var counts = cache.CountChanged.Record();
        using var previewed = cache.Preview().Record();
        var watchers = new List<Recorder<Change<Item, int>>>();
        await Run(
            random => Edit(cache, random, even: true),
            random => Edit(cache, random, even: false),
            _ => cache.SuspendNotifications().Dispose(),
            _ => cache.SuspendCount().Dispose(),
            _ => cache.Preview().Record().Dispose(),
            random => AddBounded(watchers, () => cache.Watch(random.Next(40)).Record()),
            random => SubscribeBriefly(cache, random)
        );

        AssertHas(seen, cache);
        AssertHas(previewed, cache);
        Assert.Equal(cache.Count, counts.Last);
        foreach (var watcher in watchers.Where(watcher => watcher.Values.Count > 0))
        {
            Assert.Equal(cache.Lookup(watcher.Last.Key).HasValue, watcher.Last.Reason != ChangeReason.Remove);
        }

        watchers.ForEach(watcher => watcher.Dispose());
    }

    private void UsableWhile(Func<Action, IDisposable> subscribe, Action? then = null)
    {
        var wasBusy = false;
        using var subscription = subscribe(() =>
        {
            if (wasBusy)
            {
                return;
            }

            wasBusy = true;
            Assert.True(Task.Run(UseFromElsewhere).Wait(TimeLimit));
        });
        _cache.AddOrUpdate(new Item(1, 1));
        then?.Invoke();
        Assert.True(wasBusy);
        Assert.True(_cache.Lookup(2).HasValue || then is not null);
    }

    private void UseFromElsewhere()
    {
        _ = _cache.Count;
        _ = _cache.Items;
        _cache.Connect().Record().Dispose();
        _cache.AddOrUpdate(new Item(2, 2));
    }
}
