using System.Net;
using Forum.Reactive.Transfer.Files;
using Forum.Reactive.Transfer.Packets;
using Forum.Reactive.Transfer.Recovery;

namespace Forum.Reactive.Transfer;

/// <summary>
/// The sender's side. It sends from the first moment; a receiver that has something of the file already says HOLD, and
/// WELCOME when it knows what. The digest travels when the file has been read to its end, unless the offer had it.
/// </summary>
internal sealed class SendingTransfer : FileTransfer
{
    private readonly IStoredFile file;
    private readonly RunningDigest digest = new();
    private readonly SourceReader reader;
    private readonly RangeSet pending = new();
    private readonly RangeSet arrived = new();
    private readonly long version;
    private byte[]? wholeDigest;

    // A receiver that holds acknowledges data and drops them: what was sent before the plan does not count.
    private byte plan;
    private long limit = ReceivingTransfer.Window;
    private bool isHeld;
    private bool isWelcome;
    private bool isDigesting;
    private bool isReleased;
    private bool isDigestSent;

    public SendingTransfer(
        TransferContext context, OutgoingFile source, TransferInfo info, TransferKeys keys, IPEndPoint remote, Action<FileTransfer> over)
        : base(context, info, keys, remote, over)
    {
        file = source.TakeFile();
        version = source.Version;
        wholeDigest = source.Digest;
        reader = new SourceReader(file, info.Size, digest) { FeedsDigest = wholeDigest is null };
        pending.Add(0, info.Size);
        context.Happened(new TransferStarted(info));
        if (info.Size == 0)
            SeeToDigest();
        Channel.Pump();
    }

    public override bool HasData => !isHeld && !HasEnded && !pending.IsEmpty && pending.First.Start < limit;

    public override byte Plan => plan;

    protected override long Arrived => arrived.Total;

    public override Range64 TakeData(int most) => pending.TakeFirst(Math.Min(most, limit - pending.First.Start));

    public override bool ReadData(long offset, Span<byte> target)
    {
        try
        {
            reader.Read(offset, target);
        }
        catch (EndOfStreamException)
        {
            Fail(TransferFailure.SourceChanged, CloseReason.SourceChanged, $"{Info.FileName} was cut short while it travelled");
            return false;
        }
        catch (Exception error) when (TransferContext.IsOfFiles(error))
        {
            OnBackgroundFailure(error);
            return false;
        }

        if (pending.IsEmpty)
            SeeToDigest();
        return true;
    }

    public override bool OnData(long offset, ReadOnlySpan<byte> data) => true;

    public override void OnAcknowledged(in SentPacket packet)
    {
        base.OnAcknowledged(packet);
        if (packet.DataLength > 0 && packet.Plan == plan)
        {
            arrived.Add(packet.DataOffset, packet.DataOffset + packet.DataLength);
            pending.Remove(packet.DataOffset, packet.DataOffset + packet.DataLength);
        }

        if ((packet.Control & ControlFrames.Restart) != ControlFrames.None && isHeld)
            MakePlan();
    }

    public override void OnLost(in SentPacket packet)
    {
        var (start, end) = (packet.DataOffset, packet.DataOffset + packet.DataLength);
        if (packet.DataLength > 0 && packet.Plan == plan && !arrived.Contains(start, end))
            pending.Add(start, end);
    }

    public override void OnLimit(long limit) => this.limit = Math.Max(this.limit, limit);

    public override void WriteControl(ref FrameWriter writer, ControlFrames frame)
    {
        if (frame == ControlFrames.Digest)
            writer.Digest(wholeDigest);
        else if (frame == ControlFrames.Restart)
            writer.Restart();
        else
            base.WriteControl(ref writer, frame);
    }

    protected override bool OnOwnControl(scoped in Frame frame)
    {
        switch (frame.Type)
        {
            case FrameType.Hold:
                OnHold(frame.Code != 0);
                return true;
            case FrameType.Welcome:
                return OnWelcome(frame);
            case FrameType.Finished:
                var wasThere = frame.Code == (byte)FinishedKind.AlreadyThere;
                Complete(new TransferCompleted(Info, null, wasThere, 0, Age));
                return true;
            default:
                return false;
        }
    }

    protected override void ReleaseFiles()
    {
        if (isReleased)
            return;
        isReleased = true;
        file.Dispose();
        if (!isDigesting)
            digest.Dispose();
    }

