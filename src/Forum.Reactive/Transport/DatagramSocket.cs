using System.Net;
using System.Reactive.Concurrency;

namespace Forum.Reactive.Transport;

/// <summary>
/// A UDP socket as an observable of the datagrams that arrive and a place to send, opened by
/// <see cref="INetwork.OpenDatagramSocket"/>.
/// </summary>
/// <remarks>
/// <para>One observer at a time. <c>OnNext</c> comes on the thread of the socket's scheduler, never overlapping. The
/// sequence ends with <c>OnCompleted</c> when the socket is disposed, with <c>OnError</c> when the system takes it away.</para>
/// <para>Sending is done on the same thread. It never waits.</para>
/// </remarks>
public interface IDatagramSocket : IObservable<Datagram>, IDisposable
{
    /// <summary>Where this socket is bound; its port is the one that the system chose when 0 was asked for.</summary>
    IPEndPoint LocalEndPoint { get; }

    /// <summary>Where its datagrams arrive, and what uses it runs.</summary>
    IScheduler Scheduler { get; }

    /// <summary>
    /// Sends one datagram, or several of <paramref name="segmentSize"/> bytes each (the last may be shorter) that lie one
    /// behind the other in <paramref name="payload"/>: at most 64 of them and 65,507 bytes in all.
    /// </summary>
    /// <param name="destination">Where to.</param>
    /// <param name="payload">The bytes, which belong to the caller again when the call returns.</param>
    /// <param name="segmentSize">Size of each datagram in bytes, at least 1; fragments are never made of one.</param>
    /// <returns>What became of it; nothing is said about arrival.</returns>
    SendResult Send(IPEndPoint destination, ReadOnlySpan<byte> payload, int segmentSize);

    /// <summary>
    /// The largest payload in bytes that the first hop towards <paramref name="destination"/> takes: an upper bound for
    /// probing, 65,507 at most. The path may take less.
    /// </summary>
    int MaxPayload(IPEndPoint destination);
}

/// <summary>A datagram that arrived.</summary>
/// <param name="Payload">Its bytes, valid only during <c>OnNext</c>; the observer may overwrite them meanwhile.</param>
/// <param name="Source">Where it says it comes from.</param>
/// <param name="IsLastOfBatch">No further datagram is waiting at this moment: time to answer.</param>
public readonly record struct Datagram(Memory<byte> Payload, IPEndPoint Source, bool IsLastOfBatch);

/// <summary>What became of a datagram that was given to <see cref="IDatagramSocket.Send"/>.</summary>
public enum SendResult
{
    /// <summary>The system took it (all of them).</summary>
    Sent,

    /// <summary>The system's buffer is full: try again shortly.</summary>
    Busy,

    /// <summary>The datagram is larger than the interface takes.</summary>
    TooLarge,

    /// <summary>The system refused it: no route, network down, not permitted.</summary>
    Unreachable,
}
