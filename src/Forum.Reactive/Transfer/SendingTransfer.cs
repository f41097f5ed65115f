using System.Net;
using Forum.Reactive.Transfer.Files;
using Forum.Reactive.Transfer.Introduction;
using Forum.Reactive.Transfer.Packets;
using Forum.Reactive.Transfer.Ranges;
using Forum.Reactive.Transfer.Recovery;

namespace Forum.Reactive.Transfer;

/// <summary>
/// The sender's side. It sends from the first moment; a receiver that has something of the file already says HOLD, and
/// WELCOME when it knows what. The digest travels when the file has been read to its end, unless the offer had it.
/// </summary>
internal sealed partial class SendingTransfer : FileTransfer
{
    private readonly IStoredFile _file;
    private readonly RunningDigest _digest = new();
    private readonly SourceReader _reader;
    private readonly RangeSet _pending = new();
    private readonly RangeSet _arrived = new();
    private readonly long _version;
    private byte[]? _wholeDigest;

    // A receiver that holds acknowledges data and drops them: what was sent before the plan does not count.
    private byte _plan;
    private long _limit = ReceivingTransfer.Window;
    private bool _isDigesting;
    private bool _isReleased;
    private bool _isDigestSent;

    public SendingTransfer(
        TransferContext context,
        OutgoingFile source,
        TransferInfo info,
        Agreement agreement,
        IPEndPoint remote,
        IPAddress outer,
        Action<FileTransfer> over
    )
        : base(context, info, agreement, remote, outer, over)
    {
        _file = source.TakeFile();
        _version = source.Version;
        _wholeDigest = source.Digest;
        _details = _file.Details;
        _reader = new SourceReader(_file, info.Size, _digest) { FeedsDigest = _wholeDigest is null };
        _pending.Add(0, info.Size);
        context.Happened(new TransferStarted(info));
        Channel.Request(ControlFrames.Introduction | ControlFrames.About);
        if (info.Size == 0)
        {
            SeeToDigest();
        }
    }

    public override bool HasData =>
        MayTravel && !_isHeld && !HasEnded && !_pending.IsEmpty && _pending.First.Start < _limit;

    public override byte Plan => _plan;

    protected override long Arrived => _arrived.Total;

    protected override double Loss =>
        Channel.Delivered + Channel.Lost is > 0 and var sent ? (double)Channel.Lost / sent : 0;

    public override Range64 TakeData(int most) => _pending.TakeFirst(Math.Min(most, _limit - _pending.First.Start));

    public override bool ReadData(long offset, Span<byte> target)
    {
        try
        {
            _reader.Read(offset, target);
        }
        catch (EndOfStreamException)
        {
            Fail(
                TransferFailure.SourceChanged,
                CloseReason.SourceChanged,
                $"{Info.FileName} was cut short while it travelled"
            );
            return false;
        }
        catch (Exception error) when (FileTrouble.Is(error))
        {
            OnBackgroundFailure(error);
            return false;
        }

        if (_pending.IsEmpty)
        {
            SeeToDigest();
        }

        return true;
    }

    public override bool OnData(long offset, ReadOnlySpan<byte> data) => true;

    public override void OnAcknowledged(in SentPacket packet)
    {
        base.OnAcknowledged(packet);
        if (packet.DataLength > 0 && packet.Plan == _plan)
        {
            _arrived.Add(packet.DataOffset, packet.DataOffset + packet.DataLength);
            _pending.Remove(packet.DataOffset, packet.DataOffset + packet.DataLength);
        }

        if ((packet.Control & ControlFrames.Restart) != ControlFrames.None && _isHeld)
        {
            MakePlan();
        }
    }

    public override void OnLost(in SentPacket packet)
    {
        var (start, end) = (packet.DataOffset, packet.DataOffset + packet.DataLength);
        if (packet.DataLength > 0 && packet.Plan == _plan && !_arrived.Contains(start, end))
        {
            _pending.Add(start, end);
        }
    }

    public override void OnLimit(long limit) => _limit = Math.Max(_limit, limit);

    public override void WriteControl(ref FrameWriter writer, ControlFrames frame)
    {
        if (frame == ControlFrames.Digest)
        {
            writer.Digest(_wholeDigest);
        }
        else if (frame == ControlFrames.About)
        {
            WriteAbout(ref writer);
        }
        else if (frame == ControlFrames.Restart)
        {
            writer.Restart();
        }
        else
        {
            base.WriteControl(ref writer, frame);
        }
    }

    protected override void OnIntroduced() => Channel.Pump();

    protected override bool OnOwnControl(scoped in Frame frame)
    {
        switch (frame.Type)
        {
            case FrameType.Hold:
                OnHold(frame.Code != 0);
                return true;
            case FrameType.Welcome:
                return OnWelcome(frame);
            case FrameType.Finished when !IsIntroduced:
                return false;
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
        if (_isReleased)
        {
            return;
        }

        _isReleased = true;
        _file.Dispose();
        if (!_isDigesting)
        {
            _digest.Dispose();
        }
    }

    /// <summary>Sees to the digest, when the last byte has been read or the receiver asks for it.</summary>
    private void SeeToDigest()
    {
        if (_isDigesting || _isReleased || _isDigestSent)
        {
            return;
        }

        if (_wholeDigest is not null)
        {
            SendDigest(_wholeDigest);
            return;
        }

        if (_digest.Position == Info.Size)
        {
            OnDigest(true);
            return;
        }

        _isDigesting = true;
        _reader.FeedsDigest = false;
        Context.InBackground(
            () => _digest.ReadUpTo(Info.Size, _file.Read, () => HasEnded),
            OnDigest,
            OnBackgroundFailure
        );
    }

    private void OnDigest(bool isWhole)
    {
        _isDigesting = false;
        if (HasEnded)
        {
            _digest.Dispose();
            return;
        }

        if (!isWhole || HasChanged())
        {
            Fail(
                TransferFailure.SourceChanged,
                CloseReason.SourceChanged,
                $"{Info.FileName} changed while it travelled"
            );
            return;
        }

        SendDigest(_digest.Current());
    }

    private void SendDigest(byte[] whole)
    {
        _wholeDigest = whole;
        _isDigestSent = true;
        Channel.Request(ControlFrames.Digest);
    }

    private bool HasChanged()
    {
        try
        {
            // A log that has grown is sent as it was at the offer.
            return _file.Length < Info.Size || (_file.Length == Info.Size && _file.Version != _version);
        }
        catch (Exception error) when (FileTrouble.Is(error))
        {
            return true;
        }
    }

    private void OnBackgroundFailure(Exception error)
    {
        if (!HasEnded)
        {
            Fail(TransferFailure.CannotRead, CloseReason.CannotRead, $"{Info.FileName} cannot be read", error);
        }
    }
}