    private void OnHold(bool wantsDigest)
    {
        if (isWelcome)
            return;
        isHeld = true;
        plan++;
        pending.Clear();
        arrived.Clear();
        if (wantsDigest)
            SeeToDigest();
    }

    /// <summary>Learns what the receiver has, and goes on with the rest.</summary>
    private bool OnWelcome(scoped in Frame frame)
    {
        if (isWelcome || !isHeld)
            return true;
        isWelcome = true;
        var prefix = frame.Number;
        if (prefix > Info.Size || !NoteArrived(prefix, new RangeReader(frame.Payload, frame.RangeCount)))
            return false;
        limit = Math.Max(limit, prefix + ReceivingTransfer.Window);
        if (frame.Code != 0)
            Verify(prefix, frame.PrefixDigest.ToArray());
        else
            Go();
        return true;
    }

    private bool NoteArrived(long prefix, RangeReader ranges)
    {
        arrived.Clear();
        arrived.Add(0, prefix);
        var below = 0L;
        while (ranges.TryRead(out var distance, out var length))
        {
            var start = below + distance;
            below = start + length;
            if (below > Info.Size || below < 0)
                return false;
            arrived.Add(start, below);
        }

        return true;
    }

    /// <summary>Goes on only if the receiver's beginning of the file is this file's.</summary>
    private void Verify(long prefix, byte[] theirs)
    {
        // The digest of the whole goes through the beginning anyway, unless it is already further.
        var beginning = !isDigesting && digest.Position <= prefix ? digest : new RunningDigest();
        isDigesting |= beginning == digest;
        Context.InBackground(
            () => beginning.ReadUpTo(prefix, file.Read, () => HasEnded) && beginning.Current().AsSpan().SequenceEqual(theirs),
            isSame => OnVerified(beginning, isSame),
            OnBackgroundFailure);
    }

    private void OnVerified(RunningDigest beginning, bool isSame)
    {
        if (beginning == digest)
            isDigesting = false;
        if (beginning != digest || HasEnded)
            beginning.Dispose();
        if (HasEnded)
            return;
        if (isSame)
        {
            Go();
            return;
        }

        arrived.Clear();
        Channel.Request(ControlFrames.Restart);
    }

    private void Go()
    {
        MakePlan();
        Channel.Pump();
    }

    /// <summary>Everything that has not arrived is to be sent.</summary>
    private void MakePlan()
    {
        isHeld = false;
        plan++;
        pending.Add(0, Info.Size);
        foreach (var range in arrived.Ranges)
            pending.Remove(range.Start, range.End);
        if (pending.IsEmpty)
            SeeToDigest();
        else
            reader.MoveTo(pending.First.Start);
    }

    /// <summary>Sees to the digest, when the last byte has been read or the receiver asks for it.</summary>
    private void SeeToDigest()
    {
        if (isDigesting || isReleased || isDigestSent)
            return;
        if (wholeDigest is not null)
        {
            SendDigest(wholeDigest);
            return;
        }

        if (digest.Position == Info.Size)
        {
            OnDigest(true);
            return;
        }

        isDigesting = true;
        reader.FeedsDigest = false;
        Context.InBackground(() => digest.ReadUpTo(Info.Size, file.Read, () => HasEnded), OnDigest, OnBackgroundFailure);
    }

    private void OnDigest(bool isWhole)
    {
        isDigesting = false;
        if (HasEnded)
        {
            digest.Dispose();
            return;
        }

        if (!isWhole || HasChanged())
        {
            Fail(TransferFailure.SourceChanged, CloseReason.SourceChanged, $"{Info.FileName} changed while it travelled");
            return;
        }

        SendDigest(digest.Current());
    }

    private void SendDigest(byte[] whole)
    {
        wholeDigest = whole;
        isDigestSent = true;
        Channel.Request(ControlFrames.Digest);
    }

    private bool HasChanged()
    {
        try
        {
            return file.Length != Info.Size || file.Version != version;
        }
        catch (Exception error) when (TransferContext.IsOfFiles(error))
        {
            return true;
        }
    }

    private void OnBackgroundFailure(Exception error)
    {
        if (!HasEnded)
            Fail(TransferFailure.CannotRead, CloseReason.CannotRead, $"{Info.FileName} cannot be read: {error.Message}");
    }
}
