using System.Buffers.Binary;
using System.Security.Cryptography;
using Forum.Reactive.Transfer.Packets;

namespace Forum.Reactive.Transfer.Routes;

/// <summary>
/// Probes of ways between the two sides of a transfer: small datagrams of one size, under a key that only these two have. Each asks, or
/// answers, or both. They have no numbers: repeating one gains an answer of its own length, and proves nothing.
/// </summary>
/// <remarks>1 byte version, 4 bytes tag, 12 bytes nonce at random; sealed: what is asked and what is answered, 8 bytes each, 0: nothing.</remarks>
internal sealed class ProbeProtection : IDisposable
{
    /// <summary>Bytes of a probe.</summary>
    public const int Bytes = Clear + Sealed + PacketProtection.TagBytes;

    private const byte Version = 0x72;
    private const int TagStart = 1;
    private const int NonceStart = TagStart + sizeof(uint);
    private const int NonceBytes = 12;
    private const int Clear = NonceStart + NonceBytes;
    private const int Sealed = 2 * sizeof(long);
    private const int KeyBytes = 16;
    private readonly AesGcm _sealing;
    private readonly AesGcm _opening;
    private readonly uint _sendTag;

    public ProbeProtection(uint sendTag, byte[] sendSecret, byte[] receiveSecret)
    {
        _sendTag = sendTag;
        _sealing = KeyOf(sendSecret);
        _opening = KeyOf(receiveSecret);
    }

    /// <summary>Which transfer a datagram says it probes for; false for what cannot be a probe.</summary>
    public static bool TryReadTag(ReadOnlySpan<byte> datagram, out uint tag)
    {
        tag = 0;
        if (datagram.Length != Bytes || datagram[0] != Version)
        {
            return false;
        }

        tag = BinaryPrimitives.ReadUInt32BigEndian(datagram[TagStart..]);
        return true;
    }

    /// <summary>Writes a probe into <paramref name="target"/>, of <see cref="Bytes"/>.</summary>
    public void Write(Span<byte> target, Entropy entropy, long asked, long answered)
    {
        target[0] = Version;
        BinaryPrimitives.WriteUInt32BigEndian(target[TagStart..], _sendTag);
        entropy.Fill(target[NonceStart..Clear]);
        var text = target.Slice(Clear, Sealed);
        BinaryPrimitives.WriteInt64BigEndian(text, asked);
        BinaryPrimitives.WriteInt64BigEndian(text[sizeof(long)..], answered);
        _sealing.Encrypt(target[NonceStart..Clear], text, text, target[^PacketProtection.TagBytes..], target[..Clear]);
    }

    /// <summary>Reads a datagram that <see cref="TryReadTag"/> took, in place; false if it is not genuine.</summary>
    public bool TryRead(Span<byte> datagram, out long asked, out long answered)
    {
        asked = answered = 0;
        var text = datagram.Slice(Clear, Sealed);
        try
        {
            _opening.Decrypt(
                datagram[NonceStart..Clear],
                text,
                datagram[^PacketProtection.TagBytes..],
                text,
                datagram[..Clear]
            );
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }

        asked = BinaryPrimitives.ReadInt64BigEndian(text);
        answered = BinaryPrimitives.ReadInt64BigEndian(text[sizeof(long)..]);
        return true;
    }

    public void Dispose()
    {
        _sealing.Dispose();
        _opening.Dispose();
    }

    private static AesGcm KeyOf(byte[] secret)
    {
        var key = TransferKeys.Expand(secret, "toom/2 probe", KeyBytes);
        var gcm = new AesGcm(key, PacketProtection.TagBytes);
        CryptographicOperations.ZeroMemory(key);
        return gcm;
    }
}
