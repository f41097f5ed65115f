using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using Microsoft.Reactive.Testing;

namespace ReactiveTesting.Tests;

/// <summary>The clock of virtual time, and what runs when.</summary>
public sealed class TestSchedulerTests : ReactiveTest
{
    private readonly TestScheduler _scheduler = new();
    private readonly List<(long Time, string What)> _ran = [];

    [Fact]
    public void The_clock_begins_at_zero_and_counts_the_ticks_of_its_date()
    {
        Assert.Equal(0, _scheduler.Clock);
        Assert.Equal(DateTimeOffset.MinValue, _scheduler.Now);
        _scheduler.AdvanceTo(TimeSpan.TicksPerDay);
        Assert.Equal(DateTimeOffset.MinValue.AddDays(1), _scheduler.Now);
        Assert.Equal(TimeSpan.Zero, _scheduler.Now.Offset);
    }

    [Fact]
    public void Actions_run_in_the_order_of_their_times_with_the_clock_set_to_each()
    {
        RunAt(30, "c");
        RunAt(10, "a");
        RunAt(20, "b");
        _scheduler.Start();
        Assert.Equal([(10, "a"), (20, "b"), (30, "c")], _ran);
        Assert.Equal(30, _scheduler.Clock);
    }

    [Fact]
    public void Actions_of_the_same_tick_run_in_the_order_in_which_they_were_scheduled()
    {
        foreach (var name in new[] { "first", "second", "third", "fourth" })
        {
            RunAt(10, name);
        }

        _scheduler.Start();
        Assert.Equal(["first", "second", "third", "fourth"], _ran.Select(each => each.What));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    [InlineData(100)]
    [InlineData(-7)]
    public void What_is_due_now_or_before_runs_one_tick_later(long due)
    {
        _scheduler.AdvanceTo(100);
        RunAt(due, "late");
        _scheduler.Start();
        Assert.Equal([(101, "late")], _ran);
    }

    [Fact]
    public void What_an_action_schedules_at_once_runs_one_tick_after_it()
    {
        RunAt(10, "cause", () => _scheduler.Schedule(() => Note("effect")));
        RunAt(10, "sibling");
        _scheduler.Start();
        Assert.Equal([(10, "cause"), (10, "sibling"), (11, "effect")], _ran);
    }

    [Fact]
    public void Relative_times_count_from_the_present_moment()
    {
        _scheduler.AdvanceTo(100);
        _scheduler.ScheduleRelative(0, 25L, (_, _) => Noted("relative"));
        _scheduler.Schedule(TimeSpan.FromTicks(30), () => Note("span"));
        _scheduler.Schedule(new DateTimeOffset(140, TimeSpan.Zero), () => Note("date"));
        _scheduler.Start();
        Assert.Equal([(125, "relative"), (130, "span"), (140, "date")], _ran);
    }

    [Fact]
    public void An_action_that_was_cancelled_does_not_run_nor_move_the_clock()
    {
        RunAt(10, "stays");
        RunAt(20, "goes").Dispose();
        _scheduler.Start();
        Assert.Equal([(10, "stays")], _ran);
        Assert.Equal(10, _scheduler.Clock);
    }

    [Fact]
    public void Advancing_runs_what_is_due_up_to_and_with_the_given_time()
    {
        RunAt(10, "a");
        RunAt(20, "b");
        RunAt(21, "c");
        _scheduler.AdvanceTo(20);
        Assert.Equal([(10, "a"), (20, "b")], _ran);
        Assert.Equal(20, _scheduler.Clock);
        _scheduler.AdvanceBy(5);
        Assert.Equal((21, "c"), _ran[^1]);
        Assert.Equal(25, _scheduler.Clock);
    }

    [Fact]
    public void Sleeping_moves_the_clock_and_runs_nothing()
    {
        RunAt(10, "a");
        _scheduler.Sleep(50);
        Assert.Empty(_ran);
        Assert.Equal(50, _scheduler.Clock);
        _scheduler.Start();
        Assert.Equal((50, "a"), Assert.Single(_ran));
    }

    [Fact]
    public void Time_does_not_go_back()
    {
        _scheduler.AdvanceTo(100);
        Assert.Throws<ArgumentOutOfRangeException>(() => _scheduler.AdvanceTo(99));
        Assert.Throws<ArgumentOutOfRangeException>(() => _scheduler.AdvanceBy(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _scheduler.Sleep(-1));
        Assert.Equal(100, _scheduler.Clock);
    }

    [Fact]
    public void A_scheduler_that_runs_cannot_be_advanced_from_inside()
    {
        var failures = new List<Exception?>();
        RunAt(10, "a", () => failures.Add(Record.Exception(() => _scheduler.AdvanceTo(20))));
        RunAt(11, "b", () => failures.Add(Record.Exception(() => _scheduler.AdvanceBy(20))));
        _scheduler.Start();
        Assert.All(failures, failure => Assert.IsType<InvalidOperationException>(failure));
        Assert.Equal(2, failures.Count);
    }

    [Fact]
    public void A_scheduler_that_was_stopped_goes_on_when_it_is_started_again()
    {
        RunAt(10, "a", _scheduler.Stop);
        RunAt(20, "b");
        _scheduler.Start();
        Assert.False(_scheduler.IsEnabled);
        Assert.Equal([(10, "a")], _ran);
        _scheduler.Start();
        Assert.Equal([(10, "a"), (20, "b")], _ran);
    }

    [Fact]
    public void What_an_action_throws_reaches_whoever_runs_the_scheduler()
    {
        var failure = new FormatException();
        RunAt(10, "a", () => throw failure);
        Assert.Same(failure, Assert.Throws<FormatException>(_scheduler.Start));
    }

    [Fact]
    public void An_action_is_required() =>
        Assert.Throws<ArgumentNullException>(() => _scheduler.ScheduleAbsolute<int>(0, 10, null!));

    [Fact]
    public void Start_creates_at_100_subscribes_at_200_and_disposes_at_1000()
    {
        var source = _scheduler.CreateHotObservable(
            OnNext(199, 1),
            OnNext(200, 2),
            OnNext(201, 3),
            OnNext(999, 4),
            OnNext(1000, 5),
            OnNext(1001, 6)
        );
        var created = 0L;
        var observer = _scheduler.Start(() =>
        {
            created = _scheduler.Clock;
            return source;
        });
        Assert.Equal(100, created);
        // The messages were scheduled first, so those of the very ticks come before the subscription, and before its end.
        observer.Messages.AssertEqual(OnNext(201, 3), OnNext(999, 4), OnNext(1000, 5));
        source.Subscriptions.AssertEqual(Subscribe(200, 1000));
    }

    [Fact]
    public void Start_disposes_when_it_is_told_to()
    {
        var source = _scheduler.CreateColdObservable(OnNext(50, 1), OnNext(150, 2));
        var observer = _scheduler.Start(() => source, disposed: 300);
        observer.Messages.AssertEqual(OnNext(250, 1));
        source.Subscriptions.AssertEqual(Subscribe(200, 300));
    }

    [Fact]
    public void Start_creates_subscribes_and_disposes_when_it_is_told_to()
    {
        var source = _scheduler.CreateColdObservable(OnNext(5, 1));
        var observer = _scheduler.Start(() => source, created: 10, subscribed: 20, disposed: 40);
        observer.Messages.AssertEqual(OnNext(25, 1));
        source.Subscriptions.AssertEqual(Subscribe(20, 40));
    }

    [Fact]
    public void Start_asks_for_a_stream_and_for_times_in_order()
    {
        Assert.Throws<ArgumentNullException>("create", () => _scheduler.Start<int>(null!));
        Assert.Throws<ArgumentNullException>("create", () => _scheduler.Start<int>(null!, 10));
        Assert.Throws<ArgumentNullException>("create", () => _scheduler.Start<int>(null!, 1, 2, 3));
        Assert.Throws<ArgumentOutOfRangeException>(
            "subscribed",
            () => _scheduler.Start(Observable.Never<int>, 2, 1, 3)
        );
        Assert.Throws<ArgumentOutOfRangeException>("disposed", () => _scheduler.Start(Observable.Never<int>, 1, 3, 2));
        Assert.Throws<ArgumentOutOfRangeException>("disposed", () => _scheduler.Start(Observable.Never<int>, 199));
    }

    [Fact]
    public void Operators_of_Rx_tell_the_time_by_it()
    {
        var source = _scheduler.CreateHotObservable(
            OnNext(210, 1),
            OnNext(220, 2),
            OnNext(300, 3),
            OnCompleted<int>(400)
        );
        var observer = _scheduler.Start(() => source.Throttle(TimeSpan.FromTicks(50), _scheduler));
        observer.Messages.AssertEqual(OnNext(270, 2), OnNext(350, 3), OnCompleted<int>(400));
    }

    private IDisposable RunAt(long time, string what, Action? action = null) =>
        _scheduler.ScheduleAbsolute(
            0,
            time,
            (_, _) =>
            {
                Note(what);
                action?.Invoke();
                return Disposable.Empty;
            }
        );

    private IDisposable Noted(string what)
    {
        Note(what);
        return Disposable.Empty;
    }

    private void Note(string what) => _ran.Add((_scheduler.Clock, what));
}
