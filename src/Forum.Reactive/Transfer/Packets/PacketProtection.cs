using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Forum.Reactive.Transfer.Packets;

/// <summary>
/// AES-128-GCM over the packets of one direction. The packet number is the nonce; it also names the key: each run of
/// 2^20 packets has its own, derived from the one before. RFC 9001, section 6.6 allows 2^23 packets of a key.
/// </summary>
internal sealed class PacketProtection : IDisposable
{
    public const int TagBytes = 16;
    private const int EpochBits = 20;
    private const int NonceBytes = 12;
    private const int KeyBytes = 16;
    private readonly byte[] _nonce = new byte[NonceBytes];
    private byte[] _nextSecret;
    private long _epoch;
    private Key _current;
    private Key? _previous;
    private Key? _next;

    public PacketProtection(byte[] secret)
    {
        _current = new Key(secret);
        _nextSecret = Key.SecretAfter(secret);
    }

    /// <summary>Encrypts in place and writes the tag behind the text.</summary>
    public void Seal(long number, ReadOnlySpan<byte> header, Span<byte> textAndTag)
    {
        var text = textAndTag[..^TagBytes];
        var key = KeyOf(number >> EpochBits) ?? throw new InvalidOperationException("Packet numbers only rise");
        key.Gcm.Encrypt(Nonce(key, number), text, text, textAndTag[^TagBytes..], header);
        MoveTo(number >> EpochBits);
    }

    /// <summary>Decrypts in place; false if it is not genuine, or of a key that is neither near nor known.</summary>
    public bool TryOpen(long number, ReadOnlySpan<byte> header, Span<byte> textAndTag)
    {
        if (KeyOf(number >> EpochBits) is not { } key)
        {
            return false;
        }

        var text = textAndTag[..^TagBytes];
        try
        {
            key.Gcm.Decrypt(Nonce(key, number), text, textAndTag[^TagBytes..], text, header);
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }

        MoveTo(number >> EpochBits);
        return true;
    }

    public void Dispose()
    {
        _current.Dispose();
        _previous?.Dispose();
        _next?.Dispose();
        CryptographicOperations.ZeroMemory(_nextSecret);
        CryptographicOperations.ZeroMemory(_nonce);
    }

    private Key? KeyOf(long wanted)
    {
        if (wanted == _epoch)
        {
            return _current;
        }

        if (wanted == _epoch - 1)
        {
            return _previous;
        }

        return wanted == _epoch + 1 ? _next ??= new Key(_nextSecret) : null;
    }

    /// <summary>A genuine packet of the next key makes that key the current one.</summary>
    private void MoveTo(long reached)
    {
        if (reached <= _epoch)
        {
            return;
        }

        _previous?.Dispose();
        (_previous, _current, _next) = (_current, _next!, null);
        var spent = _nextSecret;
        _nextSecret = Key.SecretAfter(spent);
        CryptographicOperations.ZeroMemory(spent);
        _epoch = reached;
    }

    private ReadOnlySpan<byte> Nonce(Key key, long number)
    {
        key.Iv.CopyTo(_nonce, 0);
        var low = _nonce.AsSpan(NonceBytes - sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(low, BinaryPrimitives.ReadInt64BigEndian(low) ^ number);
        return _nonce;
    }

    private sealed class Key : IDisposable
    {
        public Key(byte[] secret)
        {
            var key = TransferKeys.Expand(secret, "toom/1 key", KeyBytes);
            Gcm = new AesGcm(key, TagBytes);
            Iv = TransferKeys.Expand(secret, "toom/1 iv", NonceBytes);
            CryptographicOperations.ZeroMemory(key);
        }

        public AesGcm Gcm { get; }

        public byte[] Iv { get; }

        public static byte[] SecretAfter(byte[] secret) =>
            TransferKeys.Expand(secret, "toom/1 next", TransferKeys.SecretBytes);

        public void Dispose()
        {
            Gcm.Dispose();
            CryptographicOperations.ZeroMemory(Iv);
        }
    }
}
