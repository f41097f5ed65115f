using System.Buffers.Binary;
using Forum.Reactive.Transfer.Ranges;

namespace Forum.Reactive.Transfer.Packets;

/// <summary>Writes frames one behind the other into a packet. The caller sees to it that they fit: <see cref="Free"/>.</summary>
internal ref struct FrameWriter(Span<byte> packet)
{
    public const int OffsetBytes = 6;

    /// <summary>Bytes of a data frame before its data.</summary>
    public const int DataOverhead = 1 + OffsetBytes;

    /// <summary>Bytes of the token in a challenge and in its response.</summary>
    public const int TokenBytes = 8;

    /// <summary>Bytes that a list of ranges leaves for the small frames behind it.</summary>
    private const int RoomForOthers = 80;

    private readonly Span<byte> _packet = packet;

    public int Length { get; private set; }

    public readonly int Free => _packet.Length - Length;

    public void Ping() => Byte((byte)FrameType.Ping);

    public void Restart() => Byte((byte)FrameType.Restart);

    public void Hold(bool wantsDigest) => Coded(FrameType.Hold, wantsDigest ? (byte)1 : (byte)0);

    public void Finished(FinishedKind kind) => Coded(FrameType.Finished, (byte)kind);

    /// <summary>A challenge, or the response to one.</summary>
    public void Token(FrameType type, long token)
    {
        Byte((byte)type);
        BinaryPrimitives.WriteInt64BigEndian(_packet[Length..], token);
        Length += TokenBytes;
    }

    public void Digest(ReadOnlySpan<byte> digest)
    {
        Byte((byte)FrameType.Digest);
        Bytes(digest);
    }

    /// <summary>A number or the commitment to one, then perhaps key and signature.</summary>
    public void Introduction(ReadOnlySpan<byte> introduction)
    {
        Coded(FrameType.Introduction, introduction.Length > FrameReader.NumberBytes ? (byte)1 : (byte)0);
        Bytes(introduction);
    }

    public void Reveal(ReadOnlySpan<byte> number)
    {
        Byte((byte)FrameType.Reveal);
        Bytes(number);
    }

    /// <summary>What is known of the file besides its content.</summary>
    public void About(AboutFlags known, long modifiedAt)
    {
        Coded(FrameType.About, (byte)known);
        BinaryPrimitives.WriteInt64BigEndian(_packet[Length..], modifiedAt);
        Length += TokenBytes;
    }

    /// <summary>Bytes that a control frame may need; one that can be shortened says its least.</summary>
    public static int Room(ControlFrames frame) =>
        frame switch
        {
            ControlFrames.Introduction => 2 + FrameReader.IntroductionWithKeyBytes,
            ControlFrames.Reveal => 1 + FrameReader.NumberBytes,
            ControlFrames.About => 2 + TokenBytes,
            ControlFrames.Digest => 1 + FrameReader.DigestBytes,
            ControlFrames.Welcome => RoomForOthers,
            ControlFrames.Close => RoomForOthers,
            _ => 2,
        };

    public void Close(CloseReason reason, ReadOnlySpan<byte> text)
    {
        Coded(FrameType.Close, (byte)reason);
        text = text[..Math.Min(text.Length, Math.Min(FrameReader.MaxCloseText, Free - 2))];
        Number(text.Length);
        Bytes(text);
    }

    /// <summary>As many of the newest ranges of packet numbers as fit, newest first.</summary>
    public void Acknowledgement(ReadOnlySpan<Range64> rising, long delayMicroseconds, long limit, int maxRanges)
    {
        var largest = rising[^1].End - 1;
        Byte((byte)FrameType.Acknowledgement);
        Number(largest);
        Number(delayMicroseconds);
        Number(limit);
        var count = Math.Min(rising.Length, Math.Min(maxRanges, (Free - 2) / 16));
        Number(count);
        var above = largest + 1;
        for (var index = rising.Length - 1; index >= rising.Length - count; index--)
        {
            Number(above - rising[index].End);
            Number(rising[index].Length);
            above = rising[index].Start;
        }
    }

    /// <summary>What a receiver already has: a prefix, and ranges behind it that rise.</summary>
    public void Welcome(long prefix, ReadOnlySpan<byte> prefixDigest, ReadOnlySpan<Range64> rising)
    {
        Byte((byte)FrameType.Welcome);
        Number(prefix);
        Byte(prefixDigest.IsEmpty ? (byte)0 : (byte)1);
        Bytes(prefixDigest);
        var count = Math.Clamp((Free - RoomForOthers) / 16, 0, Math.Min(rising.Length, FrameReader.MaxRanges));
        Number(count);
        var below = 0L;
        foreach (var range in rising[..count])
        {
            Number(range.Start - below);
            Number(range.Length);
            below = range.End;
        }
    }

    /// <summary>Begins a data frame, which takes the rest of the packet, and returns where its data go.</summary>
    public Span<byte> Data(long offset, int length)
    {
        Byte((byte)FrameType.Data);
        for (var shift = 8 * (OffsetBytes - 1); shift >= 0; shift -= 8)
        {
            Byte((byte)(offset >> shift));
        }

        Length += length;
        return _packet.Slice(Length - length, length);
    }

    /// <summary>Fills the packet up to a size.</summary>
    public void Pad(int length)
    {
        _packet.Slice(Length, length - Length).Clear();
        Length = length;
    }

    private void Coded(FrameType type, byte code)
    {
        Byte((byte)type);
        Byte(code);
    }

    private void Number(long value) => Length += Varint.Write(_packet[Length..], value);

    private void Byte(byte value) => _packet[Length++] = value;

    private void Bytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_packet[Length..]);
        Length += bytes.Length;
    }
}
