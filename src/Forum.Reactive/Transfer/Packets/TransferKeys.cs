using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Forum.Reactive.Transfer.Packets;

/// <summary>
/// What both sides derive from the shared secret: for each direction a secret for its keys and a tag that names the
/// transfer on the wire, and a secret for the check digits. HKDF-SHA256 (RFC 5869) over ECDH on P-256, salted with the offer's
/// id; the terms of the transfer are in each info. Disposing wipes the secrets.
/// </summary>
internal sealed record TransferKeys(
    byte[] FromSender,
    byte[] FromReceiver,
    byte[] Check,
    uint TagToReceiver,
    uint TagToSender
) : IDisposable
{
    public const int SecretBytes = 32;

    /// <summary>Derives the keys of one offer.</summary>
    /// <param name="own">Own ephemeral key pair.</param>
    /// <param name="peerPublicKey">The other's SubjectPublicKeyInfo in base64.</param>
    /// <param name="terms">What this side believes of the transfer.</param>
    /// <exception cref="CryptographicException">Not a public key of P-256.</exception>
    public static TransferKeys Derive(ECDiffieHellman own, string peerPublicKey, TransferTerms terms)
    {
        using var peer = EphemeralKey.Import(peerPublicKey);
        var shared = own.DeriveRawSecretAgreement(peer.PublicKey);
        var extracted = HKDF.Extract(HashAlgorithmName.SHA256, shared, Encoding.UTF8.GetBytes(terms.OfferId));
        CryptographicOperations.ZeroMemory(shared);
        var agreed = terms.Encode();
        var keys = new TransferKeys(
            Expand(extracted, "toom/2 sender", SecretBytes, agreed),
            Expand(extracted, "toom/2 receiver", SecretBytes, agreed),
            Expand(extracted, "toom/2 check", SecretBytes, agreed),
            BinaryPrimitives.ReadUInt32BigEndian(Expand(extracted, "toom/2 tag to receiver", sizeof(uint), agreed)),
            BinaryPrimitives.ReadUInt32BigEndian(Expand(extracted, "toom/2 tag to sender", sizeof(uint), agreed))
        );
        CryptographicOperations.ZeroMemory(extracted);
        return keys;
    }

    /// <summary>HKDF-Expand; the info is the label, a zero, and the context.</summary>
    public static byte[] Expand(byte[] secret, string label, int length, ReadOnlySpan<byte> context = default)
    {
        byte[] info = [.. Encoding.ASCII.GetBytes(label), 0, .. context];
        return HKDF.Expand(HashAlgorithmName.SHA256, secret, length, info);
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(FromSender);
        CryptographicOperations.ZeroMemory(FromReceiver);
        CryptographicOperations.ZeroMemory(Check);
    }
}
