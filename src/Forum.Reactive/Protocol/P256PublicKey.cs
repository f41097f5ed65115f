using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Forum.Reactive.Protocol;

/// <summary>
/// The rule for public keys on the wire: the SubjectPublicKeyInfo (DER) of an uncompressed point of the named curve P-256, in
/// canonical base64. There is exactly one text for each key, and no cryptographic library sees anything else.
/// </summary>
/// <remarks>Pure; safe on any thread; some microseconds a key.</remarks>
public static class P256PublicKey
{
    /// <summary>Length of a key in base64 characters, padding included.</summary>
    public const int TextLength = 124;

    /// <summary>Length of a key in bytes of DER.</summary>
    public const int DerLength = 91;

    private const int CoordinateLength = 32;

    // p = 2^256 - 2^224 + 2^192 + 2^96 - 1 and b of y^2 = x^3 - 3x + b (SEC 2, 2.4.2).
    private static readonly BigInteger Prime = FromHex(
        "FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF"
    );
    private static readonly BigInteger B = FromHex("5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B");

    /// <summary>All that comes before the coordinates: id-ecPublicKey, prime256v1, and the mark of an uncompressed point.</summary>
    internal static ReadOnlySpan<byte> Header =>
        [
            0x30,
            0x59,
            0x30,
            0x13,
            0x06,
            0x07,
            0x2A,
            0x86,
            0x48,
            0xCE,
            0x3D,
            0x02,
            0x01,
            0x06,
            0x08,
            0x2A,
            0x86,
            0x48,
            0xCE,
            0x3D,
            0x03,
            0x01,
            0x07,
            0x03,
            0x42,
            0x00,
            0x04,
        ];

    /// <summary>Whether a text is a key. Never throws.</summary>
    public static bool IsValid(ReadOnlySpan<byte> base64)
    {
        Span<byte> der = stackalloc byte[DerLength];
        Span<byte> canonical = stackalloc byte[TextLength];
        return base64.Length == TextLength
            && Base64.DecodeFromUtf8(base64, der, out _, out var length) == OperationStatus.Done
            && length == DerLength
            && Base64.EncodeToUtf8(der, canonical, out _, out _) == OperationStatus.Done
            && canonical.SequenceEqual(base64)
            && IsDer(der);
    }

    /// <inheritdoc cref="IsValid(ReadOnlySpan{byte})"/>
    public static bool IsValid(ReadOnlySpan<char> base64)
    {
        Span<byte> ascii = stackalloc byte[TextLength];
        return base64.Length == TextLength
            && Ascii.FromUtf16(base64, ascii, out _) == OperationStatus.Done
            && IsValid(ascii);
    }

    private static bool IsDer(ReadOnlySpan<byte> der) =>
        der.StartsWith(Header)
        && IsOnCurve(
            Coordinate(der.Slice(Header.Length, CoordinateLength)),
            Coordinate(der[(Header.Length + CoordinateLength)..])
        );

    private static bool IsOnCurve(BigInteger x, BigInteger y) =>
        x < Prime && y < Prime && ((y * y) - (((x * x) - 3) * x) - B) % Prime == 0;

    private static BigInteger Coordinate(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static BigInteger FromHex(string digits) =>
        BigInteger.Parse("0" + digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
