using System.Reactive;
using System.Reactive.Linq;
using Microsoft.Reactive.Testing;

namespace ReactiveTesting.Tests;

/// <summary>What is recorded, what stands for it in expectations, and the assertions.</summary>
public sealed class RecordedTests : ReactiveTest
{
    private static readonly FormatException Failure = new("no number");

    [Fact]
    public void The_usual_times_are_100_200_and_1000() =>
        Assert.Equal((100L, 200L, 1000L), (Created, Subscribed, Disposed));

    [Fact]
    public void Records_are_equal_when_time_and_value_are()
    {
        Assert.Equal(OnNext(10, "a"), OnNext(10, "a"));
        Assert.True(OnNext(10, "a") == OnNext(10, "a"));
        Assert.True(OnNext(10, "a") != OnNext(11, "a"));
        Assert.NotEqual(OnNext(10, "a"), OnNext(10, "b"));
        Assert.NotEqual(OnNext(10, "a"), OnCompleted<string>(10));
        Assert.Equal(OnNext(10, "a").GetHashCode(), OnNext(10, "a").GetHashCode());
        Assert.False(OnNext(10, "a").Equals("a"));
    }

    [Fact]
    public void A_record_tells_its_value_and_its_time()
    {
        var record = new Recorded<int>(10, 42);
        Assert.Equal((10L, 42), (record.Time, record.Value));
        Assert.Equal("42@10", record.ToString());
    }

    [Fact]
    public void Each_kind_of_notification_can_be_written_down()
    {
        Assert.Equal(new(1, Notification.CreateOnNext(5)), OnNext(1, 5));
        Assert.Equal(new(2, Notification.CreateOnCompleted<int>()), OnCompleted<int>(2));
        Assert.Equal(new(3, Notification.CreateOnError<int>(Failure)), OnError<int>(3, Failure));
    }

    [Fact]
    public void A_witness_only_gives_the_type()
    {
        Assert.Equal(OnCompleted<string>(2), OnCompleted(2, "any"));
        Assert.Equal(OnError<string>(3, Failure), OnError(3, Failure, "any"));
    }

    [Fact]
    public void An_expectation_may_be_a_predicate_on_the_value()
    {
        Recorded<Notification<int>>[] actual = [OnNext(10, 5)];
        actual.AssertEqual(OnNext<int>(10, value => value > 4));
        Assert.ThrowsAny<Exception>(() => actual.AssertEqual(OnNext<int>(10, value => value > 5)));
        Assert.ThrowsAny<Exception>(() => actual.AssertEqual(OnNext<int>(11, value => value > 4)));
        Assert.NotEqual(OnNext<int>(10, _ => true), OnCompleted<int>(10));
    }

    [Fact]
    public void An_expectation_may_be_a_predicate_on_the_error()
    {
        Recorded<Notification<int>>[] actual = [OnError<int>(10, Failure)];
        actual.AssertEqual(OnError<int>(10, error => error is FormatException));
        actual.AssertEqual(OnError(10, error => error is FormatException, 0));
        Assert.ThrowsAny<Exception>(() => actual.AssertEqual(OnError<int>(10, error => error is IOException)));
        Assert.NotEqual(OnError<int>(10, _ => true), OnNext(10, 1));
    }

    [Fact]
    public void A_predicate_is_compared_and_never_sent()
    {
        var expectation = OnNext<int>(10, _ => true).Value;
        Assert.Throws<NotSupportedException>(() => expectation.Kind);
        Assert.Throws<NotSupportedException>(() => expectation.Value);
        Assert.Throws<NotSupportedException>(() => expectation.HasValue);
        Assert.Throws<NotSupportedException>(() => expectation.Exception);
        Assert.Throws<NotSupportedException>(() => expectation.Accept(Observer.Create<int>(_ => { })));
    }

    [Fact]
    public void Predicates_and_errors_are_required()
    {
        Assert.Throws<ArgumentNullException>("predicate", () => OnNext(10, (Func<int, bool>)null!));
        Assert.Throws<ArgumentNullException>("predicate", () => OnError<int>(10, (Func<Exception, bool>)null!));
        Assert.Throws<ArgumentNullException>("exception", () => OnError<int>(10, (Exception)null!));
    }

    [Fact]
    public void A_subscription_is_its_window()
    {
        Assert.Equal(new Subscription(1, 2), Subscribe(1, 2));
        Assert.Equal(new Subscription(1), Subscribe(1, Subscription.Infinite));
        Assert.True(Subscribe(1, 2) != Subscribe(1, 3));
        Assert.True(Subscribe(1, 2) == Subscribe(1, 2));
        Assert.Equal((1L, 2L), (Subscribe(1, 2).Subscribe, Subscribe(1, 2).Unsubscribe));
        Assert.Equal(long.MaxValue, Subscription.Infinite);
        Assert.Equal(["(1, 2)", "(1, Infinite)"], [Subscribe(1, 2).ToString(), Subscribe(1).ToString()]);
    }

    [Fact]
    public void Equal_sequences_pass_and_others_fail_with_both_in_the_message()
    {
        new[] { 1, 2 }.AssertEqual(1, 2);
        new[] { 1, 2 }.AssertEqual(new List<int> { 1, 2 });
        Array.Empty<int>().AssertEqual();
        var failure = Assert.ThrowsAny<Exception>(() => new[] { 1, 2 }.AssertEqual(1, 3));
        Assert.Contains("Expected: [1, 3]", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Actual..: [1, 2]", failure.Message, StringComparison.Ordinal);
        Assert.ThrowsAny<Exception>(() => new[] { 1, 2 }.AssertEqual(2, 1));
        Assert.ThrowsAny<Exception>(() => new[] { 1, 2 }.AssertEqual(1));
        Assert.ThrowsAny<Exception>(() => new[] { 1 }.AssertEqual(1, 2));
    }

    [Fact]
    public void Equal_streams_pass_and_others_fail()
    {
        Observable.Range(1, 3).AssertEqual(new[] { 1, 2, 3 }.ToObservable());
        Observable.Throw<int>(Failure).AssertEqual(Observable.Throw<int>(Failure));
        Assert.ThrowsAny<Exception>(() => Observable.Range(1, 3).AssertEqual(Observable.Range(1, 2)));
        Assert.ThrowsAny<Exception>(() =>
            Observable.Return(1).AssertEqual(Observable.Return(1).Concat(Observable.Throw<int>(Failure)))
        );
    }

    [Fact]
    public void Both_sides_of_an_assertion_are_required()
    {
        Assert.Throws<ArgumentNullException>("actual", () => ((IEnumerable<int>)null!).AssertEqual([1]));
        Assert.Throws<ArgumentNullException>("expected", () => new[] { 1 }.AssertEqual((IEnumerable<int>)null!));
        Assert.Throws<ArgumentNullException>(
            "actual",
            () => ((IObservable<int>)null!).AssertEqual(Observable.Never<int>())
        );
        Assert.Throws<ArgumentNullException>("expected", () => Observable.Never<int>().AssertEqual(null!));
    }

    [Fact]
    public void An_action_can_be_asked_to_throw()
    {
        ReactiveAssert.Throws<FormatException>(() => throw Failure);
        ReactiveAssert.Throws<SystemException>(() => throw Failure);
        Assert.ThrowsAny<Exception>(() => ReactiveAssert.Throws<IOException>(() => throw Failure));
        Assert.ThrowsAny<Exception>(() => ReactiveAssert.Throws<FormatException>(() => { }));
        Assert.Throws<ArgumentNullException>("action", () => ReactiveAssert.Throws<FormatException>(null!));
    }
}
