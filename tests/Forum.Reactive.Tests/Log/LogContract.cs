using Forum.Reactive.Log;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Tests.Log;

/// <summary>What every log promises, whatever it stores and wherever. A log that refuses is tested for that by itself.</summary>
public abstract class LogContract : IDisposable
{
    private readonly List<ILog> _logs = [];

    internal TestLoop Loop { get; } = new();

    /// <summary>Makes an empty log.</summary>
    protected abstract ILog Make();

    [Fact]
    public void What_goes_in_comes_out_in_order_and_positions_count_what_is_durable()
    {
        var (log, seen) = Start();
        Append(log, Entries.Post(1));
        Append(log, Entries.Post(2), Entries.Noop(3), Entries.Post(4));
        Append(log, Entries.Noop(5));
        Append(log, Entries.Post(6));
        Await(log);
        Assert.Equal([1L, 2, 3, 4, 5, 6], seen.Ordered);
        Assert.Equal(4, seen.Position);
        Assert.All(seen.Batches, batch => Assert.False(batch.IsReplay));
    }

    [Fact]
    public void What_comes_out_is_what_went_in()
    {
        var (log, seen) = Start();
        Entry[] all = [.. Entries.Samples.Values];
        Append(log, all);
        Await(log);
        Assert.Equal(
            all.Select(Entries.Describe),
            seen.Batches.SelectMany(batch => batch.Entries).Select(Entries.Describe)
        );
    }

    [Fact]
    public void A_local_entry_keeps_its_place_behind_a_durable_one_that_is_under_way()
    {
        var (log, seen) = Start();
        for (var request = 1; request <= 400; request += 2)
        {
            Append(log, Entries.Post(request));
            Append(log, Entries.Noop(request + 1));
        }

        Await(log);
        Assert.Equal(Enumerable.Range(1, 400).Select(request => (long)request), seen.Ordered);
    }

    [Fact]
    public void Nothing_comes_out_within_the_call_that_appends()
    {
        var (log, seen) = Start();
        Loop.Run(() =>
        {
            log.Append([Entries.Noop(1)]);
            log.Append([Entries.Post(2)]);
            Assert.Empty(seen.Batches);
        });
        Await(log);
        Assert.Equal([1L, 2], seen.Ordered);
    }

    [Fact]
    public void What_is_appended_is_copied()
    {
        var (log, seen) = Start();
        Entry[] entries = [Entries.Post(1)];
        Loop.Run(() =>
        {
            log.Append(entries);
            entries[0] = Entries.Post(99);
        });
        Await(log);
        Assert.Equal([1L], seen.Ordered);
    }

    [Fact]
    public void An_empty_append_is_nothing()
    {
        var (log, seen) = Start();
        Append(log);
        Await(log);
        Assert.Empty(seen.Batches);
    }

    [Fact]
    public virtual void Time_is_the_clocks_and_goes_on_when_the_clock_is_set_back()
    {
        var (log, seen) = Start();
        var first = Loop.Now;
        AppendAndAwait(log, Entries.Post(1));
        Loop.ClockOffset -= TimeSpan.FromHours(1);
        Loop.Advance(TimeSpan.FromSeconds(10));
        AppendAndAwait(log, Entries.Post(2), Entries.Noop(3));
        Loop.ClockOffset += TimeSpan.FromHours(2);
        Loop.Advance(TimeSpan.FromSeconds(10));
        AppendAndAwait(log, Entries.Noop(4));
        var times = seen.Batches.SelectMany(batch => batch.Entries.Select(_ => batch.Time)).ToList();
        Assert.InRange(times[0], first, first.AddMinutes(1));
        Assert.Equal(times[0].AddSeconds(10), times[2]);
        Assert.Equal(Loop.Now, times[3]);
    }

    [Fact]
    public void More_than_a_batch_holds_comes_in_several()
    {
        var (log, seen) = Start();
        var many = Entries.Posts(1, (3 * MemoryLog.MaxBatch) + 5);
        Append(log, many);
        Await(log);
        Assert.Equal(many.Select(entry => entry.Origin.Request), seen.Ordered);
        Assert.True(seen.Batches.Count >= 4);
    }

    [Fact]
    public void What_the_machine_appends_comes_behind_what_is_being_delivered()
    {
        ILog log = null!;
        (log, var seen) = Start(entry =>
        {
            if (entry.Origin.Request == 1)
            {
                log.Append([Entries.Post(10), Entries.Noop(11)]);
            }
        });
        Append(log, Entries.Post(1), Entries.Post(2), Entries.Noop(3));
        Loop.RunUntil(() => seen.All.Count() == 5);
        Assert.Equal([1L, 2, 3, 10, 11], seen.Ordered);
    }

