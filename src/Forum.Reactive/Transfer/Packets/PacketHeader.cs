using System.Buffers.Binary;

namespace Forum.Reactive.Transfer.Packets;

/// <summary>
/// The nine bytes before the encrypted part: the version, the tag of the transfer and direction, and the low 32 bits of
/// the packet number. They are authenticated with it.
/// </summary>
internal static class PacketHeader
{
    public const int Bytes = 9;

    /// <summary>Header and authentication tag.</summary>
    public const int Overhead = Bytes + PacketProtection.TagBytes;

    private const byte Version = 0x71;

    public static void Write(Span<byte> target, uint tag, long number)
    {
        target[0] = Version;
        BinaryPrimitives.WriteUInt32BigEndian(target[1..], tag);
        BinaryPrimitives.WriteUInt32BigEndian(target[5..], (uint)number);
    }

    /// <summary>Which transfer it says it belongs to; false for what cannot be a packet.</summary>
    public static bool TryReadTag(ReadOnlySpan<byte> datagram, out uint tag)
    {
        tag = 0;
        if (datagram.Length <= Overhead || datagram[0] != Version)
        {
            return false;
        }

        tag = BinaryPrimitives.ReadUInt32BigEndian(datagram[1..]);
        return true;
    }

    /// <summary>The packet number nearest to the one expected that has these low bits (RFC 9000, appendix A.3).</summary>
    public static long ReadNumber(ReadOnlySpan<byte> datagram, long expected)
    {
        const long Window = 1L << 32;
        var low = BinaryPrimitives.ReadUInt32BigEndian(datagram[5..]);
        var candidate = (expected & ~(Window - 1)) | low;
        if (candidate <= expected - (Window / 2))
        {
            return candidate + Window;
        }

        return candidate > expected + (Window / 2) && candidate >= Window ? candidate - Window : candidate;
    }
}
