using Forum.Reactive.Access;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Tests.Access;

public sealed class FailureTableTests
{
    private static readonly DateTimeOffset Start = new(2021, 2, 23, 15, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan BlockTime = TimeSpan.FromSeconds(10);

    /// <summary>What one name has really done since its last success or block.</summary>
    private sealed class Exact
    {
        public int Count { get; set; }

        public DateTimeOffset BlockedUntil { get; set; }
    }

    [Fact]
    public void It_never_counts_too_few_nor_forgets_a_block_nor_outgrows_its_bound() =>
        Seeded.Run(random =>
        {
            for (var run = 0; run < 200; run++)
            {
                var limit = 1 + random.Next(5);
                var capacity = 1 + random.Next(8);
                Play(random, limit, capacity, names: 1 + random.Next(3 * capacity));
            }
        });

    [Fact]
    public void As_long_as_it_has_room_it_counts_exactly() =>
        Seeded.Run(random =>
        {
            using var table = new FailureTable();
            var limits = Limits(5, capacity: 8);
            var counts = new int[8];
            for (var step = 0; step < 1000; step++)
            {
                var name = random.Next(8);
                if (counts[name] == 4 || random.Next(4) == 0)
                {
                    Batch.Run(() => table.Reset($"{name}"), table.Cache);
                    counts[name] = 0;
                }
                else
                {
                    Batch.Run(() => table.Fail($"{name}", limits, Start), table.Cache);
                    counts[name]++;
                }

                Assert.Equal(counts[name], Estimate(table, $"{name}"));
            }
        });

    private static void Play(Seeded random, int limit, int capacity, int names)
    {
        using var table = new FailureTable();
        var limits = Limits(limit, capacity);
        Exact[] exact = [.. Enumerable.Range(0, names).Select(_ => new Exact())];
        var time = Start;
        for (var step = 0; step < 500; step++)
        {
            time += TimeSpan.FromSeconds(random.Next(10) == 0 ? random.Next(12) : 0);
            var at = random.Next(names);
            Attempt(table, exact[at], $"{at}", isRight: random.Next(5) == 0, limits, time);
            Assert.InRange(table.Cache.Published.Count, 0, capacity);
            for (var name = 0; name < names; name++)
            {
                Assert.True(exact[name].BlockedUntil > time || Estimate(table, $"{name}") >= exact[name].Count);
            }
        }
    }

    private static void Attempt(
        FailureTable table,
        Exact exact,
        string name,
        bool isRight,
        LoginLimits limits,
        DateTimeOffset time
    )
    {
        var isRefused = Batch.Run(() => table.IsRefused(name, limits.Capacity, time), table.Cache);
        Assert.True(isRefused || exact.BlockedUntil <= time, "a block was forgotten");
        if (isRefused)
        {
            return;
        }

        if (isRight)
        {
            Batch.Run(() => table.Reset(name), table.Cache);
            exact.Count = 0;
            return;
        }

        exact.Count++;
        var entry = Batch.Run(() => table.Fail(name, limits, time), table.Cache);
        Assert.InRange(entry.Count, exact.Count, limits.MaxFailures);
        Assert.Equal(entry.Count == limits.MaxFailures, entry.BlockedUntil is not null);
        if (entry.BlockedUntil is { } until)
        {
            (exact.Count, exact.BlockedUntil) = (0, until);
        }
    }

    private static LoginLimits Limits(int limit, int capacity) =>
        new(limit, BlockTime, capacity, MaxFailuresPerMinute: 60, AddressCapacity: 16);

    private static int Estimate(FailureTable table, string name) => Batch.Run(() => table.Estimate(name), table.Cache);
}
