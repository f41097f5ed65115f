using System.Buffers.Binary;

namespace Forum.Reactive.Transfer.Packets;

/// <summary>Whole numbers from 0 to 2^62 - 1 in 1, 2, 4 or 8 bytes (RFC 9000, section 16).</summary>
internal static class Varint
{
    public const long Max = (1L << 62) - 1;

    public static int Size(long value) =>
        value switch
        {
            < 1 << 6 => 1,
            < 1 << 14 => 2,
            < 1 << 30 => 4,
            _ => 8,
        };

    public static int Write(Span<byte> target, long value)
    {
        var size = Size(value);
        switch (size)
        {
            case 1:
                target[0] = (byte)value;
                break;
            case 2:
                BinaryPrimitives.WriteUInt16BigEndian(target, (ushort)(value | 0x4000));
                break;
            case 4:
                BinaryPrimitives.WriteUInt32BigEndian(target, (uint)value | 0x8000_0000);
                break;
            default:
                BinaryPrimitives.WriteUInt64BigEndian(target, (ulong)value | 0xC000_0000_0000_0000);
                break;
        }

        return size;
    }

    /// <summary>Reads one from the front of <paramref name="source"/>, which moves on; false if it is cut short.</summary>
    public static bool TryRead(ref ReadOnlySpan<byte> source, out long value)
    {
        value = 0;
        if (source.IsEmpty)
        {
            return false;
        }

        var size = 1 << (source[0] >> 6);
        if (source.Length < size)
        {
            return false;
        }

        value = source[0] & 0x3F;
        for (var index = 1; index < size; index++)
        {
            value = (value << 8) | source[index];
        }

        source = source[size..];
        return true;
    }
}
