using System.Reactive.Concurrency;

namespace Forum.Benchmarks.Caches;

/// <summary>What one operation costs.</summary>
/// <param name="Nanoseconds">Of the fastest of several rounds.</param>
/// <param name="Bytes">Allocated by the measuring thread, the same in each round.</param>
public readonly record struct Cost(double Nanoseconds, double Bytes)
{
    private const int FewestRounds = 5;

    // Long enough for the code to be compiled at its best, which happens behind its back after a while.
    private static readonly TimeSpan ShortestTime = TimeSpan.FromSeconds(1);

    /// <summary>Measures work that is prepared anew for each round.</summary>
    /// <param name="operations">How many operations the work consists of.</param>
    /// <param name="prepare">Makes the work; not measured.</param>
    public static Cost Of(int operations, Func<Action> prepare)
    {
        var (fastest, fewest) = (double.MaxValue, double.MaxValue);
        var all = Scheduler.Immediate.StartStopwatch();
        for (var round = 0; round < FewestRounds || all.Elapsed < ShortestTime; round++)
        {
            var work = prepare();
            GC.Collect();
            var bytes = GC.GetAllocatedBytesForCurrentThread();
            var watch = Scheduler.Immediate.StartStopwatch();
            work();
            fastest = Math.Min(fastest, watch.Elapsed.TotalNanoseconds / operations);
            fewest = Math.Min(fewest, (GC.GetAllocatedBytesForCurrentThread() - bytes) / (double)operations);
        }

        return new(fastest, fewest);
    }
}
