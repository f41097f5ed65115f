using Forum.Reactive.Tests.Log;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Nats.Tests;

/// <summary>The replicated log on brokers in virtual time: their clock is the loop's.</summary>
public abstract class SimulatedBrokersContract : LogContract
{
    [Fact]
    public override void Time_is_the_clocks_and_goes_on_when_the_clock_is_set_back()
    {
        var (log, seen) = Start();
        var first = Loop.Now;
        AppendAndAwait(log, Entries.Post(1));
        Loop.ClockOffset -= TimeSpan.FromHours(1); // The brokers have the same clock here.
        AppendAndAwait(log, Entries.Post(2), Entries.Noop(3));
        Loop.ClockOffset += TimeSpan.FromHours(2);
        AppendAndAwait(log, Entries.Post(4));
        var times = seen.Batches.SelectMany(batch => batch.Entries.Select(_ => batch.Time)).ToList();
        Assert.InRange(times[2], first, first.AddMinutes(1));
        Assert.True(times[3] >= first.AddHours(1));
    }
}
