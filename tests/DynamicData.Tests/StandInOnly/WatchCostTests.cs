namespace DynamicData.Tests.StandInOnly;

public sealed class WatchCostTests
{
    private const int Watchers = 10_000;

    [Fact]
    public void An_update_looks_only_at_the_watchers_of_its_own_key()
    {
        using var cache = new SourceCache<CountedItem, CountedKey>(item => item.Key);
        var seen = 0;
        for (var i = 0; i < Watchers; i++)
        {
            cache.Watch(new CountedKey(i)).Subscribe(_ => seen++);
        }

        CountedKey.Comparisons = 0;
        cache.AddOrUpdate(new CountedItem(new CountedKey(7)));
        Assert.Equal(1, seen);
        Assert.InRange(CountedKey.Comparisons, 0, 20);
    }

    [Fact]
    public void A_watcher_costs_less_than_a_kilobyte()
    {
        using var cache = Item.Cache();
        cache.Watch(-1).Subscribe();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Watchers; i++)
        {
            cache.Watch(i).Subscribe();
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / Watchers, 0, 1_000);
    }

    private sealed record CountedItem(CountedKey Key);

    private readonly struct CountedKey(int value) : IEquatable<CountedKey>
    {
        [ThreadStatic]
        private static int s_comparisons;

        public static int Comparisons
        {
            get => s_comparisons;
            set => s_comparisons = value;
        }

        private int Value => value;

        public bool Equals(CountedKey other)
        {
            s_comparisons++;
            return Value == other.Value;
        }

        public override bool Equals(object? obj) => obj is CountedKey other && Equals(other);

        public override int GetHashCode() => value;
    }
}
