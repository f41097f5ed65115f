using System.Security.Cryptography;
using Forum.Reactive.Protocol;
using Forum.Reactive.Transfer.Packets;

namespace Forum.Reactive.Transfer.Introduction;

/// <summary>
/// The key by which a user's client is known again: P-256, made once and kept. It signs what both sides of a transfer agreed on
/// (ECDSA with SHA-256), inside the sealed transfer, so that neither the server nor the wire learns it.
/// </summary>
/// <remarks>Safe on any thread.</remarks>
public sealed class LongTermKey : IDisposable
{
    private const DSASignatureFormat Format = DSASignatureFormat.IeeeP1363FixedFieldConcatenation;
    private readonly Lock _gate = new();
    private readonly ECDsa _key; // Protected by the gate.

    private LongTermKey(ECDsa key)
    {
        _key = key;
        PublicKey = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
    }

    /// <summary>The public half: SubjectPublicKeyInfo in base64, 124 characters.</summary>
    public string PublicKey { get; }

    /// <summary>Makes a new key.</summary>
    /// <param name="entropy">Where it comes from; the system's if null. From a seed it is no secret.</param>
    public static LongTermKey Create(Entropy? entropy = null) =>
        new(EphemeralKey.Draw(entropy ?? Entropy.System, static drawn => ECDsa.Create(drawn)));

    /// <summary>Reads a key that <see cref="Export"/> wrote.</summary>
    /// <exception cref="FormatException">It is not a private key of P-256 in PEM.</exception>
    public static LongTermKey Import(string pem)
    {
        ArgumentNullException.ThrowIfNull(pem);
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            var read = new LongTermKey(key);
            read.Sign([]); // A public key alone cannot.
            return P256PublicKey.IsValid(read.PublicKey) ? read : throw new FormatException("It is not a key of P-256");
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new FormatException("It is not a private key in PEM", error);
        }
    }

    /// <summary>The private key (PKCS #8, PEM), to be kept where only the user can read it.</summary>
    public string Export() => _key.ExportPkcs8PrivateKeyPem();

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    internal byte[] Sign(ReadOnlySpan<byte> data)
    {
        lock (_gate)
        {
            return _key.SignData(data, HashAlgorithmName.SHA256, Format);
        }
    }

    /// <summary>Whether a signature is of this data and this key; false too for what is no key.</summary>
    internal static bool Verify(string publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (!P256PublicKey.IsValid(publicKey))
        {
            return false;
        }

        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(publicKey), out _);
        return key.VerifyData(data, signature, HashAlgorithmName.SHA256, Format);
    }
}
