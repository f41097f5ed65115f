using System.Net;
using Forum.Reactive.Transfer.Files;
using Forum.Reactive.Transfer.Introduction;
using Forum.Reactive.Transfer.Packets;
using Forum.Reactive.Transfer.Ranges;

namespace Forum.Reactive.Transfer;

/// <summary>
/// The receiver's side. It writes what comes at its offset, and publishes the file when all of it is there, durable, and
/// has the sender's digest. <see cref="ReceivingPreparation"/> looks first at what is there already.
/// </summary>
internal sealed partial class ReceivingTransfer : FileTransfer
{
    /// <summary>Bytes beyond the first gap that a receiver takes.</summary>
    public const long Window = 256L << 20;

    private const int MaxGaps = 16 * 1024;
    private readonly string _stored;
    private readonly long _needed;
    private readonly RangeSet _arrived = new();
    private readonly ReceivingPreparation _preparation;
    private readonly Action _tryFinish; // Made once: they are handed over with every datagram
    private readonly Action<Exception> _fileTrouble;
    private byte[]? _expected;
    private ReceivedBytes? _bytes;
    private string? _same; // A file here that is the same, until the sender is known.
    private FinishedKind _finishedKind;
    private long _found;
    private long _checkpointAt;
    private bool _isCheckpointing;
    private bool _isFinishing;
    private bool _isRestarting;
    private bool _isReleased;
    private bool _isStopping;
    private bool _holdWantsDigest;

    public ReceivingTransfer(
        TransferContext context,
        IncomingOffer offer,
        TransferInfo info,
        Agreement agreement,
        long needed,
        IPAddress outer,
        Action<FileTransfer> over
    )
        : base(context, info, agreement, remote: null, outer, over)
    {
        (_tryFinish, _fileTrouble) = (TryFinish, OnFileTrouble);
        _needed = needed;
        _stored = StoredName.Of(offer.Sender, offer.FileName);
        _expected = offer.Digest;
        _preparation = new ReceivingPreparation(context, _stored, offer.Sender, info.Size, () => HasEnded);
    }

    public override long ReceiveLimit => _arrived.UnbrokenFrom(0) + Window;

    /// <summary>Bytes that have not been stored; what the part holds is believed until it has been looked at.</summary>
    public long StillToCome => _bytes is null ? _needed : Info.Size - _arrived.Total;

    protected override long Arrived => _arrived.Total;

    protected override double Loss => Channel.Missing;

    protected override bool IsCommitted => _isFinishing;

    protected override Awaited? Awaits
    {
        get
        {
            var isWhole = _arrived.Total == Info.Size;
            if (_bytes is null)
            {
                return _preparation.IsWaitingForDigest || _same is not null ? new Awaited(0, Reads: 2) : null;
            }

            if (_isRestarting || _isFinishing || (isWhole && _expected is not null && _hasDetails && IsIntroduced))
            {
                return null;
            }

            var mayBeRead = isWhole || (_found > 0 && _arrived.Total == _found);
            return new Awaited(_arrived.Total, mayBeRead ? 2 : 0);
        }
    }

    /// <summary>Begins: at once if nothing of the file is there, else after a look at it.</summary>
    public void Start()
    {
        Context.Happened(new TransferStarted(Info));
        _preparation.Start(
            _expected,
            onHold: wantsDigest =>
            {
                _holdWantsDigest = wantsDigest;
                Channel.Request(ControlFrames.Hold);
            },
            OnSame,
            OnPrepared,
            OnFileTrouble
        );
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

        if (_bytes is null || HasEnded)
        {
            return true;
        }

        if (_isRestarting || end > ReceiveLimit || (_arrived.Count >= MaxGaps && MakesGap(offset, end)))
        {
            return false;
        }

        Store(offset, data);
        return true;
    }

    /// <summary>What fills a gap or goes on from a range is always taken: without it their number could never fall.</summary>
    private bool MakesGap(long offset, long end) => offset > 0 && !_arrived.Touches(offset, end);

    public override void OnLost(in Recovery.SentPacket packet) { }

    public override void WriteControl(ref FrameWriter writer, ControlFrames frame)
    {
        if (frame == ControlFrames.Hold)
        {
            writer.Hold(_holdWantsDigest);
        }
        else if (frame == ControlFrames.Welcome)
        {
            _preparation.WriteWelcome(ref writer);
        }
        else if (frame == ControlFrames.Finished)
        {
            writer.Finished(_finishedKind);
        }
        else
        {
            base.WriteControl(ref writer, frame);
        }
    }

    /// <summary>As <see cref="FileTransfer.Stop"/>, with the last checkpoint made before it returns.</summary>
    public void StopAtOnce()
    {
        _isStopping = true;
        Stop();
    }

    protected override void OnIntroduced()
    {
        if (_same is { } name)
        {
            OnSame(name);
        }

        TryFinish();
    }

