using System.Reactive.Concurrency;
using Forum.Reactive.Log;
using Forum.Reactive.Tests.World;
using Microsoft.Reactive.Testing;

namespace Forum.Reactive.Tests.Log;

public sealed class MemoryLogTests
{
    private readonly TestScheduler _clock = new();

    [Fact]
    public void What_goes_in_comes_out_in_order_with_a_sequence_without_gaps()
    {
        using var log = new MemoryLog<int>(_clock);
        var seen = new Recorder(log);
        log.Append([1]);
        log.Append([2, 3]);
        log.Append([]);
        log.Append([4]);
        Assert.Equal([1, 2, 3, 4], seen.Entries);
        Assert.Equal([1L, 2, 4], seen.FirstSequences);
    }

    [Fact]
    public void What_came_before_the_subscriber_is_delivered_to_it()
    {
        using var log = new MemoryLog<int>(_clock);
        log.Append([1, 2]);
        log.Append([3]);
        Assert.Equal([1, 2, 3], new Recorder(log).Entries);
    }

    [Fact]
    public void A_log_has_one_subscriber()
    {
        using var log = new MemoryLog<int>(_clock);
        _ = new Recorder(log);
        Assert.Throws<InvalidOperationException>(() => new Recorder(log));
    }

    [Fact]
    public void Time_never_goes_back_when_the_clock_does()
    {
        var clock = new SettableClock() { Now = ForumWorld.Start };
        using var log = new MemoryLog<int>(clock);
        var seen = new Recorder(log);
        log.Append([1]);
        clock.Now -= TimeSpan.FromHours(1);
        log.Append([2]);
        clock.Now += TimeSpan.FromHours(2);
        log.Append([3]);
        Assert.Equal([ForumWorld.Start, ForumWorld.Start, ForumWorld.Start.AddHours(1)], seen.Times);
    }

    [Fact]
    public void More_than_a_batch_holds_comes_in_several_batches_none_larger_than_the_limit()
    {
        using var log = new MemoryLog<int>(_clock);
        int[] many = [.. Enumerable.Range(0, (3 * MemoryLog<int>.MaxBatch) + 5)];
        var seen = new Recorder(log);
        log.Append(many);
        Assert.Equal(many, seen.Entries);
        Assert.Equal(4, seen.FirstSequences.Count);
        Assert.Equal([1L, 1025, 2049, 3073], seen.FirstSequences);
    }

    [Fact]
    public void What_the_subscriber_appends_comes_behind_what_is_being_delivered()
    {
        using var log = new MemoryLog<int>(_clock);
        Recorder seen = null!;
        seen = new Recorder(
            log,
            entry =>
            {
                if (entry == 1)
                {
                    log.Append([10, 11]);
                    Assert.DoesNotContain(10, seen.Entries);
                }
            }
        );
        log.Append([1, 2, 3]);
        Assert.Equal([1, 2, 3, 10, 11], seen.Entries);
    }

    [Fact]
    public void An_entry_that_a_subscriber_throws_on_takes_no_other_with_it()
    {
        using var log = new MemoryLog<int>(_clock);
        int[] many = [.. Enumerable.Range(0, 2 * MemoryLog<int>.MaxBatch)];
        Recorder seen = null!;
        seen = new Recorder(
            log,
            entry =>
            {
                if (entry == MemoryLog<int>.MaxBatch - 1)
                {
                    log.Append([-1]);
                    throw new TimeZoneNotFoundException();
                }
            }
        );
        Assert.Throws<TimeZoneNotFoundException>(() => log.Append(many));
        log.Append([-2]);
        Assert.Equal([.. many, -1, -2], seen.Entries);
    }

    [Fact]
    public void After_its_end_it_delivers_nothing()
    {
        var log = new MemoryLog<int>(_clock);
        var seen = new Recorder(log);
        log.Append([1]);
        log.Dispose();
        log.Append([2]);
        log.Dispose();
        Assert.Equal([1], seen.Entries);
    }

    [Fact]
    public void When_draining_is_deferred_what_came_meanwhile_is_one_batch()
    {
        List<Action> deferred = [];
        using var log = new MemoryLog<int>(_clock, deferred.Add);
        var seen = new Recorder(log);
        log.Append([1]);
        log.Append([2]);
        log.Append([3]);
        Assert.Empty(seen.Entries);
        Assert.Single(deferred)();
        Assert.Equal([1, 2, 3], seen.Entries);
        Assert.Single(seen.FirstSequences);
    }

    [Fact]
    public void Many_threads_entries_come_out_once_each_in_the_order_of_their_thread_one_batch_at_a_time()
    {
        const int threads = 8;
        const int each = 20_000;
        using var log = new MemoryLog<(int Thread, int Index)>(DefaultScheduler.Instance);
        List<(int Thread, int Index)> seen = [];
        log.CheckGrammar().Subscribe(batch => seen.AddRange(batch.Entries));
        Thread[] writers =
        [
            .. Enumerable
                .Range(0, threads)
                .Select(t => new Thread(() =>
                {
                    for (var i = 0; i < each; i += 2)
                    {
                        log.Append([(t, i), (t, i + 1)]);
                    }
                })),
        ];
        Array.ForEach(writers, writer => writer.Start());
        Array.ForEach(writers, writer => Assert.True(writer.Join(TimeSpan.FromSeconds(30))));

        Assert.Equal(threads * each, seen.Count);
        foreach (var thread in seen.GroupBy(entry => entry.Thread))
        {
            Assert.Equal(Enumerable.Range(0, each), thread.Select(entry => entry.Index));
        }

        for (var i = 0; i < seen.Count; i += 2)
        {
            Assert.Equal((seen[i].Thread, seen[i].Index + 1), seen[i + 1]); // Nothing between what was appended together.
        }
    }

    private sealed class Recorder
    {
        public Recorder(ILog<int> log, Action<int>? onEntry = null) =>
            log.CheckGrammar()
                .Subscribe(batch =>
                {
                    FirstSequences.Add(batch.FirstSequence);
                    Times.Add(batch.Time);
                    int[] entries = [.. batch.Entries];
                    Entries.AddRange(entries);
                    Array.ForEach(entries, entry => onEntry?.Invoke(entry));
                });

        public List<int> Entries { get; } = [];

        public List<long> FirstSequences { get; } = [];

        public List<DateTimeOffset> Times { get; } = [];
    }

    private sealed class SettableClock : IScheduler
    {
        public DateTimeOffset Now { get; set; }

        public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) =>
            throw new NotSupportedException("The log looks at the clock and schedules nothing.");

        public IDisposable Schedule<TState>(
            TState state,
            TimeSpan dueTime,
            Func<IScheduler, TState, IDisposable> action
        ) => throw new NotSupportedException("The log looks at the clock and schedules nothing.");

        public IDisposable Schedule<TState>(
            TState state,
            DateTimeOffset dueTime,
            Func<IScheduler, TState, IDisposable> action
        ) => throw new NotSupportedException("The log looks at the clock and schedules nothing.");
    }
}
