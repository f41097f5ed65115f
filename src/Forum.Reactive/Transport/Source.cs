namespace Forum.Reactive.Transport;

/// <summary>
/// An observable that is nothing but its subscription. Unlike Observable.Create it leaves the subscription in place when the
/// stream ends: a connection whose peer sends no more can still be written to.
/// </summary>
internal sealed class Source<T>(Func<IObserver<T>, IDisposable> subscribe) : IObservable<T>
{
    public IDisposable Subscribe(IObserver<T> observer) => subscribe(observer);
}
