#pragma warning disable RS0030 // This is the one file that supplies the real clock, scheduler, zone and randomness.
using System.Reactive.Concurrency;

namespace Forum.Reactive;

/// <summary>The real world's clock, scheduler, time zone and randomness. Everything else takes them as parameters.</summary>
public static class RealTime
{
    /// <summary>Runs work on the thread pool, at the wall clock's time.</summary>
    public static IScheduler Scheduler => DefaultScheduler.Instance;

    /// <summary>The time zone of this machine.</summary>
    public static TimeZoneInfo LocalZone => TimeZoneInfo.Local;

    /// <summary>A seed that differs from run to run.</summary>
    public static int NewSeed() => Random.Shared.Next();
}
