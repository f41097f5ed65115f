using System.Reactive;
using System.Reactive.Disposables;

namespace Microsoft.Reactive.Testing;

/// <summary>Sends its whole script to each observer, at times relative to that observer's subscription.</summary>
internal sealed class ColdObservable<T>(TestScheduler scheduler, Recorded<Notification<T>>[] messages)
    : ITestableObservable<T>
{
    public IList<Subscription> Subscriptions { get; } = [];

    public IList<Recorded<Notification<T>>> Messages { get; } = messages;

    public IDisposable Subscribe(IObserver<T> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        Subscriptions.Add(new Subscription(scheduler.Clock));
        var index = Subscriptions.Count - 1;
        var pending = new CompositeDisposable();
        foreach (var message in messages)
        {
            pending.Add(
                scheduler.ScheduleRelative(
                    message.Value,
                    message.Time,
                    (_, notification) =>
                    {
                        notification.Accept(observer);
                        return Disposable.Empty;
                    }
                )
            );
        }

        return Disposable.Create(() =>
        {
            Subscriptions[index] = new Subscription(Subscriptions[index].Subscribe, scheduler.Clock);
            pending.Dispose();
        });
    }
}
