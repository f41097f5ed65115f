using Forum.Reactive.Transfer.Files;
using Forum.Reactive.Transfer.Ranges;

namespace Forum.Reactive.Transfer;

/// <summary>
/// Bytes that arrive, on their way into the part: small pieces that follow each other are written together, and the
/// digest grows with what is written in order; what came out of order it reads back in the background.
/// </summary>
internal sealed class ReceivedBytes(PartFile part, RunningDigest digest, long size) : IDisposable
{
    private const int StageBytes = 256 * 1024;
    private const int DirectBytes = 16 * 1024;
    private const int CatchUpBytes = 1024 * 1024;
    private readonly byte[] _stage = new byte[(int)Math.Clamp(size, 1, StageBytes)];
    private RunningDigest _digest = digest;
    private long _stageStart;
    private int _stageLength;
    private bool _isCatchingUp;
    private bool _isDisposed;

    /// <summary>What is here is not to be kept when it is closed.</summary>
    public bool IsWorthless { get; set; }

    public void Write(long offset, ReadOnlySpan<byte> data)
    {
        if (offset != _stageStart + _stageLength || data.Length > _stage.Length - _stageLength)
        {
            Flush();
        }

        if (data.Length >= DirectBytes || data.Length > _stage.Length)
        {
            Flush();
            WriteNow(offset, data);
            return;
        }

        if (_stageLength == 0)
        {
            _stageStart = offset;
        }

        data.CopyTo(_stage.AsSpan(_stageLength));
        _stageLength += data.Length;
    }

    /// <summary>Hands everything to the system.</summary>
    public void Flush()
    {
        var length = _stageLength;
        _stageLength = 0;
        if (length > 0)
        {
            WriteNow(_stageStart, _stage.AsSpan(0, length));
        }
    }

    /// <summary>Has the digest read what came out of order, once it is worth it; true if it is up to <paramref name="end"/>.</summary>
    public bool CatchUp(TransferContext context, long end, Action then, Action<Exception> failed, bool atOnce = false)
    {
        if (_isCatchingUp || _isDisposed)
        {
            return false;
        }

        if (_digest.Position >= end)
        {
            return true;
        }

        if (!atOnce && end - _digest.Position < CatchUpBytes + _stage.Length)
        {
            return false;
        }

        BeginCatchUp(context, end, then, failed);
        return false;
    }

    private void BeginCatchUp(TransferContext context, long end, Action then, Action<Exception> failed)
    {
        Flush();
        _isCatchingUp = true;
        var behind = _digest;
        context.InBackground(
            () =>
                behind.ReadUpTo(end, part.Read, () => _isDisposed) || _isDisposed
                    ? true
                    : throw new EndOfStreamException("The part was cut short"),
            _ => EndCatchUp(then),
            error =>
            {
                EndCatchUp(static () => { });
                failed(error);
            }
        );
    }

    public bool HasDigest(ReadOnlySpan<byte> expected) => expected.SequenceEqual(_digest.Current());

    /// <summary>What may be claimed after the next flush of the part.</summary>
    public Range64[] Snapshot(RangeSet arrived)
    {
        Flush();
        return arrived.Ranges[..Math.Min(arrived.Count, PartMap.MaxRanges)].ToArray();
    }

    public void Checkpoint(Range64[] ranges, byte[] whole) => part.Checkpoint(ranges, whole);

    public string Publish(string stored, FileDetails? details) => part.Publish(stored, details);

    /// <summary>Forgets all that has been written; nothing may be written until <paramref name="then"/>.</summary>
    public void Restart(TransferContext context, Action then, Action<Exception> failed)
    {
        context.InBackground(
            () =>
            {
                part.Clear();
                return true;
            },
            _ => then(),
            failed
        );
        _stageLength = 0;
        if (!_isCatchingUp)
        {
            _digest.Dispose();
        }

        _digest = new RunningDigest();
    }

    /// <summary>Closes the part with a last checkpoint, or throws it away.</summary>
    public void Close(TransferContext context, RangeSet arrived, byte[] whole, bool inline)
    {
        var ranges = TrySnapshot(arrived);
        if (inline)
        {
            Quietly(() => End(ranges, whole));
        }
        else
        {
            context.InBackground(() => Quietly(() => End(ranges, whole)), static _ => { }, static _ => { });
        }

        if (!_isCatchingUp)
        {
            _digest.Dispose();
        }

        _isDisposed = true;
    }

    public void Dispose()
    {
        _isDisposed = true;
        part.Dispose();
        _digest.Dispose();
    }

    private void WriteNow(long offset, ReadOnlySpan<byte> data)
    {
        part.Write(data, offset);
        if (!_isCatchingUp && _digest.Position == offset)
        {
            _digest.Append(data);
        }
    }

    private void EndCatchUp(Action then)
    {
        _isCatchingUp = false;
        if (_isDisposed)
        {
            _digest.Dispose();
        }
        else
        {
            then();
        }
    }

    private Range64[]? TrySnapshot(RangeSet arrived)
    {
        try
        {
            return IsWorthless ? null : Snapshot(arrived);
        }
        catch (Exception error) when (FileTrouble.Is(error))
        {
            // The disk is full: the last checkpoint stands.
            return [];
        }
    }

    private void End(Range64[]? ranges, byte[] whole)
    {
        if (ranges is null)
        {
            part.Discard();
        }
        else if (ranges.Length > 0)
        {
            part.Checkpoint(ranges, whole);
        }
    }

    private bool Quietly(Action work)
    {
        try
        {
            work();
            return true;
        }
        catch (Exception error) when (FileTrouble.Is(error))
        {
            return false;
        }
        finally
        {
            part.Dispose();
        }
    }
}
