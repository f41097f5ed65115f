using Forum.Reactive.Forum;
using Forum.Reactive.Log;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Tests.Folding;

/// <summary>What people read of the time, as the log says what the wall clock shows.</summary>
public sealed class ClockEntries
{
    private static readonly DateTimeOffset Start = ForumWorld.Start;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void While_the_log_is_ahead_what_is_read_goes_at_half_its_pace()
    {
        var clock = default(ReadableClock).Set(Start, Start - Hour);
        Assert.Equal(Start, clock.At(Start));
        Assert.Equal(Start.AddMinutes(30), clock.At(Start.AddHours(1)));
        Assert.Equal(Start.AddHours(1), clock.At(Start.AddHours(2))); // Which is the wall clock's now.
        Assert.Equal(Start.AddHours(2), clock.At(Start.AddHours(3)));
        Assert.True(clock.IsBehind);
    }

    [Fact]
    public void Set_back_again_it_goes_on_from_where_it_was()
    {
        var clock = default(ReadableClock).Set(Start, Start - Hour);
        clock = clock.Set(Start.AddHours(1), Start - Hour);
        Assert.Equal(Start.AddMinutes(30), clock.At(Start.AddHours(1)));
        Assert.Equal(Start.AddHours(2), clock.At(Start.AddHours(4)));
    }

    [Fact]
    public void Set_forward_it_jumps_and_never_goes_back()
    {
        var clock = default(ReadableClock).Set(Start, Start - Hour).Set(Start.AddHours(1), Start.AddHours(1));
        Assert.Equal(Start.AddHours(1), clock.At(Start.AddHours(1)));
        Assert.False(clock.IsBehind);
    }

    [Fact]
    public void Clocks_that_were_read_at_different_moments_are_not_apart()
    {
        var clock = default(ReadableClock).Set(Start, Start - ReadableClock.Tolerance);
        Assert.False(clock.IsBehind);
        Assert.Equal(Start.AddHours(1), clock.At(Start.AddHours(1)));
        Assert.True(clock.Set(Start, Start - ReadableClock.Tolerance - TimeSpan.FromTicks(1)).IsBehind);
    }

    [Fact]
    public void Whatever_is_said_of_the_clock_what_is_read_never_goes_back() =>
        Seeded.Run(random =>
        {
            var clock = default(ReadableClock);
            var (time, read) = (Start, Start);
            for (var step = 0; step < 1000; step++)
            {
                time += TimeSpan.FromSeconds(random.Next(100));
                if (random.Next(5) == 0)
                {
                    clock = clock.Set(time, time + TimeSpan.FromSeconds(random.Next(10_000) - 5000));
                }

                Assert.InRange(clock.At(time), read, time);
                read = clock.At(time);
            }
        });

    [Fact]
    public void Nothing_is_postponed_beyond_the_end_of_time()
    {
        using var state = new ForumState();
        var batch = new LogBatch();
        var end = DateTimeOffset.MaxValue - TimeSpan.FromMinutes(2);
        List<Exception> faults = [];
        state.Faults.Subscribe(faults.Add);
        Entry[] entries =
        [
            .. Enumerable.Repeat(Entries.Of(1, Act.LogIn(new LogInDetails("yoda", false, false, "10.0.0.1", 0))), 3),
            Entries.Of(2, Act.ClockSet(new ClockDetails(end, DateTimeOffset.MinValue))),
        ];
        batch.Set(entries, 1, end);
        state.OnNext(batch);
        Assert.Empty(faults);
        Assert.Equal(DateTimeOffset.MaxValue, state.Guard.Cache.Published.Lookup("yoda").Value.BlockedUntil);
    }
}
