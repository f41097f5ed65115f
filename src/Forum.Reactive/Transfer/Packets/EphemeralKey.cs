using System.Security.Cryptography;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Transfer.Packets;

/// <summary>Key pairs that live for one offer.</summary>
internal static class EphemeralKey
{
    private const int ScalarBytes = 32;

    /// <summary>Order of the group of P-256 (FIPS 186-4, D.1.2.3).</summary>
    private static ReadOnlySpan<byte> Order =>
        [
            0xFF,
            0xFF,
            0xFF,
            0xFF,
            0x00,
            0x00,
            0x00,
            0x00,
            0xFF,
            0xFF,
            0xFF,
            0xFF,
            0xFF,
            0xFF,
            0xFF,
            0xFF,
            0xBC,
            0xE6,
            0xFA,
            0xAD,
            0xA7,
            0x17,
            0x9E,
            0x84,
            0xF3,
            0xB9,
            0xCA,
            0xC2,
            0xFC,
            0x63,
            0x25,
            0x51,
        ];

    /// <summary>A key pair of P-256 whose private number is drawn until it is in range (FIPS 186-5, A.2.2).</summary>
    public static ECDiffieHellman Create(Entropy entropy) =>
        Draw(entropy, static drawn => ECDiffieHellman.Create(drawn));

    /// <summary>As above, for another use of the key; the private number is wiped afterwards.</summary>
    public static T Draw<T>(Entropy entropy, Func<ECParameters, T> make)
    {
        var scalar = new byte[ScalarBytes];
        try
        {
            do
            {
                entropy.Fill(scalar);
            } while (!IsInRange(scalar));

            return make(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = scalar });
        }
        finally
        {
            CryptographicOperations.ZeroMemory(scalar);
        }
    }

    /// <summary>The public half: SubjectPublicKeyInfo in base64.</summary>
    public static string Export(ECDiffieHellman key) => Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());

    /// <exception cref="CryptographicException">Not a public key of P-256.</exception>
    public static ECDiffieHellman Import(string publicKey)
    {
        if (!P256PublicKey.IsValid(publicKey))
        {
            throw new CryptographicException("The public key is not of P-256");
        }

        var key = ECDiffieHellman.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(publicKey), out _);
            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    private static bool IsInRange(ReadOnlySpan<byte> scalar) =>
        scalar.ContainsAnyExcept((byte)0) && scalar.SequenceCompareTo(Order) < 0;
}
