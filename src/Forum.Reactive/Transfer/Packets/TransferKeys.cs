using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Forum.Reactive.Transfer.Packets;

/// <summary>
/// What both sides derive from the shared secret: for each direction a secret for its keys and a tag that names the
/// transfer on the wire. HKDF-SHA256 (RFC 5869) over ECDH on P-256, salted with the offer's id.
/// </summary>
internal sealed record TransferKeys(byte[] FromSender, byte[] FromReceiver, uint TagToReceiver, uint TagToSender)
{
    public const int SecretBytes = 32;

    /// <summary>Derives the keys of one offer.</summary>
    /// <param name="own">Own ephemeral key pair.</param>
    /// <param name="peerPublicKey">The other's SubjectPublicKeyInfo in base64.</param>
    /// <param name="offerId">The server's name for the offer.</param>
    /// <exception cref="CryptographicException">Not a public key of P-256.</exception>
    public static TransferKeys Derive(ECDiffieHellman own, string peerPublicKey, string offerId)
    {
        using var peer = EphemeralKey.Import(peerPublicKey);
        var shared = own.DeriveRawSecretAgreement(peer.PublicKey);
        var extracted = HKDF.Extract(HashAlgorithmName.SHA256, shared, Encoding.UTF8.GetBytes(offerId));
        CryptographicOperations.ZeroMemory(shared);
        var keys = new TransferKeys(
            Expand(extracted, "toom/1 sender", SecretBytes),
            Expand(extracted, "toom/1 receiver", SecretBytes),
            BinaryPrimitives.ReadUInt32BigEndian(Expand(extracted, "toom/1 tag to receiver", sizeof(uint))),
            BinaryPrimitives.ReadUInt32BigEndian(Expand(extracted, "toom/1 tag to sender", sizeof(uint)))
        );
        CryptographicOperations.ZeroMemory(extracted);
        return keys;
    }

    public static byte[] Expand(byte[] secret, string label, int length) =>
        HKDF.Expand(HashAlgorithmName.SHA256, secret, length, Encoding.ASCII.GetBytes(label));
}
