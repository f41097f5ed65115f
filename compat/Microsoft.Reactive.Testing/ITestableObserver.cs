using System.Reactive;

namespace Microsoft.Reactive.Testing;

/// <summary>An observer that records what it is told, with virtual times.</summary>
/// <typeparam name="T">Type of the elements.</typeparam>
public interface ITestableObserver<T> : IObserver<T>
{
    /// <summary>What was received so far, in order.</summary>
    IList<Recorded<Notification<T>>> Messages { get; }
}