    [Fact]
    public void A_machine_that_throws_gets_what_comes_behind_all_the_same()
    {
        var (log, seen) = Start(entry =>
        {
            if (entry.Origin.Request == 1)
            {
                throw new TimeZoneNotFoundException();
            }
        });
        var many = Entries.Posts(2, MemoryLog.MaxBatch);
        Loop.Post(() => log.Append([Entries.Post(1)]));
        Loop.Post(() => log.Append(many));
        Assert.Throws<TimeZoneNotFoundException>(() => Loop.RunUntil(() => false));
        Loop.RunUntil(() => seen.All.Count() == many.Length + 1);
        Assert.Equal(many.Length + 1, seen.All.Count());
    }

    [Fact]
    public void A_drain_ends_when_all_that_was_appended_has_its_fate()
    {
        var (log, seen) = Start();
        var drained = 0;
        Loop.Run(() =>
        {
            log.Append([Entries.Post(1), Entries.Noop(2)]);
            log.Drain()
                .Subscribe(_ =>
                {
                    Assert.True(Loop.IsCurrent);
                    Assert.Equal(2, seen.All.Count());
                    drained++;
                });
            Assert.Equal(0, drained);
        });
        Loop.RunUntil(() => drained == 1);
    }

    [Fact]
    public void A_drain_of_nothing_ends_at_once_and_is_told_to_who_comes_later_too()
    {
        var (log, _) = Start();
        IObservable<System.Reactive.Unit> drain = null!;
        Loop.Run(() => drain = log.Drain());
        var ended = false;
        Loop.Run(() => drain.Subscribe(_ => ended = true));
        Loop.RunUntil(() => ended);
    }

    [Fact]
    public void It_says_that_it_replays_and_then_that_it_has_caught_up()
    {
        var log = Open();
        List<LogStatus> told = [];
        log.Status.CheckGrammar().Subscribe(told.Add);
        Assert.IsType<LogStatus.Replaying>(Assert.Single(told));
        log.Connect(Loop, new BatchRecorder(Loop));
        Loop.RunUntil(() => told[^1] is LogStatus.CaughtUp);
        Assert.All(told.SkipLast(1), status => Assert.IsType<LogStatus.Replaying>(status));
        LogStatus? current = null;
        log.Status.Subscribe(status => current = status);
        Assert.IsType<LogStatus.CaughtUp>(current);
    }

    [Fact]
    public void It_is_connected_once_and_before_anything_is_appended()
    {
        var log = Open();
        Assert.Throws<InvalidOperationException>(() => log.Append([Entries.Post(1)]));
        log.Connect(Loop, new BatchRecorder(Loop));
        Assert.Throws<InvalidOperationException>(() => log.Connect(Loop, new BatchRecorder(Loop)));
    }

    [Fact]
    public void After_its_end_it_delivers_nothing_and_its_status_has_ended()
    {
        var (log, seen) = Start();
        var ended = false;
        log.Status.CheckGrammar().Subscribe(_ => { }, () => ended = true);
        AppendAndAwait(log, Entries.Post(1));
        Loop.Run(() =>
        {
            log.Append([Entries.Post(2)]);
            log.Dispose();
            log.Append([Entries.Post(3)]);
            log.Dispose();
        });
        Assert.Equal([1L], seen.All);
        Assert.True(ended);
    }

    /// <summary>Ends the logs of the test.</summary>
    public void Dispose()
    {
        _logs.ForEach(log => log.Dispose());
        CleanUp();
        GC.SuppressFinalize(this);
    }

    /// <summary>Removes what the logs left behind.</summary>
    protected virtual void CleanUp() { }

    private protected ILog Open()
    {
        var log = Make();
        _logs.Add(log);
        return log;
    }

    private protected (ILog Log, BatchRecorder Seen) Start(Action<Entry>? onEntry = null)
    {
        var log = Open();
        var seen = new BatchRecorder(Loop, onEntry);
        var caughtUp = false;
        log.Status.Subscribe(status => caughtUp = status is LogStatus.CaughtUp);
        log.Connect(Loop, seen);
        Loop.RunUntil(() => caughtUp);
        return (log, seen);
    }

    private protected void Append(ILog log, params Entry[] entries) => Loop.Run(() => log.Append(entries));

    private protected void AppendAndAwait(ILog log, params Entry[] entries)
    {
        Append(log, entries);
        Await(log);
    }

    private protected void Await(ILog log)
    {
        var drained = false;
        Loop.Run(() => log.Drain().Subscribe(_ => drained = true));
        Loop.RunUntil(() => drained);
    }
}
