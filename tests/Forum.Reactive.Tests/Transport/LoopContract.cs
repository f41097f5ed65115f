using System.Net;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Tests.Transport;

/// <summary>What every loop that is a thread promises.</summary>
public abstract class LoopContract : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly LoopScheduler _loop;

    private protected LoopContract(LoopScheduler loop) => _loop = loop;

    public sealed class OfEpoll() : LoopContract(new EpollLoop("test"));

    public sealed class Elsewhere() : LoopContract(new EventLoop("test"));

    public sealed class OfUdp() : LoopContract(new UdpEventLoop(new IPEndPoint(IPAddress.Loopback, 0)));

    public void Dispose()
    {
        _loop.Stop().Timeout(Limit).Wait();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void Posted_work_runs_in_its_order_on_the_loop()
    {
        List<int> seen = [];
        for (var i = 0; i < 1000; i++)
        {
            var number = i;
            _loop.Post(() => seen.Add(_loop.IsCurrent ? number : -1));
        }

        Finish();
        Assert.Equal(Enumerable.Range(0, 1000), seen);
        Assert.False(_loop.IsCurrent);
    }

    [Fact]
    public void Deferred_work_runs_at_the_end_of_its_round_and_what_it_defers_at_the_end_of_the_next()
    {
        List<string> seen = [];
        _loop.Post(() =>
        {
            _loop.Defer(() =>
            {
                seen.Add("deferred");
                _loop.Defer(() => seen.Add("deferred again"));
            });
            _loop.Post(() => seen.Add("posted"));
        });
        Finish(); // Three rounds at most
        Finish();
        Assert.Equal(["deferred", "posted", "deferred again"], seen);
    }

    [Fact]
    public void Only_what_runs_on_the_loop_can_defer() =>
        Assert.Throws<InvalidOperationException>(() => _loop.Defer(() => { }));

    [Fact]
    public void Timers_fall_due_in_their_order_and_not_too_early()
    {
        List<int> seen = [];
        using var done = new ManualResetEventSlim();
        var clock = _loop.StartStopwatch();
        var late = TimeSpan.Zero;
        // On the loop itself, so that nothing is due before all are scheduled.
        _loop.Post(() =>
        {
            _loop.Schedule(
                TimeSpan.FromMilliseconds(30),
                () =>
                {
                    late = clock.Elapsed;
                    seen.Add(3);
                    done.Set();
                }
            );
            _loop.Schedule(_loop.Now.AddMilliseconds(10), () => seen.Add(2));
            _loop.Schedule(() => seen.Add(1));
            _loop.Schedule(TimeSpan.FromMilliseconds(5), () => seen.Add(0)).Dispose();
        });
        Assert.True(done.Wait(Limit));
        Assert.Equal([1, 2, 3], seen);
        Assert.True(late >= TimeSpan.FromMilliseconds(30));
    }

    [Fact]
    public void A_timer_that_cancels_another_that_is_due_with_it_does_so()
    {
        var ran = false;
        _loop.Post(() =>
        {
            var second = new SingleAssignmentDisposable();
            _loop.Schedule(TimeSpan.Zero, second.Dispose);
            second.Disposable = _loop.Schedule(TimeSpan.Zero, () => ran = true);
        });
        Finish();
        Finish();
        Assert.False(ran);
    }

    [Fact]
    public void A_periodic_timer_ticks_on_the_loop_until_it_is_cancelled()
    {
        List<bool> onLoop = [];
        using var done = new ManualResetEventSlim();
        Observable
            .Interval(TimeSpan.FromMilliseconds(1), _loop)
            .Take(5)
            .Subscribe(_ => onLoop.Add(_loop.IsCurrent), done.Set);
        Assert.True(done.Wait(Limit));
        Assert.Equal([true, true, true, true, true], onLoop);
        Finish();
        Assert.Equal(0, _loop.TimerCount);
    }

    [Fact]
    public void A_recursive_action_leaves_others_their_turn()
    {
        using var others = new ManualResetEventSlim();
        var runs = 0;
        var recursion = _loop.Schedule(self =>
        {
            if (++runs == 10)
            {
                _loop.Post(others.Set);
            }

            self();
        });
        Assert.True(others.Wait(Limit));
        recursion.Dispose();
    }

    [Fact]
    public void A_hundred_thousand_timers_that_are_started_anew_leave_nothing_behind()
    {
        const int Timers = 100_000;
        var slots = Enumerable.Range(0, Timers).Select(_ => new SerialDisposable()).ToArray();
        for (var round = 0; round < 5; round++)
        {
            foreach (var slot in slots)
            {
                slot.Disposable = _loop.Schedule(TimeSpan.FromMinutes(10), () => { });
            }
        }

        Assert.Equal(Timers, _loop.TimerCount);
        Array.ForEach(slots, slot => slot.Dispose());
        Assert.Equal(0, _loop.TimerCount);
    }

    [Fact]
    public void What_work_throws_is_told_and_the_loop_goes_on()
    {
        List<string> faults = [];
        using var listening = _loop.Faults.Subscribe(error => faults.Add(error.Message));
        _loop.Post(() => throw new InvalidOperationException("posted"));
        _loop.Post(() => _loop.Defer(() => throw new InvalidOperationException("deferred")));
        Finish();
        _loop.Schedule(() => throw new InvalidOperationException("timer"));
        Finish();
        Finish();
        Assert.Equal(["posted", "deferred", "timer"], faults);
    }

    [Fact]
    public void Stopping_runs_what_was_posted_ends_the_thread_and_drops_what_comes_after()
    {
        Thread? thread = null;
        var (posted, tooLate) = (0, 0);
        for (var i = 0; i < 100; i++)
        {
            _loop.Post(() => (thread, posted) = (Thread.CurrentThread, posted + 1));
        }

        _loop.Stop().Timeout(Limit).Wait();
        Assert.Equal(100, posted);
        Assert.False(thread!.IsAlive);
        _loop.Post(() => tooLate++);
        _loop.Schedule(() => tooLate++);
        _loop.Schedule(TimeSpan.FromTicks(1), () => tooLate++);
        _loop.Stop().Timeout(Limit).Wait();
        Assert.Equal(0, tooLate);
        Assert.Equal(0, _loop.TimerCount);
    }

    [Fact]
    public void A_loop_that_stops_itself_finishes_what_was_begun()
    {
        var after = false;
        _loop.Post(() =>
        {
            _loop.Stop();
            _loop.Post(() => after = true);
        });
        _loop.Stop().Timeout(Limit).Wait();
        Assert.True(after);
    }

    /// <summary>Lets what was posted and is due happen.</summary>
    private void Finish()
    {
        for (var i = 0; i < 2; i++)
        {
            using var done = new ManualResetEventSlim();
            _loop.Post(done.Set);
            Assert.True(done.Wait(Limit));
        }
    }
}
