using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace Microsoft.Reactive.Testing;

/// <summary>
/// A scheduler whose time is a number of ticks that moves only when it is told to. What is due at or before the present
/// moment runs one tick later, so cause always precedes effect. For one thread.
/// </summary>
public class TestScheduler : VirtualTimeScheduler<long, long>
{
    /// <summary>Schedules an action at an absolute time, at the earliest one tick from now.</summary>
    /// <typeparam name="TState">Type of the state.</typeparam>
    /// <param name="state">Passed to the action.</param>
    /// <param name="dueTime">Virtual time in ticks.</param>
    /// <param name="action">What to run.</param>
    /// <returns>Cancels the action, best effort.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public override IDisposable ScheduleAbsolute<TState>(
        TState state,
        long dueTime,
        Func<IScheduler, TState, IDisposable> action
    ) => base.ScheduleAbsolute(state, dueTime <= Clock ? Clock + 1 : dueTime, action);

    /// <inheritdoc/>
    protected override long Add(long absolute, long relative) => absolute + relative;

    /// <inheritdoc/>
    protected override DateTimeOffset ToDateTimeOffset(long absolute) => new(absolute, TimeSpan.Zero);

    /// <inheritdoc/>
    protected override long ToRelative(TimeSpan timeSpan) => timeSpan.Ticks;

    /// <summary>Creates a stream, subscribes to it and disposes at the given times, running until nothing is left.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="create">Makes the stream.</param>
    /// <param name="created">When to call <paramref name="create"/>, in ticks.</param>
    /// <param name="subscribed">When to subscribe, in ticks; not before <paramref name="created"/>.</param>
    /// <param name="disposed">When to dispose, in ticks; not before <paramref name="subscribed"/>.</param>
    /// <returns>An observer that holds what the stream sent.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="create"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The times are not in this order.</exception>
    public ITestableObserver<T> Start<T>(Func<IObservable<T>> create, long created, long subscribed, long disposed)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentOutOfRangeException.ThrowIfLessThan(subscribed, created);
        ArgumentOutOfRangeException.ThrowIfLessThan(disposed, subscribed);

        IObservable<T>? source = null;
        IDisposable? subscription = null;
        var observer = CreateObserver<T>();
        RunAt(created, () => source = create());
        RunAt(subscribed, () => subscription = source!.Subscribe(observer));
        RunAt(disposed, () => subscription!.Dispose());
        Start();
        return observer;
    }

    /// <summary>As the longest overload, created at 100 and subscribed at 200 ticks.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="create">Makes the stream.</param>
    /// <param name="disposed">When to dispose, in ticks.</param>
    /// <returns>An observer that holds what the stream sent.</returns>
    public ITestableObserver<T> Start<T>(Func<IObservable<T>> create, long disposed) =>
        Start(create, ReactiveTest.Created, ReactiveTest.Subscribed, disposed);

    /// <summary>As the longest overload, created at 100, subscribed at 200 and disposed at 1000 ticks.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="create">Makes the stream.</param>
    /// <returns>An observer that holds what the stream sent.</returns>
    public ITestableObserver<T> Start<T>(Func<IObservable<T>> create) =>
        Start(create, ReactiveTest.Created, ReactiveTest.Subscribed, ReactiveTest.Disposed);

    /// <summary>A stream that sends its script at absolute times whether anyone listens or not.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="messages">The script, with absolute virtual times in ticks.</param>
    /// <returns>The stream, which records its subscriptions.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="messages"/> is null.</exception>
    public ITestableObservable<T> CreateHotObservable<T>(params Recorded<Notification<T>>[] messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return new HotObservable<T>(this, messages);
    }

    /// <summary>A stream that sends its script to each subscriber from the moment of its subscription.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="messages">The script, with times relative to the subscription, in ticks.</param>
    /// <returns>The stream, which records its subscriptions.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="messages"/> is null.</exception>
    public ITestableObservable<T> CreateColdObservable<T>(params Recorded<Notification<T>>[] messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return new ColdObservable<T>(this, messages);
    }

    /// <summary>An observer that records what it receives with this scheduler's time.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <returns>The observer.</returns>
    public ITestableObserver<T> CreateObserver<T>() => new MockObserver<T>(this);

    private void RunAt(long time, Action action) =>
        ScheduleAbsolute(
            action,
            time,
            static (_, run) =>
            {
                run();
                return Disposable.Empty;
            }
        );
}
