using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace DynamicData.Cache.Internal;

/// <summary>
/// A stream whose subscriptions guard themselves: nothing is sent after the end, a failure, or disposal. It is one of Rx's
/// kind since Rx turns what subscribing to any other throws (as an observer of the initial state may) into an error that an
/// observer which has just failed no longer hears; but it does without Rx's guard around each observer.
/// </summary>
internal abstract class GuardedStream<T> : ObservableBase<T>, IObservable<T>
{
    IDisposable IObservable<T>.Subscribe(IObserver<T> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        return SubscribeCore(observer);
    }
}

/// <summary>A stream that is a function of its observer.</summary>
internal sealed class Stream<T>(Func<IObserver<T>, IDisposable> subscribe) : GuardedStream<T>
{
    protected override IDisposable SubscribeCore(IObserver<T> observer) =>
        Subscription.Start((Call: subscribe, Observer: observer), static with => with.Call(with.Observer));
}

/// <summary>Begins subscriptions as Rx's own streams do, but without a guarding observer around each.</summary>
internal static class Subscription
{
    /// <summary>
    /// Begins a subscription on the current thread's trampoline, so that what sources schedule there on being subscribed to
    /// runs when the whole chain is in place.
    /// </summary>
    /// <param name="state">Passed to the function.</param>
    /// <param name="start">Begins the subscription.</param>
    /// <returns>Ends it, also when it has not begun yet.</returns>
    public static IDisposable Start<TState>(TState state, Func<TState, IDisposable> start) =>
        CurrentThreadScheduler.IsScheduleRequired
            ? CurrentThreadScheduler.Instance.Schedule((state, start), static (_, all) => all.start(all.state))
            : start(state);
}
