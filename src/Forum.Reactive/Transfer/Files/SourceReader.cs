namespace Forum.Reactive.Transfer.Files;

/// <summary>
/// Reads the file that is being sent: mostly onwards, in blocks, each of which goes into the digest while it is in the
/// cache; now and then a piece from before, to send it again.
/// </summary>
internal sealed class SourceReader(IStoredFile file, long size, RunningDigest digest)
{
    private const int BlockBytes = 256 * 1024;

    /// <summary>Pieces of this size are read straight to where they are needed.</summary>
    private const int DirectBytes = 16 * 1024;

    private readonly byte[] _block = new byte[(int)Math.Clamp(size, 1, BlockBytes)];
    private long _blockStart;
    private int _blockLength;

    /// <summary>Whether the digest grows with what is read; off while something else reads into it.</summary>
    public bool FeedsDigest { get; set; } = true;

    /// <exception cref="EndOfStreamException">The file is shorter than it was.</exception>
    public void Read(long offset, Span<byte> target)
    {
        while (target.Length > 0)
        {
            if (offset < _blockStart || offset > _blockStart + _blockLength)
            {
                ReadPiece(offset, target);
                return;
            }

            if (offset == _blockStart + _blockLength)
            {
                if (target.Length >= DirectBytes)
                {
                    ReadOnwards(offset, target);
                    MoveTo(offset + target.Length);
                    return;
                }

                ReadNextBlock();
            }

            var part = _block.AsSpan(
                (int)(offset - _blockStart),
                (int)Math.Min(target.Length, _blockStart + _blockLength - offset)
            );
            part.CopyTo(target);
            target = target[part.Length..];
            offset += part.Length;
        }
    }

    /// <summary>Goes on from here: the next bytes are to be read in blocks.</summary>
    public void MoveTo(long offset) => (_blockStart, _blockLength) = (offset, 0);

    private void ReadNextBlock()
    {
        var start = _blockStart + _blockLength;
        var wanted = (int)Math.Min(_block.Length, size - start);
        if (wanted <= 0)
        {
            throw new EndOfStreamException();
        }

        ReadOnwards(start, _block.AsSpan(0, wanted));
        (_blockStart, _blockLength) = (start, wanted);
    }

    private void ReadOnwards(long offset, Span<byte> target)
    {
        ReadPiece(offset, target);
        if (FeedsDigest && digest.Position == offset)
        {
            digest.Append(target);
        }
    }

    private void ReadPiece(long offset, Span<byte> target)
    {
        if (file.Read(target, offset) < target.Length)
        {
            throw new EndOfStreamException();
        }
    }
}
