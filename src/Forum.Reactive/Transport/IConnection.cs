using System.Net;
using System.Reactive;

namespace Forum.Reactive.Transport;

/// <summary>
/// A byte stream to a peer: an observable of what comes, and a place to write that takes only what the link can take now.
/// Disposing it aborts the connection: <see cref="Received"/> fails here, unless it had ended, <see cref="Writable"/> completes, and
/// the peer is told.
/// </summary>
/// <remarks>
/// Threads: <see cref="Received"/> and <see cref="Writable"/> tick on the loop of the connection, where it has one, else on any
/// thread, each one at a time. <see cref="Write"/> and <see cref="CloseOutput"/> are the caller's to serialize; the other members are
/// safe on any thread.
/// </remarks>
public interface IConnection : IDisposable
{
    /// <summary>The address of the peer.</summary>
    IPEndPoint RemoteEndPoint { get; }

    /// <summary>
    /// The bytes that come, to one subscriber; each piece is valid during its OnNext only. Completes when the peer has closed
    /// its side; fails when the connection is lost. Nothing is read before the subscription, nor while OnNext runs, nor after
    /// <see cref="IDisposable.Dispose"/>. That the peer is gone is told at the latest when a write is tried.
    /// </summary>
    IObservable<ReadOnlyMemory<byte>> Received { get; }

    /// <summary>
    /// Ticks when more can be written after a <see cref="Write"/> that did not take everything. Completes when the connection is over
    /// in both directions, also for those who had heard the end of <see cref="Received"/> before. Has one subscriber.
    /// </summary>
    IObservable<Unit> Writable { get; }

    /// <summary>Takes bytes to send, without waiting.</summary>
    /// <returns>How many were taken, from the front: all of them when the connection is lost.</returns>
    int Write(ReadOnlySpan<byte> bytes);

    /// <summary>Reads no further, so that the peer is held back. Called within an OnNext of <see cref="Received"/>, that was the
    /// last one until <see cref="Resume"/>.</summary>
    void Pause();

    /// <summary>Reads on after <see cref="Pause"/>.</summary>
    void Resume();

    /// <summary>Tells the peer that nothing follows what was written; the other direction stays open.</summary>
    /// <returns>False when something written is still on its way to the link: <see cref="Writable"/> ticks when to try again.</returns>
    bool CloseOutput();
}
