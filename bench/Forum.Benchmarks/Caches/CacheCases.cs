using System.Reactive.Concurrency;
using DynamicData;

namespace Forum.Benchmarks.Caches;

/// <summary>The work that is measured: always on items that exist before, so that only the caches allocate.</summary>
internal static class CacheCases
{
    public const int Count = 100_000;
    public const int BatchSize = 1_000;

    // Time that passes with each update of an expiring item: each of 100,000 is renewed every five seconds.
    private static readonly TimeSpan Pace = TimeSpan.FromMicroseconds(50);

    private static readonly Item[] Old = Make(Count);
    private static readonly Item[] New = Make(Count);

    public static Action DictionaryAdds()
    {
        var dictionary = new Dictionary<int, Item>();
        return () => Array.ForEach(Old, item => dictionary[item.Key] = item);
    }

    public static Action DictionaryUpdates()
    {
        var dictionary = Old.ToDictionary(item => item.Key);
        return () => Array.ForEach(New, item => dictionary[item.Key] = item);
    }

    public static Action Adds()
    {
        var cache = Empty();
        return () => Array.ForEach(Old, cache.AddOrUpdate);
    }

    public static Action AddsWithSubscriber()
    {
        var cache = Empty();
        cache.Connect().Subscribe(_ => { });
        return () => Array.ForEach(Old, cache.AddOrUpdate);
    }

    public static Action AddsThroughChain()
    {
        var cache = Empty();
        Chain(cache);
        return () => Array.ForEach(Old, cache.AddOrUpdate);
    }

    public static Action UpdatesThroughChain()
    {
        var cache = Full(Count);
        Chain(cache);
        return () => Array.ForEach(New, cache.AddOrUpdate);
    }

    public static Action BatchedAddsThroughChain() => Batched(Empty(), Old);

    public static Action BatchedUpdatesThroughChain() => Batched(Full(Count), New);

    /// <summary>Updates of live items that expire, with time passing meanwhile.</summary>
    public static Action ExpiringUpdates(int live, Func<Item, TimeSpan?> life)
    {
        var scheduler = new HistoricalScheduler();
        var cache = Full(live);
        cache.ExpireAfter(life, scheduler: scheduler).Subscribe();
        return () =>
        {
            for (var i = 0; i < 3 * Count; i++)
            {
                cache.AddOrUpdate(New[i % live]);
                if (i % BatchSize == 0)
                {
                    scheduler.AdvanceBy(Pace * BatchSize);
                }
            }
        };
    }

    public static Action WatchedUpdates()
    {
        var cache = Empty();
        foreach (var item in Old)
        {
            cache.Watch(item.Key).Subscribe(_ => { });
        }

        return () => Array.ForEach(Old, cache.AddOrUpdate);
    }

    public static Action Watches()
    {
        var cache = Full(Count);
        return () => Array.ForEach(Old, item => cache.Watch(item.Key).Subscribe(_ => { }));
    }

    private static Action Batched(SourceCache<Item, int> cache, Item[] items)
    {
        Chain(cache);
        var batches = items.Chunk(BatchSize).ToArray();
        return () =>
            Array.ForEach(
                batches,
                batch =>
                    cache.Edit(updater =>
                    {
                        foreach (var item in batch)
                        {
                            updater.AddOrUpdate(item);
                        }
                    })
            );
    }

    private static void Chain(SourceCache<Item, int> cache) =>
        cache.Connect().Filter(item => item.Key % 2 == 0).Transform(item => new Item(item.Key)).AsObservableCache();

    private static SourceCache<Item, int> Empty() => new(item => item.Key);

    private static SourceCache<Item, int> Full(int count)
    {
        var cache = Empty();
        cache.AddOrUpdate(Old.Take(count));
        return cache;
    }

    private static Item[] Make(int count) => [.. Enumerable.Range(0, count).Select(key => new Item(key))];

    internal sealed record Item(int Key);
}
