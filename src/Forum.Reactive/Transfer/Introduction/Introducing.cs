using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Forum.Reactive.Transfer.Packets;

namespace Forum.Reactive.Transfer.Introduction;

/// <summary>
/// How two sides of a sealed transfer come to digits that people can compare, and show their long-term keys. The sender commits
/// to a random number, the receiver tells one, the sender reveals its own: nobody in between, with one key agreed on each side, can
/// try numbers until the six digits of both sides are the same (as in ZRTP, RFC 6189, section 4.4.1).
/// </summary>
internal sealed class Introducing : IDisposable
{
    private const int NumberBytes = FrameReader.NumberBytes;

    private static ReadOnlySpan<byte> CommitmentLabel => "toom/2 commitment"u8;

    private readonly bool _isSender;
    private readonly byte[] _check;
    private readonly byte[] _ownNumber = new byte[NumberBytes];
    private readonly byte[] _ownIntroduction;
    private readonly byte[] _termsOfPeer;
    private byte[]? _theirs; // The receiver's number, or the sender's commitment.

    public Introducing(bool isSender, TransferKeys keys, TransferTerms terms, LongTermKey? own, Entropy entropy)
    {
        _isSender = isSender;
        _check = [.. keys.Check];
        entropy.Fill(_ownNumber);
        _termsOfPeer = Signed(!isSender, terms);
        var shown = isSender ? Commitment(_ownNumber) : _ownNumber;
        _ownIntroduction = own is null
            ? [.. shown]
            : [.. shown, .. PeerKey.Point(own.PublicKey), .. own.Sign(Signed(isSender, terms))];
    }

    /// <summary>The other side's long-term public key; null if it showed none, or none yet.</summary>
    public string? PeerPublicKey { get; private set; }

    /// <summary>Six digits that are the same on both sides if nobody stands in between; null until they are known.</summary>
    public string? CheckDigits { get; private set; }

    /// <summary>What to say of oneself: the number or the commitment to it, then perhaps key and signature.</summary>
    public ReadOnlySpan<byte> Introduction => _ownIntroduction;

    /// <summary>The sender's number, once the receiver has told its own.</summary>
    public ReadOnlySpan<byte> Revealed =>
        CheckDigits is null ? throw new InvalidOperationException("Nothing may be revealed yet") : _ownNumber;

    /// <summary>Whether the other side has introduced itself.</summary>
    public bool HasMet => _theirs is not null;

    /// <summary>Takes the other side's introduction; false if it is not genuine. The first one counts.</summary>
    public bool TryMeet(ReadOnlySpan<byte> introduction)
    {
        if (HasMet)
        {
            return true;
        }

        var shown = introduction[..NumberBytes];
        if (introduction.Length > NumberBytes)
        {
            var key = PeerKey.OfPoint(introduction.Slice(NumberBytes, PeerKey.PointBytes));
            if (!LongTermKey.Verify(key, _termsOfPeer, introduction[(NumberBytes + PeerKey.PointBytes)..]))
            {
                return false;
            }

            PeerPublicKey = key;
        }

        _theirs = shown.ToArray();
        if (_isSender)
        {
            CheckDigits = Digits(_ownNumber, _theirs);
        }

        return true;
    }

    /// <summary>Takes the sender's number; false if it is not the one that it had committed to.</summary>
    public bool TryReveal(ReadOnlySpan<byte> number)
    {
        if (_isSender || !HasMet || !Commitment(number).AsSpan().SequenceEqual(_theirs))
        {
            return false;
        }

        CheckDigits ??= Digits(number, _ownNumber);
        return true;
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_check);
        CryptographicOperations.ZeroMemory(_ownNumber);
    }

    private static byte[] Commitment(ReadOnlySpan<byte> number) => SHA256.HashData([.. CommitmentLabel, .. number]);

    // Who signs is part of it: a signature that came from one side cannot be sent back to it.
    private static byte[] Signed(bool bySender, TransferTerms terms) =>
        [
            .. Encoding.ASCII.GetBytes(bySender ? "toom/2 signed by sender\0" : "toom/2 signed by receiver\0"),
            .. terms.Encode(),
        ];

    private string Digits(ReadOnlySpan<byte> ofSender, ReadOnlySpan<byte> ofReceiver)
    {
        byte[] numbers = [.. ofSender, .. ofReceiver];
        var mac = HMACSHA256.HashData(_check, numbers);
        var digits = (BinaryPrimitives.ReadUInt64BigEndian(mac) % 1_000_000).ToString(
            "D6",
            CultureInfo.InvariantCulture
        );
        return $"{digits[..3]} {digits[3..]}";
    }
}
