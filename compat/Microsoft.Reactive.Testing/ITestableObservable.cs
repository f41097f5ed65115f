using System.Reactive;

namespace Microsoft.Reactive.Testing;

/// <summary>An observable with a script of notifications that records who subscribed, and when.</summary>
/// <typeparam name="T">Type of the elements.</typeparam>
public interface ITestableObservable<T> : IObservable<T>
{
    /// <summary>The windows of all subscriptions so far, in the order of subscribing.</summary>
    IList<Subscription> Subscriptions { get; }

    /// <summary>The script: what is sent, and when.</summary>
    IList<Recorded<Notification<T>>> Messages { get; }
}
