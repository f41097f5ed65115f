using System.Reactive;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Nats;

/// <summary>A message as the brokers ordered it.</summary>
/// <param name="Sequence">Its number in the stream, from 1, without gaps.</param>
/// <param name="Time">When the leading broker took it; may go back when another one leads.</param>
/// <param name="Bytes">Nobody changes them any more.</param>
public readonly record struct StreamMessage(long Sequence, DateTimeOffset Time, ReadOnlyMemory<byte> Bytes);

/// <summary>What the brokers keep of a stream.</summary>
/// <param name="First">The oldest message that is there.</param>
/// <param name="Last">The newest; one less than <paramref name="First"/>: there is none.</param>
public readonly record struct StreamBounds(long First, long Last);

/// <summary>
/// One stream of messages that brokers replicate, and a shelf for snapshots beside it. <see cref="NatsStream"/> is one of JetStream,
/// <see cref="Simulation.SimulatedBrokers"/> has those of virtual time.
/// </summary>
/// <remarks>
/// For the loop; all that is told comes on the loop. Each question is cold and has one value, or an <see cref="IOException"/> when
/// the brokers cannot be asked now: ask again later. An <see cref="UnauthorizedAccessException"/> or an
/// <see cref="InvalidOperationException"/> says that asking again is of no use.
/// </remarks>
public interface IReplicatedStream : IDisposable
{
    /// <summary>Connects, and makes the stream where there is none.</summary>
    IObservable<StreamBounds> Open(ILoop loop);

    /// <summary>
    /// The messages behind <paramref name="after"/>: each once, in order, as soon as a quorum of the brokers has it. Completes when it
    /// was interrupted: then it is to be read again from where it was.
    /// </summary>
    IObservable<StreamMessage> Read(long after);

    /// <summary>
    /// Sends a message behind those that were sent before. It may be lost, or stored more than once; whether it is there shows when it
    /// is read.
    /// </summary>
    /// <param name="message">Nobody changes it any more.</param>
    void Send(ReadOnlyMemory<byte> message);

    /// <summary>Why a broker did not store what was sent, as far as one says so.</summary>
    IObservable<string> Refusals { get; }

    /// <summary>Deletes the messages before <paramref name="sequence"/>.</summary>
    IObservable<Unit> Purge(long sequence);

    /// <summary>Which snapshots there are, by the sequence of the last message in them; ascending.</summary>
    IObservable<IReadOnlyList<long>> ListSnapshots();

    /// <summary>The bytes of a snapshot.</summary>
    IObservable<IReadOnlyList<ReadOnlyMemory<byte>>> LoadSnapshot(long sequence);

    /// <summary>Keeps a snapshot.</summary>
    /// <param name="sequence">The last message in it.</param>
    /// <param name="slices">Drawn on another thread; each is valid until the next is drawn.</param>
    IObservable<Unit> SaveSnapshot(long sequence, IEnumerable<ReadOnlyMemory<byte>> slices);

    /// <summary>Deletes a snapshot.</summary>
    IObservable<Unit> DeleteSnapshot(long sequence);
}
