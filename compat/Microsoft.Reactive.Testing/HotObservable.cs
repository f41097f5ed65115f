using System.Reactive;
using System.Reactive.Disposables;

namespace Microsoft.Reactive.Testing;

/// <summary>Sends its script at absolute times, to whoever is subscribed then.</summary>
internal sealed class HotObservable<T> : ITestableObservable<T>
{
    private readonly TestScheduler _scheduler;
    private readonly List<IObserver<T>> _observers = [];

    public HotObservable(TestScheduler scheduler, Recorded<Notification<T>>[] messages)
    {
        _scheduler = scheduler;
        Messages = messages;
        foreach (var message in messages)
        {
            scheduler.ScheduleAbsolute(message.Value, message.Time, (_, notification) => Send(notification));
        }
    }

    public IList<Subscription> Subscriptions { get; } = [];

    public IList<Recorded<Notification<T>>> Messages { get; }

    public IDisposable Subscribe(IObserver<T> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        _observers.Add(observer);
        Subscriptions.Add(new Subscription(_scheduler.Clock));
        var index = Subscriptions.Count - 1;
        return Disposable.Create(() =>
        {
            _observers.Remove(observer);
            Subscriptions[index] = new Subscription(Subscriptions[index].Subscribe, _scheduler.Clock);
        });
    }

    private IDisposable Send(Notification<T> notification)
    {
        // A copy: observers come and go while they are told.
        foreach (var observer in _observers.ToArray())
        {
            notification.Accept(observer);
        }

        return Disposable.Empty;
    }
}
