using Forum.Reactive.Transfer.Files;
using Forum.Reactive.Transfer.Packets;

namespace Forum.Reactive.Transfer;

/// <summary>
/// The receiver's side. It writes what comes at its offset, and publishes the file when all of it is there, durable, and
/// has the sender's digest. <see cref="ReceivingPreparation"/> looks first at what is there already.
/// </summary>
internal sealed class ReceivingTransfer : FileTransfer
{
    /// <summary>Bytes beyond the first gap that a receiver takes.</summary>
    public const long Window = 256L << 20;

    private const int MaxGaps = 16 * 1024;
    private readonly string stored;
    private readonly RangeSet arrived = new();
    private readonly ReceivingPreparation preparation;
    private readonly Action tryFinish; // Made once: they are handed over with every datagram
    private readonly Action<Exception> fileTrouble;
    private byte[]? expected;
    private ReceivedBytes? bytes;
    private FinishedKind finishedKind;
    private long found;
    private long checkpointAt;
    private bool isCheckpointing;
    private bool isFinishing;
    private bool isRestarting;
    private bool isReleased;
    private bool isStopping;
    private bool holdWantsDigest;

    public ReceivingTransfer(TransferContext context, IncomingOffer offer, TransferInfo info, TransferKeys keys, Action<FileTransfer> over)
        : base(context, info, keys, remote: null, over)
    {
        (tryFinish, fileTrouble) = (TryFinish, OnFileTrouble);
        stored = FileNames.Stored(offer.Sender, offer.FileName);
        expected = offer.Digest;
        preparation = new ReceivingPreparation(context, stored, offer.Sender, info.Size, () => HasEnded);
    }

    public override bool KeepsAlive => false;

    public override long ReceiveLimit => arrived.UnbrokenFrom(0) + Window;

    /// <summary>Bytes that have not been stored.</summary>
    public long StillToCome => Info.Size - arrived.Total;

    protected override long Arrived => arrived.Total;

    protected override bool IsCommitted => isFinishing;

    /// <summary>Begins: at once if nothing of the file is there, else after a look at it.</summary>
    public void Start()
    {
        Context.Happened(new TransferStarted(Info));
        preparation.Start(
            expected,
            onHold: wantsDigest =>
            {
                holdWantsDigest = wantsDigest;
                Channel.Request(ControlFrames.Hold);
            },
            OnSame,
            OnPrepared,
            OnFileTrouble);
    }

    public override Range64 TakeData(int most) => throw new InvalidOperationException("A receiver has no data to send");

    public override bool ReadData(long offset, Span<byte> target) => false;

    public override bool OnData(long offset, ReadOnlySpan<byte> data)
    {
        var end = offset + data.Length;
        if (data.IsEmpty || end > Info.Size)
        {
            OnProtocolError();
            return true;
        }

        if (bytes is null || HasEnded)
            return true;
        if (isRestarting || end > ReceiveLimit || (arrived.Count >= MaxGaps && MakesGap(offset, end)))
            return false;
        Store(offset, data);
        return true;
    }

    /// <summary>What fills a gap or goes on from a range is always taken: without it their number could never fall.</summary>
    private bool MakesGap(long offset, long end) => offset > 0 && !arrived.Touches(offset, end);

    public override void OnLost(in Recovery.SentPacket packet)
    {
    }

    public override void WriteControl(ref FrameWriter writer, ControlFrames frame)
    {
        if (frame == ControlFrames.Hold)
            writer.Hold(holdWantsDigest);
        else if (frame == ControlFrames.Welcome)
            preparation.WriteWelcome(ref writer);
        else if (frame == ControlFrames.Finished)
            writer.Finished(finishedKind);
        else
            base.WriteControl(ref writer, frame);
    }

    /// <summary>As <see cref="FileTransfer.Stop"/>, with the last checkpoint made before it returns.</summary>
    public void StopAtOnce()
    {
        isStopping = true;
        Stop();
    }

    protected override bool OnOwnControl(scoped in Frame frame)
    {
        switch (frame.Type)
        {
            case FrameType.Digest:
                expected ??= frame.Payload.ToArray();
                preparation.OnDigest(expected);
                TryFinish();
                return true;
            case FrameType.Restart:
                Restart();
                return true;
            default:
                return false;
        }
    }

