using System.Reactive;

namespace Microsoft.Reactive.Testing;

/// <summary>Base class of tests in virtual time: short names for what is recorded.</summary>
public class ReactiveTest
{
    /// <summary>Default time, in ticks, at which <see cref="TestScheduler"/> creates the stream under test.</summary>
    public const long Created = 100;

    /// <summary>Default time, in ticks, at which <see cref="TestScheduler"/> subscribes.</summary>
    public const long Subscribed = 200;

    /// <summary>Default time, in ticks, at which <see cref="TestScheduler"/> disposes.</summary>
    public const long Disposed = 1000;

    /// <summary>An element at a time.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="ticks">Virtual time in ticks.</param>
    /// <param name="value">The element.</param>
    public static Recorded<Notification<T>> OnNext<T>(long ticks, T value) =>
        new(ticks, Notification.CreateOnNext(value));

    /// <summary>Stands, in an expectation, for any element that satisfies a predicate.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="ticks">Virtual time in ticks.</param>
    /// <param name="predicate">What the element must satisfy.</param>
    /// <exception cref="ArgumentNullException"><paramref name="predicate"/> is null.</exception>
    public static Recorded<Notification<T>> OnNext<T>(long ticks, Func<T, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return new(ticks, new OnNextPredicate<T>(predicate));
    }

    /// <summary>The end of a stream.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="ticks">Virtual time in ticks.</param>
    public static Recorded<Notification<T>> OnCompleted<T>(long ticks) =>
        new(ticks, Notification.CreateOnCompleted<T>());

    /// <summary>The end of a stream.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="ticks">Virtual time in ticks.</param>
    /// <param name="witness">Unused; lets the type be inferred.</param>
    public static Recorded<Notification<T>> OnCompleted<T>(long ticks, T witness) => OnCompleted<T>(ticks);

    /// <summary>The failure of a stream.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="ticks">Virtual time in ticks.</param>
    /// <param name="exception">The error.</param>
    /// <exception cref="ArgumentNullException"><paramref name="exception"/> is null.</exception>
    public static Recorded<Notification<T>> OnError<T>(long ticks, Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return new(ticks, Notification.CreateOnError<T>(exception));
    }

    /// <summary>Stands, in an expectation, for any failure that satisfies a predicate.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="ticks">Virtual time in ticks.</param>
    /// <param name="predicate">What the error must satisfy.</param>
    /// <exception cref="ArgumentNullException"><paramref name="predicate"/> is null.</exception>
    public static Recorded<Notification<T>> OnError<T>(long ticks, Func<Exception, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return new(ticks, new OnErrorPredicate<T>(predicate));
    }

    /// <summary>The failure of a stream.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="ticks">Virtual time in ticks.</param>
    /// <param name="exception">The error.</param>
    /// <param name="witness">Unused; lets the type be inferred.</param>
    /// <exception cref="ArgumentNullException"><paramref name="exception"/> is null.</exception>
    public static Recorded<Notification<T>> OnError<T>(long ticks, Exception exception, T witness) =>
        OnError<T>(ticks, exception);

    /// <summary>Stands, in an expectation, for any failure that satisfies a predicate.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="ticks">Virtual time in ticks.</param>
    /// <param name="predicate">What the error must satisfy.</param>
    /// <param name="witness">Unused; lets the type be inferred.</param>
    /// <exception cref="ArgumentNullException"><paramref name="predicate"/> is null.</exception>
    public static Recorded<Notification<T>> OnError<T>(long ticks, Func<Exception, bool> predicate, T witness) =>
        OnError<T>(ticks, predicate);

    /// <summary>A subscription window.</summary>
    /// <param name="start">Virtual time of subscribing in ticks.</param>
    /// <param name="end">Virtual time of unsubscribing in ticks.</param>
    public static Subscription Subscribe(long start, long end) => new(start, end);

    /// <summary>A subscription that is never disposed.</summary>
    /// <param name="start">Virtual time of subscribing in ticks.</param>
    public static Subscription Subscribe(long start) => new(start);
}
