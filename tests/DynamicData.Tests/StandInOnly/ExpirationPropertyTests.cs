using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.Reactive.Testing;

namespace DynamicData.Tests.StandInOnly;

/// <summary>At any time a cache holds just the items whose time has not come. A failure prints its seed.</summary>
public sealed class ExpirationPropertyTests
{
    public readonly record struct Step(int Kind, int Key, int Life);

    private static Arbitrary<List<Step>> Steps { get; } =
        (
            from kind in Gen.Choose(0, 9)
            from key in Gen.Choose(1, 12)
            from life in Gen.Choose(-2, 40)
            select new Step(kind, key, life)
        )
            .ListOf()
            .ToArbitrary();

    [Property]
    public Property A_cache_holds_just_what_has_not_expired() =>
        Prop.ForAll(Steps, steps => FollowsTheModel(steps, interval: null));

    [Property]
    public Property With_polling_it_holds_what_had_not_expired_at_the_last_tick() =>
        Prop.ForAll(Steps, steps => FollowsTheModel(steps, interval: 7));

    [Property]
    public Property On_a_stream_subscribers_hold_just_what_has_not_expired() =>
        Prop.ForAll(Steps, StreamFollowsTheModel);

    [Fact]
    public void Nothing_is_kept_of_items_that_have_left()
    {
        var scheduler = new TestScheduler();
        using var cache = new SourceCache<Item, int>(item => item.Key);
        using var expired = cache.ExpireAfter(_ => TimeSpan.FromDays(1), scheduler: scheduler).Record();
        var gone = AddAndRemove(cache);
        GC.Collect();
        Assert.DoesNotContain(gone, reference => reference.IsAlive);
        scheduler.AdvanceBy(TimeSpan.FromDays(2).Ticks);
        Assert.Null(expired.Error);
        Assert.Empty(expired.Values);
    }

    private static WeakReference[] AddAndRemove(SourceCache<Item, int> cache)
    {
        var items = Item.Range(100);
        cache.AddOrUpdate(items);
        cache.Remove(items.Select(item => item.Key));
        return [.. items.Select(item => new WeakReference(item))];
    }

    private static void FollowsTheModel(List<Step> steps, int? interval)
    {
        var scheduler = new TestScheduler();
        using var cache = Item.Cache();
        using var expired = cache
            .ExpireAfter(Life, interval is { } ticks ? TimeSpan.FromTicks(ticks) : null, scheduler)
            .Record();
        var due = new Dictionary<int, long>();
        foreach (var step in steps)
        {
            Perform(cache, due, step, scheduler);
            scheduler.AdvanceBy(1);
            var now = interval is { } length ? scheduler.Clock / length * length : scheduler.Clock;
            foreach (var key in due.Where(pair => pair.Value <= now).Select(pair => pair.Key).ToArray())
            {
                due.Remove(key);
            }

            Assert.Equal(due.Keys.Order(), cache.Keys.Order());
        }

        Assert.Null(expired.Error);
    }

    private static void StreamFollowsTheModel(List<Step> steps)
    {
        var scheduler = new TestScheduler();
        using var cache = Item.Cache();
        using var seen = cache.Connect().ExpireAfter(Life, scheduler).Record();
        var due = new Dictionary<int, long>();
        foreach (var step in steps)
        {
            Perform(cache, due, step, scheduler);
            scheduler.AdvanceBy(1);
            foreach (var key in due.Where(pair => pair.Value <= scheduler.Clock).Select(pair => pair.Key).ToArray())
            {
                due.Remove(key);
            }

            Assert.Equal(due.Keys.Order(), seen.Values.Replay().Keys.Order());
        }

        Assert.Null(seen.Error);
    }

    private static void Perform(
        SourceCache<Item, int> cache,
        Dictionary<int, long> due,
        Step step,
        TestScheduler scheduler
    )
    {
        if (step.Kind == 0)
        {
            cache.Remove(step.Key);
            due.Remove(step.Key);
        }
        else if (step.Kind < 3)
        {
            scheduler.AdvanceBy(step.Life + 2);
        }
        else
        {
            cache.AddOrUpdate(new Item(step.Key, step.Life));
            // What is due at once leaves with the next tick of the scheduler.
            due[step.Key] = step.Life > 30 ? long.MaxValue : scheduler.Clock + Math.Max(1, step.Life);
        }
    }

    private static TimeSpan? Life(Item item) => item.Value > 30 ? null : TimeSpan.FromTicks(item.Value);
}