    protected override void ReleaseFiles()
    {
        if (isReleased || isFinishing)
            return;
        isReleased = true;
        if (bytes is { } part)
            part.Close(Context, arrived, expected ?? [], isStopping);
    }

    private void OnPrepared(ReceivedBytes ready, PartMap? map)
    {
        bytes = ready;
        foreach (var range in map?.Ranges ?? [])
            arrived.Add(range.Start, range.End);
        if (HasEnded)
        {
            ReleaseFiles();
            return;
        }

        found = arrived.Total;
        checkpointAt = Now + Context.Options.CheckpointInterval.Ticks;
        if (preparation.IsHolding)
            Channel.Request(ControlFrames.Welcome);
        TryFinish();
    }

    private void OnSame(string name)
    {
        if (HasEnded)
            return;
        finishedKind = FinishedKind.AlreadyThere;
        arrived.Add(0, Info.Size);
        Channel.Request(ControlFrames.Finished);
        Complete(new TransferCompleted(Info, name, WasThere: true, 0, Age));
    }

    /// <summary>The sender's file begins differently: nothing of what is here counts.</summary>
    private void Restart()
    {
        if (found == 0 || bytes is null)
            return;
        found = 0;
        arrived.Clear();
        isRestarting = true;
        bytes.Restart(Context, () => isRestarting = false, OnFileTrouble);
    }

    private void Store(long offset, ReadOnlySpan<byte> data)
    {
        try
        {
            var end = offset + data.Length;
            for (var at = offset; at < end;)
            {
                // What is here already is not written again: the digest has seen it.
                var from = Math.Min(arrived.UnbrokenFrom(at), end);
                var to = Math.Min(arrived.NextStart(from), end);
                if (to > from)
                    bytes!.Write(from, data[(int)(from - offset)..(int)(to - offset)]);
                arrived.Add(from, to);
                at = to;
            }

            bytes!.CatchUp(Context, arrived.UnbrokenFrom(0), tryFinish, fileTrouble);
            Checkpoint();
        }
        catch (Exception error) when (TransferContext.IsOfFiles(error))
        {
            OnFileTrouble(error);
        }

        TryFinish();
    }

    private void Checkpoint()
    {
        if (isCheckpointing || Now < checkpointAt || arrived.Total == Info.Size)
            return;
        isCheckpointing = true;
        var part = bytes!;
        var snapshot = part.Snapshot(arrived);
        var digest = expected ?? [];
        Context.InBackground(
            () =>
            {
                part.Checkpoint(snapshot, digest);
                return true;
            },
            _ =>
            {
                isCheckpointing = false;
                checkpointAt = Now + Context.Options.CheckpointInterval.Ticks;
            },
            OnFileTrouble);
    }

    /// <summary>When every byte is there and both digests are known: compares them, and publishes or throws away.</summary>
    private void TryFinish()
    {
        if (HasEnded || isFinishing || bytes is null || expected is null || arrived.Total < Info.Size)
            return;
        try
        {
            bytes.Flush();
            if (!bytes.CatchUp(Context, Info.Size, tryFinish, fileTrouble, atOnce: true))
                return;
        }
        catch (Exception error) when (TransferContext.IsOfFiles(error))
        {
            OnFileTrouble(error);
            return;
        }

        if (!bytes.HasDigest(expected))
        {
            bytes.IsWorthless = true;
            Fail(TransferFailure.DigestDiffers, CloseReason.DigestDiffers, $"{Info.FileName} did not arrive as it was sent");
            return;
        }

        isFinishing = true;
        var part = bytes;
        Context.InBackground(() => part.Publish(stored), OnPublished, OnFileTrouble);
    }

    private void OnPublished(string name)
    {
        bytes!.Dispose();
        isReleased = true;
        finishedKind = FinishedKind.Stored;
        Channel.Request(ControlFrames.Finished);
        Complete(new TransferCompleted(Info, name, WasThere: false, Info.Size - found, Age));
    }

    private void OnFileTrouble(Exception error)
    {
        isFinishing = false;
        if (HasEnded)
            ReleaseFiles();
        else
            Fail(TransferFailure.CannotWrite, CloseReason.CannotWrite, $"{stored} cannot be written: {error.Message}");
    }
}
