using System.Reactive.Linq;
using static DynamicData.Tests.Torture;

namespace DynamicData.Tests;

/// <summary>Threads, caches that edit each other, and subscribers that come and go: nothing hangs, nothing is lost.</summary>
public sealed class TortureTests
{
    [Fact]
    public async Task Subscribers_that_come_while_others_write_end_with_just_the_content()
    {
        using var cache = Item.Cache();
        var subscribers = new List<Recorder<IChangeSet<Item, int>>>();
        await Run(
            random => Edit(cache, random, even: true),
            random => Edit(cache, random, even: false),
            _ => AddBounded(subscribers, () => cache.Connect().Record())
        );

        foreach (var subscriber in subscribers)
        {
            AssertHas(subscriber, cache);
        }

        subscribers.ForEach(subscriber => subscriber.Dispose());
    }

    [Fact]
    public async Task Operators_on_several_streams_keep_the_grammar_under_load()
    {
        using var cache = Item.Cache();
        using var predicates = new System.Reactive.Subjects.BehaviorSubject<int>(0);
        using var filtered = cache.Connect().Filter(predicates, (least, item) => item.Value >= least).Record();
        using var merged = cache.Connect().MergeMany(item => Observable.Return(item.Key)).Record();
        await Run(
            random => Edit(cache, random, even: true),
            random => Edit(cache, random, even: false),
            random => predicates.OnNext(random.Next(100))
        );

        predicates.OnNext(50);
        Assert.Equal(
            cache.Items.Where(item => item.Value >= 50).Select(item => item.Key).Order(),
            filtered.Values.Replay().Keys.Order()
        );
        Assert.NotEmpty(merged.Values);
    }
}
