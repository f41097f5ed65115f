using System.Reactive.Linq;

namespace DynamicData.Tests;

/// <summary>What threads do to caches to break them. Their random numbers start from the thread's number.</summary>
internal static class Torture
{
    private const int Times = 2_000;

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    public static void Edit(SourceCache<Item, int> cache, Random random, bool even)
    {
        var key = (random.Next(20) * 2) + (even ? 0 : 1);
        if (random.Next(4) == 0)
        {
            cache.Remove(key);
        }
        else
        {
            cache.AddOrUpdate(new Item(key, random.Next(100)));
        }
    }

    public static void SubscribeBriefly(SourceCache<Item, int> cache, Random random)
    {
        using var seen = cache.Connect().Take(random.Next(1, 3)).Record();
        using var watched = cache.Watch(random.Next(40)).Record();
    }

    public static void AddBounded<T>(List<T> list, Func<T> make)
    {
        if (list.Count < 50)
        {
            list.Add(make());
        }
    }

    public static void AssertHas(Recorder<IChangeSet<Item, int>> seen, SourceCache<Item, int> cache)
    {
        Assert.Null(seen.Error);
        var replayed = seen.Values.Replay();
        Assert.Equal(cache.KeyValues.OrderBy(pair => pair.Key), replayed.OrderBy(pair => pair.Key));
    }

    /// <summary>Repeats each action on a thread of its own; fails if they do not finish in time.</summary>
    public static Task Run(params Action<Random>[] actions) => Run(Times, actions);

    /// <summary>Repeats each action so many times on a thread of its own; fails if they do not finish in time.</summary>
    public static Task Run(int times, params Action<Random>[] actions)
    {
        var start = new Barrier(actions.Length);
        return Task.WhenAll(
                actions.Select(
                    (action, seed) =>
                        Task.Factory.StartNew(
                            () =>
                            {
                                var random = new Random(seed);
                                start.SignalAndWait();
                                for (var i = 0; i < times; i++)
                                {
                                    action(random);
                                }
                            },
                            CancellationToken.None,
                            TaskCreationOptions.LongRunning,
                            TaskScheduler.Default
                        )
                )
            )
            .WaitAsync(TimeLimit);
    }
}
