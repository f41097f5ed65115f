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

    private readonly byte[] block = new byte[(int)Math.Clamp(size, 1, BlockBytes)];
    private long blockStart;
    private int blockLength;

    /// <summary>Whether the digest grows with what is read; off while something else reads into it.</summary>
    public bool FeedsDigest { get; set; } = true;

    /// <exception cref="EndOfStreamException">The file is shorter than it was.</exception>
    public void Read(long offset, Span<byte> target)
    {
        while (target.Length > 0)
        {
            if (offset < blockStart || offset > blockStart + blockLength)
            {
                ReadPiece(offset, target);
                return;
            }

            if (offset == blockStart + blockLength)
            {
                if (target.Length >= DirectBytes)
                {
                    ReadOnwards(offset, target);
                    MoveTo(offset + target.Length);
                    return;
                }

                ReadNextBlock();
            }

            var part = block.AsSpan((int)(offset - blockStart), (int)Math.Min(target.Length, blockStart + blockLength - offset));
            part.CopyTo(target);
            target = target[part.Length..];
            offset += part.Length;
        }
    }

    /// <summary>Goes on from here: the next bytes are to be read in blocks.</summary>
    public void MoveTo(long offset) => (blockStart, blockLength) = (offset, 0);

    private void ReadNextBlock()
    {
        var start = blockStart + blockLength;
        var wanted = (int)Math.Min(block.Length, size - start);
        if (wanted <= 0)
            throw new EndOfStreamException();
        ReadOnwards(start, block.AsSpan(0, wanted));
        (blockStart, blockLength) = (start, wanted);
    }

    private void ReadOnwards(long offset, Span<byte> target)
    {
        ReadPiece(offset, target);
        if (FeedsDigest && digest.Position == offset)
            digest.Append(target);
    }

    private void ReadPiece(long offset, Span<byte> target)
    {
        if (file.Read(target, offset) < target.Length)
            throw new EndOfStreamException();
    }
}