    protected override bool OnOwnControl(scoped in Frame frame)
    {
        switch (frame.Type)
        {
            case FrameType.About:
                OnAbout(frame);
                TryFinish();
                return true;
            case FrameType.Digest:
                _expected ??= frame.Payload.ToArray();
                _preparation.OnDigest(_expected);
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
        if (_isReleased || _isFinishing)
        {
            return;
        }

        _isReleased = true;
        if (_bytes is { } part)
        {
            part.Close(Context, _arrived, _expected ?? [], _isStopping);
        }
    }

    private void OnPrepared(ReceivedBytes ready, PartMap? map)
    {
        _bytes = ready;
        foreach (var range in map?.Ranges ?? [])
        {
            _arrived.Add(range.Start, range.End);
        }

        if (HasEnded)
        {
            ReleaseFiles();
            return;
        }

        _found = _arrived.Total;
        _checkpointAt = Now + Context.Options.CheckpointInterval.Ticks;
        if (_preparation.IsHolding)
        {
            Channel.Request(ControlFrames.Welcome);
        }

        TryFinish();
    }

    private void OnSame(string name)
    {
        if (HasEnded)
        {
            return;
        }

        if (!IsIntroduced)
        {
            _same = name;
            return;
        }

        _finishedKind = FinishedKind.AlreadyThere;
        _arrived.Add(0, Info.Size);
        Channel.Request(ControlFrames.Finished);
        Complete(new TransferCompleted(Info, name, WasThere: true, 0, Age));
    }

    /// <summary>The sender's file begins differently: nothing of what is here counts.</summary>
    private void Restart()
    {
        if (_found == 0 || _bytes is null)
        {
            return;
        }

        _found = 0;
        _arrived.Clear();
        _isRestarting = true;
        _bytes.Restart(Context, () => _isRestarting = false, OnFileTrouble);
    }

    private void Store(long offset, ReadOnlySpan<byte> data)
    {
        try
        {
            var end = offset + data.Length;
            for (var at = offset; at < end; )
            {
                // What is here already is not written again: the digest has seen it.
                var from = Math.Min(_arrived.UnbrokenFrom(at), end);
                var to = Math.Min(_arrived.NextStart(from), end);
                if (to > from)
                {
                    _bytes!.Write(from, data[(int)(from - offset)..(int)(to - offset)]);
                }

                _arrived.Add(from, to);
                at = to;
            }

            _bytes!.CatchUp(Context, _arrived.UnbrokenFrom(0), _tryFinish, _fileTrouble);
            Checkpoint();
        }
        catch (Exception error) when (FileTrouble.Is(error))
        {
            OnFileTrouble(error);
        }

        TryFinish();
    }

    private void Checkpoint()
    {
        if (_isCheckpointing || Now < _checkpointAt || _arrived.Total == Info.Size)
        {
            return;
        }

        _isCheckpointing = true;
        BeginCheckpoint(_bytes!);
    }

    // Apart from the look whether it is time, which every datagram takes: what it captures is allocated where it begins.
    private void BeginCheckpoint(ReceivedBytes part)
    {
        var snapshot = part.Snapshot(_arrived);
        var digest = _expected ?? [];
        Context.InBackground(
            () =>
            {
                part.Checkpoint(snapshot, digest);
                return true;
            },
            _ =>
            {
                _isCheckpointing = false;
                _checkpointAt = Now + Context.Options.CheckpointInterval.Ticks;
            },
            OnFileTrouble
        );
    }

    /// <summary>When every byte is there and both digests are known: compares them, and publishes or throws away.</summary>
    private void TryFinish()
    {
        if (
            HasEnded
            || _isFinishing
            || !IsIntroduced
            || _bytes is null
            || _expected is null
            || !_hasDetails
            || _arrived.Total < Info.Size
        )
        {
            return;
        }

        try
        {
            _bytes.Flush();
            if (!_bytes.CatchUp(Context, Info.Size, _tryFinish, _fileTrouble, atOnce: true))
            {
                return;
            }
        }
        catch (Exception error) when (FileTrouble.Is(error))
        {
            OnFileTrouble(error);
            return;
        }

        if (!_bytes.HasDigest(_expected))
        {
            _bytes.IsWorthless = true;
            Fail(
                TransferFailure.DigestDiffers,
                CloseReason.DigestDiffers,
                $"{Info.FileName} did not arrive as it was sent"
            );
            return;
        }

        _isFinishing = true;
        Publish(_bytes);
    }

    private void Publish(ReceivedBytes part) =>
        Context.InBackground(() => part.Publish(_stored, _details), OnPublished, OnFileTrouble);

    private void OnPublished(string name)
    {
        _bytes!.Dispose();
        _isReleased = true;
        _finishedKind = FinishedKind.Stored;
        Channel.Request(ControlFrames.Finished);
        Complete(new TransferCompleted(Info, name, WasThere: false, Info.Size - _found, Age));
    }

    private void OnFileTrouble(Exception error)
    {
        _isFinishing = false;
        if (HasEnded)
        {
            ReleaseFiles();
        }
        else
        {
            Fail(TransferFailure.CannotWrite, CloseReason.CannotWrite, $"{_stored} cannot be written", error);
        }
    }
}
