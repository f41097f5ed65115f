namespace Forum.Reactive.Transfer.Packets;

/// <summary>Reads the frames of a packet one by one. Every length is checked against the packet before it is believed.</summary>
internal ref struct FrameReader(ReadOnlySpan<byte> packet)
{
    public const int DigestBytes = 32;
    public const int MaxRanges = 256;
    public const int MaxCloseText = 400;
    private ReadOnlySpan<byte> rest = packet;
    private Frame current;

    /// <summary>True when something was found that no sender of this format writes; the packet is then void.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>Reads the next frame; false at the end, and when the packet is malformed.</summary>
    public bool TryRead(out Frame frame)
    {
        current = frame = default;
        rest = rest.TrimStart((byte)FrameType.Padding);
        if (rest.IsEmpty || IsMalformed)
            return false;
        current.Type = (FrameType)rest[0];
        rest = rest[1..];
        IsMalformed = !TryReadBody();
        frame = current;
        return !IsMalformed;
    }

    private bool TryReadBody() => current.Type switch
    {
        FrameType.Ping or FrameType.Restart => true,
        FrameType.Acknowledgement => TryReadAcknowledgement(),
        FrameType.Data => TryReadData(),
        FrameType.Hold or FrameType.Finished => TryReadByte(out current.Code),
        FrameType.Welcome => TryReadWelcome(),
        FrameType.Digest => TryTake(DigestBytes, out current.Payload),
        FrameType.Close => TryReadClose(),
        _ => false,
    };

    private bool TryReadAcknowledgement() => Varint.TryRead(ref rest, out current.Number)
        && Varint.TryRead(ref rest, out current.Delay)
        && Varint.TryRead(ref rest, out current.Limit)
        && TryReadRanges()
        && current.RangeCount > 0;

    private bool TryReadWelcome() => Varint.TryRead(ref rest, out current.Number)
        && TryReadByte(out current.Code)
        && (current.Code == 0 || TryTake(DigestBytes, out current.PrefixDigest))
        && TryReadRanges();

    private bool TryReadData()
    {
        if (rest.Length < FrameWriter.OffsetBytes)
            return false;
        for (var index = 0; index < FrameWriter.OffsetBytes; index++)
            current.Number = (current.Number << 8) | rest[index];
        current.Payload = rest[FrameWriter.OffsetBytes..];
        rest = default;
        return true;
    }

    private bool TryReadClose() => TryReadByte(out current.Code)
        && Varint.TryRead(ref rest, out var length)
        && length <= MaxCloseText
        && TryTake((int)length, out current.Payload);

    private bool TryReadRanges()
    {
        if (!Varint.TryRead(ref rest, out var count) || count > MaxRanges)
            return false;
        var start = rest;
        for (var index = 0; index < 2 * count; index++)
        {
            if (!Varint.TryRead(ref rest, out _))
                return false;
        }

        current.RangeCount = (int)count;
        current.Payload = start[..^rest.Length];
        return true;
    }

    private bool TryReadByte(out byte value)
    {
        value = rest.IsEmpty ? (byte)0 : rest[0];
        return TryTake(1, out _);
    }

    private bool TryTake(int length, out ReadOnlySpan<byte> taken)
    {
        taken = default;
        if (rest.Length < length)
            return false;
        taken = rest[..length];
        rest = rest[length..];
        return true;
    }
}

/// <summary>Walks over encoded ranges that rise (Welcome) or fall (Acknowledgement).</summary>
internal ref struct RangeReader(ReadOnlySpan<byte> encoded, int count)
{
    private ReadOnlySpan<byte> rest = encoded;
    private int left = count;

    /// <summary>Next pair as written: a distance, then a length.</summary>
    public bool TryRead(out long distance, out long length)
    {
        distance = length = 0;
        return left-- > 0 && Varint.TryRead(ref rest, out distance) && Varint.TryRead(ref rest, out length);
    }
}
