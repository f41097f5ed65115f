using System.Buffers.Binary;

namespace Forum.Reactive.Transfer.Packets;

/// <summary>Reads the frames of a packet one by one. Every length is checked against the packet before it is believed.</summary>
internal ref struct FrameReader(ReadOnlySpan<byte> packet)
{
    public const int DigestBytes = 32;

    /// <summary>Length of the random numbers behind the check digits, and of the commitment to one.</summary>
    public const int NumberBytes = 32;

    /// <summary>Length of an introduction with key (two coordinates) and signature.</summary>
    public const int IntroductionWithKeyBytes = NumberBytes + 64 + 64;

    public const int MaxRanges = 256;
    public const int MaxCloseText = 400;
    private ReadOnlySpan<byte> _rest = packet;
    private Frame _current;
    private uint _seen; // A bit for each type.

    /// <summary>True when something was found that no sender of this format writes; the packet is then void.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>Reads the next frame; false at the end, and when the packet is malformed.</summary>
    public bool TryRead(out Frame frame)
    {
        _current = frame = default;
        _rest = _rest.TrimStart((byte)FrameType.Padding);
        if (_rest.IsEmpty || IsMalformed)
        {
            return false;
        }

        _current.Type = (FrameType)_rest[0];
        _rest = _rest[1..];
        IsMalformed = !TryReadBody() || IsSecond(_current.Type);
        frame = _current;
        return !IsMalformed;
    }

    private bool TryReadBody() =>
        _current.Type switch
        {
            FrameType.Ping or FrameType.Restart => true,
            FrameType.Acknowledgement => TryReadAcknowledgement(),
            FrameType.Data => TryReadData(),
            FrameType.Hold or FrameType.Finished => TryReadByte(out _current.Code),
            FrameType.Welcome => TryReadWelcome(),
            FrameType.Digest => TryTake(DigestBytes, out _current.Payload),
            FrameType.Introduction => TryReadIntroduction(),
            FrameType.Reveal => TryTake(NumberBytes, out _current.Payload),
            FrameType.About => TryReadAbout(),
            FrameType.Close => TryReadClose(),
            FrameType.Challenge or FrameType.Response => TryReadToken(),
            _ => false,
        };

    /// <summary>No sender writes two frames of a type: thousands of them in one packet would only be work.</summary>
    private bool IsSecond(FrameType type)
    {
        var bit = 1u << (int)type;
        var wasSeen = (_seen & bit) != 0;
        _seen |= bit;
        return wasSeen;
    }

    private bool TryReadAcknowledgement() =>
        Varint.TryRead(ref _rest, out _current.Number)
        && Varint.TryRead(ref _rest, out _current.Delay)
        && Varint.TryRead(ref _rest, out _current.Limit)
        && TryReadRanges()
        && _current.RangeCount > 0;

    private bool TryReadWelcome() =>
        Varint.TryRead(ref _rest, out _current.Number)
        && TryReadByte(out _current.Code)
        && (_current.Code == 0 || TryTake(DigestBytes, out _current.PrefixDigest))
        && TryReadRanges();

    private bool TryReadData()
    {
        if (_rest.Length < FrameWriter.OffsetBytes)
        {
            return false;
        }

        for (var index = 0; index < FrameWriter.OffsetBytes; index++)
        {
            _current.Number = (_current.Number << 8) | _rest[index];
        }

        _current.Payload = _rest[FrameWriter.OffsetBytes..];
        _rest = default;
        return true;
    }

    private bool TryReadClose() =>
        TryReadByte(out _current.Code)
        && Varint.TryRead(ref _rest, out var length)
        && length <= MaxCloseText
        && TryTake((int)length, out _current.Payload);

    private bool TryReadIntroduction() =>
        TryReadByte(out _current.Code)
        && _current.Code <= 1
        && TryTake(_current.Code == 0 ? NumberBytes : IntroductionWithKeyBytes, out _current.Payload);

    private bool TryReadAbout() =>
        TryReadByte(out _current.Code)
        && _current.Code <= (byte)(AboutFlags.MayBeRun | AboutFlags.HasTime)
        && TryReadToken();

    private bool TryReadToken()
    {
        if (!TryTake(FrameWriter.TokenBytes, out var token))
        {
            return false;
        }

        _current.Number = BinaryPrimitives.ReadInt64BigEndian(token);
        return true;
    }

    private bool TryReadRanges()
    {
        if (!Varint.TryRead(ref _rest, out var count) || count > MaxRanges)
        {
            return false;
        }

        var start = _rest;
        for (var index = 0; index < 2 * count; index++)
        {
            if (!Varint.TryRead(ref _rest, out _))
            {
                return false;
            }
        }

        _current.RangeCount = (int)count;
        _current.Payload = start[..^_rest.Length];
        return true;
    }

    private bool TryReadByte(out byte value)
    {
        value = _rest.IsEmpty ? (byte)0 : _rest[0];
        return TryTake(1, out _);
    }

    private bool TryTake(int length, out ReadOnlySpan<byte> taken)
    {
        taken = default;
        if (_rest.Length < length)
        {
            return false;
        }

        taken = _rest[..length];
        _rest = _rest[length..];
        return true;
    }
}

/// <summary>Walks over encoded ranges that rise (Welcome) or fall (Acknowledgement).</summary>
internal ref struct RangeReader(ReadOnlySpan<byte> encoded, int count)
{
    private ReadOnlySpan<byte> _rest = encoded;
    private int _left = count;

    /// <summary>Next pair as written: a distance, then a length.</summary>
    public bool TryRead(out long distance, out long length)
    {
        distance = length = 0;
        return _left-- > 0 && Varint.TryRead(ref _rest, out distance) && Varint.TryRead(ref _rest, out length);
    }
}
