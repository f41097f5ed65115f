using System.Reactive;
using System.Reactive.Linq;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.Reactive.Testing;

namespace ReactiveTesting.Tests;

/// <summary>Hot and cold streams with a script, and the observers that record them.</summary>
public sealed class ObservableTests : ReactiveTest
{
    private readonly TestScheduler _scheduler = new();

    [Fact]
    public void A_hot_stream_sends_at_absolute_times_to_whoever_is_subscribed_then()
    {
        var hot = _scheduler.CreateHotObservable(
            OnNext(10, 'a'),
            OnNext(20, 'b'),
            OnNext(30, 'c'),
            OnCompleted<char>(40)
        );
        var early = SubscribeAt(hot, 5, 25);
        var late = SubscribeAt(hot, 15, 100);
        _scheduler.Start();
        early.Messages.AssertEqual(OnNext(10, 'a'), OnNext(20, 'b'));
        late.Messages.AssertEqual(OnNext(20, 'b'), OnNext(30, 'c'), OnCompleted<char>(40));
        hot.Subscriptions.AssertEqual(Subscribe(5, 25), Subscribe(15, 100));
    }

    [Fact]
    public void A_cold_stream_sends_all_to_each_subscriber_from_its_subscription_on()
    {
        var cold = _scheduler.CreateColdObservable(OnNext(10, 'a'), OnNext(20, 'b'), OnCompleted<char>(30));
        var one = SubscribeAt(cold, 100, 200);
        var other = SubscribeAt(cold, 105, 120);
        _scheduler.Start();
        one.Messages.AssertEqual(OnNext(110, 'a'), OnNext(120, 'b'), OnCompleted<char>(130));
        other.Messages.AssertEqual(OnNext(115, 'a'));
        cold.Subscriptions.AssertEqual(Subscribe(100, 200), Subscribe(105, 120));
    }

    [Fact]
    public void A_cold_stream_sends_what_is_due_at_once_one_tick_later()
    {
        var cold = _scheduler.CreateColdObservable(OnNext(0, 'a'), OnNext(0, 'b'));
        var observer = SubscribeAt(cold, 100, 200);
        _scheduler.Start();
        observer.Messages.AssertEqual(OnNext(101, 'a'), OnNext(101, 'b'));
    }

    [Fact]
    public void A_subscription_that_is_not_disposed_has_no_end()
    {
        var hot = _scheduler.CreateHotObservable<int>();
        var cold = _scheduler.CreateColdObservable(OnCompleted<int>(10));
        _scheduler.AdvanceTo(7);
        hot.Subscribe(_scheduler.CreateObserver<int>());
        cold.Subscribe(_scheduler.CreateObserver<int>());
        _scheduler.Start();
        hot.Subscriptions.AssertEqual(Subscribe(7));
        cold.Subscriptions.AssertEqual(Subscribe(7));
        Assert.Equal(Subscription.Infinite, cold.Subscriptions[0].Unsubscribe);
    }

    [Fact]
    public void Disposing_a_subscription_again_does_not_move_its_end()
    {
        var hot = _scheduler.CreateHotObservable<int>();
        var subscription = hot.Subscribe(_scheduler.CreateObserver<int>());
        _scheduler.AdvanceTo(5);
        subscription.Dispose();
        _scheduler.AdvanceTo(9);
        subscription.Dispose();
        hot.Subscriptions.AssertEqual(Subscribe(0, 5));
    }

    [Fact]
    public void An_observer_that_leaves_while_others_are_told_is_still_told_this_time()
    {
        var hot = _scheduler.CreateHotObservable(OnNext(10, 1), OnNext(20, 2));
        var told = _scheduler.CreateObserver<int>();
        IDisposable? other = null;
        hot.Subscribe(Observer.Create<int>(_ => other!.Dispose()));
        other = hot.Subscribe(told);
        _scheduler.Start();
        told.Messages.AssertEqual(OnNext(10, 1));
    }

    [Fact]
    public void A_stream_shows_its_script()
    {
        Recorded<Notification<int>>[] script = [OnNext(10, 1), OnCompleted<int>(20)];
        _scheduler.CreateHotObservable(script).Messages.AssertEqual(script);
        _scheduler.CreateColdObservable(script).Messages.AssertEqual(script);
    }

    [Fact]
    public void A_script_and_an_observer_are_required()
    {
        Assert.Throws<ArgumentNullException>("messages", () => _scheduler.CreateHotObservable<int>(null!));
        Assert.Throws<ArgumentNullException>("messages", () => _scheduler.CreateColdObservable<int>(null!));
        Assert.Throws<ArgumentNullException>("observer", () => _scheduler.CreateHotObservable<int>().Subscribe(null!));
        Assert.Throws<ArgumentNullException>("observer", () => _scheduler.CreateColdObservable<int>().Subscribe(null!));
    }

    [Fact]
    public void An_observer_records_all_that_it_is_told_even_what_breaks_the_grammar()
    {
        var failure = new FormatException();
        var observer = _scheduler.CreateObserver<int>();
        observer.OnNext(1);
        _scheduler.AdvanceTo(10);
        observer.OnCompleted();
        observer.OnError(failure);
        observer.OnNext(2);
        observer.Messages.AssertEqual(OnNext(0, 1), OnCompleted<int>(10), OnError<int>(10, failure), OnNext(10, 2));
    }

    [Property]
    public Property Any_subscriber_of_a_hot_stream_gets_what_falls_into_its_window() =>
        Prop.ForAll(
            Times,
            Window,
            (times, window) =>
            {
                var scheduler = new TestScheduler();
                var hot = scheduler.CreateHotObservable([.. times.Select(time => OnNext(time, time))]);
                var observer = scheduler.Start(() => hot, 0, window.From, window.From + window.Length);
                // What is sent in the tick of subscribing was scheduled before; in the tick of disposing likewise.
                var expected = times
                    .Where(time => time > window.From && time <= window.From + window.Length)
                    .Order()
                    .Select(time => OnNext(time, time));
                return observer.Messages.SequenceEqual(expected);
            }
        );

    [Property]
    public Property Any_subscriber_of_a_cold_stream_gets_its_beginning_however_late_it_comes() =>
        Prop.ForAll(
            Times,
            Window,
            (times, window) =>
            {
                var scheduler = new TestScheduler();
                var cold = scheduler.CreateColdObservable([.. times.Select(time => OnNext(time, time))]);
                var observer = scheduler.Start(() => cold, 0, window.From, window.From + window.Length);
                // In the tick of disposing, the end was scheduled before the messages.
                var expected = times
                    .Where(time => time < window.Length)
                    .Order()
                    .Select(time => OnNext(window.From + time, time));
                return observer.Messages.SequenceEqual(expected);
            }
        );

    private static Arbitrary<int[]> Times { get; } = Gen.Choose(1, 60).ArrayOf().ToArbitrary();

    private static Arbitrary<(int From, int Length)> Window { get; } =
        (from start in Gen.Choose(2, 50) from length in Gen.Choose(1, 50) select (start, length)).ToArbitrary();

    private ITestableObserver<T> SubscribeAt<T>(IObservable<T> source, long from, long to)
    {
        var observer = _scheduler.CreateObserver<T>();
        _scheduler.ScheduleAbsolute(
            0,
            from,
            (_, _) =>
            {
                var subscription = source.Subscribe(observer);
                return _scheduler.ScheduleAbsolute(
                    0,
                    to,
                    (_, _) =>
                    {
                        subscription.Dispose();
                        return subscription;
                    }
                );
            }
        );
        return observer;
    }
}
