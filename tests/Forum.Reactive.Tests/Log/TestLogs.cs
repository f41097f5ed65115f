using Forum.Reactive.Log;
using Forum.Reactive.Tests.World;
using Forum.Reactive.Tests.World.Logs;

namespace Forum.Reactive.Tests.Log;

/// <summary>The logs that other tests put under the forum do what their names say.</summary>
public sealed class TestLogs
{
    private readonly TestLoop _loop = new();

    [Fact]
    public void A_delaying_log_hands_on_after_the_delay()
    {
        var seen = Start(new DelayingLog(TimeSpan.FromSeconds(2)), out var log);
        _loop.Run(() => log.Append([Entries.Post(1), Entries.Noop(2)]));
        _loop.Advance(TimeSpan.FromSeconds(1.9));
        Assert.Empty(seen.All);
        _loop.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal([1L, 2], seen.Ordered);
    }

    [Fact]
    public void A_burst_log_holds_all_and_hands_it_on_in_small_batches()
    {
        var seen = Start(new BurstLog(TimeSpan.FromSeconds(1), 2), out var log);
        _loop.Run(() => log.Append(Entries.Posts(1, 3)));
        _loop.Run(() => log.Append(Entries.Posts(4, 2)));
        Assert.Empty(seen.All);
        _loop.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([1L, 2, 3, 4, 5], seen.Ordered);
        Assert.Equal(3, seen.Batches.Count);
    }

    [Fact]
    public void A_refusing_log_tells_a_refusal_in_its_place()
    {
        var seen = Start(new RefusingLog(LogFate.OutOfStorage, entry => entry.Origin.Request == 2), out var log);
        _loop.Run(() => log.Append([Entries.Post(1), Entries.Post(2), Entries.Noop(3), Entries.Post(4)]));
        Assert.Equal([1L, 2, 3, 4], seen.All);
        Assert.Equal([2L], seen.Refused);
        Assert.Equal(2, seen.Position);
    }

    [Fact]
    public void A_stalling_log_says_so_and_goes_on()
    {
        var stalling = new StallingLog();
        var seen = Start(stalling, out var log);
        List<LogStatus> told = [];
        log.Status.Subscribe(told.Add);
        var drained = false;
        _loop.Run(() =>
        {
            stalling.Stall();
            log.Append([Entries.Post(1)]);
            log.Drain().Subscribe(_ => drained = true);
        });
        Assert.IsType<LogStatus.Stalled>(told[^1]);
        Assert.Empty(seen.All);
        Assert.False(drained);
        _loop.Run(() => stalling.GoOn(LogFate.Unavailable));
        Assert.Equal([1L], seen.Refused);
        Assert.IsType<LogStatus.CaughtUp>(told[^1]);
        Assert.True(drained);
    }

    [Fact]
    public void A_replaying_log_begins_with_what_was_and_then_says_that_it_caught_up()
    {
        var seen = Start(new ReplayingLog(Entries.Posts(1, 3000), TimeSpan.FromSeconds(1)), out var log);
        _loop.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(MemoryLog.MaxBatch, seen.Position);
        LogStatus? status = null;
        log.Status.Subscribe(now => status = now);
        Assert.Equal(new LogStatus.Replaying(MemoryLog.MaxBatch, 3000), status);
        _loop.Advance(TimeSpan.FromSeconds(3));
        Assert.IsType<LogStatus.CaughtUp>(status);
        _loop.Run(() => log.Append([Entries.Post(3001)]));
        Assert.Equal(3001, seen.Position);
        Assert.Equal([true, true, true, false], seen.Batches.Select(batch => batch.IsReplay));
    }

    private BatchRecorder Start(RelayedLog made, out ILog log)
    {
        log = made;
        var seen = new BatchRecorder(_loop);
        log.Connect(_loop, seen);
        _loop.Run();
        return seen;
    }
}
