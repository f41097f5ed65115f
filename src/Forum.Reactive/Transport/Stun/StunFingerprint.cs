namespace Forum.Reactive.Transport.Stun;

/// <summary>FINGERPRINT (RFC 8489, section 14.7): the CRC-32 of what is before it, so that other protocols are told apart.</summary>
internal static class StunFingerprint
{
    private const uint Mask = 0x5354554E;
    private const uint Polynomial = 0xEDB88320;
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(value => Entry((uint)value))];

    /// <param name="message">All of the message up to the attribute; its length field counts the attribute.</param>
    public static uint Of(ReadOnlySpan<byte> message)
    {
        var crc = uint.MaxValue;
        foreach (var octet in message)
        {
            crc = Table[(byte)(crc ^ octet)] ^ (crc >> 8);
        }

        return ~crc ^ Mask;
    }

    private static uint Entry(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
        {
            value = (value & 1) != 0 ? Polynomial ^ (value >> 1) : value >> 1;
        }

        return value;
    }
}
