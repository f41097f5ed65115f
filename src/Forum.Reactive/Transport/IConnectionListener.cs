using System.Net;

namespace Forum.Reactive.Transport;

/// <summary>A listening socket: an observable of connections. Disposing it stops listening; connections go on.</summary>
/// <remarks>Ticks on the loop that it was opened with. Dispose on any thread.</remarks>
public interface IConnectionListener : IDisposable
{
    /// <summary>Where it listens.</summary>
    IPEndPoint LocalEndPoint { get; }

    /// <summary>All that it listens at: <see cref="LocalEndPoint"/>, and others where it stands for several.</summary>
    IReadOnlyList<IPEndPoint> LocalEndPoints => [LocalEndPoint];

    /// <summary>The connections made, to one subscriber, from the subscription on. Completes when listening ends.</summary>
    IObservable<IConnection> Accepted { get; }
}
