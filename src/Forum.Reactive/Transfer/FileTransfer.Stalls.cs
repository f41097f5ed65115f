using System.Reactive.Concurrency;
using Forum.Reactive.Transfer.Packets;

namespace Forum.Reactive.Transfer;

/// <summary>What one side waits for from the other.</summary>
/// <param name="Mark">Changes whenever something of it has come.</param>
/// <param name="Reads">How often the other side may have to read or flush the whole file first.</param>
internal readonly record struct Awaited(long Mark, int Reads);

/// <content>
/// A side may be there, answer, and yet do nothing for the file any more. (One that is not there is waited for: that is silence.) Once a second is looked whether what is waited for has
/// come nearer. That costs a datagram nothing.
/// </content>
internal abstract partial class FileTransfer
{
    /// <summary>Bytes a second of the slowest disk that is waited for.</summary>
    private const double SlowDisk = 20e6;

    private static readonly TimeSpan LookPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StallTime = TimeSpan.FromSeconds(30);
    private Awaited? _lastAwaited;
    private long _movedAt;

    /// <summary>What is waited for; null while it is this side that works.</summary>
    protected abstract Awaited? Awaits { get; }

    private void Watch() => Context.Channel.Scheduler.Schedule(LookPause, Look);

    private void Look()
    {
        if (HasEnded)
        {
            return;
        }

        var awaited = Awaits;
        if (awaited is null || awaited != _lastAwaited || IsWaiting)
        {
            (_lastAwaited, _movedAt) = (awaited, Now);
        }
        else if (Now - _movedAt >= PatienceWith(awaited.Value).Ticks)
        {
            FailStalled();
        }

        Watch();
    }

    private TimeSpan PatienceWith(Awaited awaited) =>
        StallTime + TimeSpan.FromSeconds(awaited.Reads * Info.Size / SlowDisk);

    private void FailStalled()
    {
        var does = Info.Direction == TransferDirection.Sending ? "takes" : "sends";
        Fail(
            TransferFailure.Stalled,
            CloseReason.Stalled,
            $"{Info.Peer} is there, but {does} nothing of {Info.FileName} any more"
        );
    }
}
