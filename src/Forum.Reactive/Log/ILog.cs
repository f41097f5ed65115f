using System.Reactive;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Log;

/// <summary>
/// The ordered log: entries go in, and come out in one order, each with a position and a time, in batches; or they never come
/// out, which is told too. In memory it is a queue; a journal stores a batch before it comes out. Whoever folds it cannot tell.
/// </summary>
/// <remarks>All of it is for the thread of the loop, but <see cref="Connect"/> before the loop has other work, and
/// <see cref="IDisposable.Dispose"/> after it.</remarks>
public interface ILog : IDisposable
{
    /// <summary>
    /// How it fares: the current status on subscription, then each new one, on the loop. Completes when the log is disposed.
    /// </summary>
    IObservable<LogStatus> Status { get; }

    /// <summary>
    /// Restores <paramref name="machine"/> from the last snapshot, replays what came after it, then goes on. Once.
    /// </summary>
    /// <param name="loop">Where batches come; its clock gives them their time.</param>
    /// <param name="machine">Gets every batch. It is expected not to throw; if it does, the batches behind come all the same.</param>
    /// <exception cref="InvalidOperationException">It was connected before.</exception>
    void Connect(ILoop loop, IStateMachine machine);

    /// <summary>
    /// Puts <paramref name="entries"/> into the log, in their order, with nothing of this node between them. Their fate comes as a
    /// batch, or as several; never within this call. Only on the loop, and only once the log has caught up.
    /// </summary>
    /// <param name="entries">Copied.</param>
    void Append(ReadOnlySpan<Entry> entries);

    /// <summary>Waits for what was appended so far.</summary>
    /// <returns>Hot: one value on the loop when all that has its fate (and is as durable as the log promises).</returns>
    IObservable<Unit> Drain();
}

/// <summary>What is folded from a log.</summary>
public interface IStateMachine : IObserver<LogBatch>
{
    /// <summary>The state after the last batch. On the loop, between batches; takes hardly any time.</summary>
    StateSnapshot Capture();

    /// <summary>Takes over a state, before the first batch.</summary>
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    void Restore(StateSnapshot snapshot);
}

/// <summary>A state as bytes.</summary>
/// <param name="Position">The last durable entry in it; 0: none.</param>
/// <param name="Time">The time of the last batch in it.</param>
/// <param name="Hash">The same for two machines that folded the same entries.</param>
/// <param name="Slices">The bytes, at most <see cref="MaxSlice"/> a slice; each slice is valid until the next is drawn. One thread at a
/// time, any, as late as it likes; how slices are cut has no meaning.</param>
public sealed record StateSnapshot(
    long Position,
    DateTimeOffset Time,
    ulong Hash,
    IEnumerable<ReadOnlyMemory<byte>> Slices
)
{
    /// <summary>Most bytes in a slice.</summary>
    public const int MaxSlice = 64 * 1024;
}
