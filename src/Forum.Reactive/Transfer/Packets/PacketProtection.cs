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
    private const int ManyForged = 64;
    private const int NonceBytes = 12;
    private const int KeyBytes = 16;
    private readonly byte[] _nonce = new byte[NonceBytes];
    private byte[] _scratch = [];
    private int _forged; // Lately: up with each that is, down with each that is not.
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

        var nonce = Nonce(key, number);
        var isGenuine =
            _forged < ManyForged
                ? TryDecrypt(key, nonce, header, textAndTag)
                : TryDecryptWithoutException(key, nonce, header, textAndTag);
        _forged = isGenuine ? Math.Max(0, _forged - 1) : Math.Min(2 * ManyForged, _forged + 1);
        if (isGenuine)
        {
            MoveTo(number >> EpochBits);
        }

        return isGenuine;
    }

    public void Dispose()
    {
        _current.Dispose();
        _previous?.Dispose();
        _next?.Dispose();
        CryptographicOperations.ZeroMemory(_nextSecret);
        CryptographicOperations.ZeroMemory(_nonce);
    }

    private static bool TryDecrypt(Key key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> header, Span<byte> textAndTag)
    {
        var text = textAndTag[..^TagBytes];
        try
        {
            key.Gcm.Decrypt(nonce, text, textAndTag[^TagBytes..], text, header);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    /// <summary>
    /// The same at twice the work of a genuine packet, but a small part of what an exception costs: encrypting what is encrypted gives the
    /// text (GCM adds the same stream both ways), and encrypting that gives the tag that it must have.
    /// </summary>
    private bool TryDecryptWithoutException(
        Key key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> header,
        Span<byte> textAndTag
    )
    {
        var text = textAndTag[..^TagBytes];
        if (_scratch.Length < 2 * text.Length)
        {
            _scratch = new byte[2 * Math.Max(text.Length, 2048)];
        }

        var decrypted = _scratch.AsSpan(0, text.Length);
        Span<byte> tag = stackalloc byte[TagBytes];
        key.Gcm.Encrypt(nonce, text, decrypted, tag, header);
        key.Gcm.Encrypt(nonce, decrypted, _scratch.AsSpan(text.Length, text.Length), tag, header);
        if (!CryptographicOperations.FixedTimeEquals(tag, textAndTag[^TagBytes..]))
        {
            return false;
        }

        decrypted.CopyTo(text);
        return true;
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
