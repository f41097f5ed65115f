using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;

namespace Forum.Reactive.Access;

/// <summary>
/// A password as a salted hash that is slow to compute: PBKDF2 with HMAC-SHA-512, written as
/// <c>$pbkdf2-sha512$i=210000$SALT$HASH</c>, salt and hash in base64. Immutable, safe on any thread.
/// </summary>
public sealed class PasswordHash
{
    /// <summary>What every hash begins with.</summary>
    public const string Prefix = "$pbkdf2-sha512$";

    /// <summary>Iterations of a new hash: what OWASP's Password Storage Cheat Sheet asks for.</summary>
    public const int UsualIterations = 210_000;

    /// <summary>Most iterations that are taken from a file: some seconds of work.</summary>
    public const int MaxIterations = 10_000_000;

    private const int SaltSize = 16;
    private const int LargestSize = 64;

    private readonly byte[] _salt;
    private readonly byte[] _hash;

    private PasswordHash(int iterations, byte[] salt, byte[] hash) =>
        (Iterations, _salt, _hash) = (iterations, salt, hash);

    /// <summary>How often the function is applied, 1 to <see cref="MaxIterations"/>: what a check costs.</summary>
    public int Iterations { get; }

    /// <summary>Hashes a password with a salt of its own. Takes a tenth of a second or so.</summary>
    /// <param name="password">Bytes of UTF-8.</param>
    /// <param name="iterations">1 to <see cref="MaxIterations"/>.</param>
    public static PasswordHash Of(ReadOnlySpan<byte> password, int iterations = UsualIterations)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(iterations, MaxIterations);
        var salt = RandomNumberGenerator.GetBytes(SaltSize);
        return new PasswordHash(iterations, salt, Derive(password, salt, iterations, LargestSize));
    }

    /// <summary>Reads what <see cref="ToString"/> writes; null if it is something else.</summary>
    public static PasswordHash? TryParse(ReadOnlySpan<char> text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var parts = text[Prefix.Length..].ToString().Split('$');
        return
            parts is [['i', '=', .. var count], var salt, var hash]
            && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations)
            && iterations is >= 1 and <= MaxIterations
            && Decode(salt) is { Length: >= 8 } saltBytes
            && Decode(hash) is { Length: >= 32 } hashBytes
            ? new PasswordHash(iterations, saltBytes, hashBytes)
            : null;
    }

    /// <summary>Whether it is the hash of <paramref name="password"/>.</summary>
    public bool Matches(ReadOnlySpan<byte> password)
    {
        var derived = Derive(password, _salt, Iterations, _hash.Length);
        var matches = CryptographicOperations.FixedTimeEquals(derived, _hash);
        CryptographicOperations.ZeroMemory(derived);
        return matches;
    }

    /// <summary>Takes as long as checking a hash of so many iterations.</summary>
    public static void Spend(ReadOnlySpan<byte> password, int iterations)
    {
        if (iterations > 0)
        {
            Derive(password, "no salt for nobody"u8, iterations, LargestSize);
        }
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Prefix}i={Iterations.ToString(CultureInfo.InvariantCulture)}${Convert.ToBase64String(_salt)}${Convert.ToBase64String(_hash)}";

    private static byte[] Derive(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int iterations, int size) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA512, size);

    private static byte[]? Decode(string text)
    {
        var bytes = new byte[LargestSize];
        return
            text.Length <= Base64.GetMaxEncodedToUtf8Length(LargestSize)
            && Convert.TryFromBase64String(text, bytes, out var size)
            ? bytes[..size]
            : null;
    }
}
