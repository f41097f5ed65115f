using System.Security.Cryptography;

namespace Forum.Reactive.Tests.World;

/// <summary>Public keys as clients make them, and parts of them.</summary>
internal static class TestKey
{
    /// <summary>The key of the base point of P-256: a valid one, the same in every run.</summary>
    public const string Valid =
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q==";

    /// <summary>Shaped like a key of P-256, of a curve that nobody knows: it once ended the client of whoever was offered it.</summary>
    public const string OfUnknownCurve =
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAWMDQgAEAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ==";

    public static byte[] Der => Convert.FromBase64String(Valid);

    /// <summary>A fresh key.</summary>
    public static string New()
    {
        using var key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        return Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
    }
}
