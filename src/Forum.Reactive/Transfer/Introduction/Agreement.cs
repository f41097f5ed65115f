using System.Security.Cryptography;
using Forum.Reactive.Transfer.Packets;

namespace Forum.Reactive.Transfer.Introduction;

/// <summary>What one side has when a transfer begins: the keys, and how it gets to know the other side. Disposing wipes both.</summary>
/// <param name="Keys">The keys that both sides derived.</param>
/// <param name="Introducing">Check digits and long-term keys.</param>
/// <param name="KnownKey">The long-term key that was compared with this user; null if none was.</param>
internal sealed record Agreement(TransferKeys Keys, Introducing Introducing, string? KnownKey) : IDisposable
{
    /// <summary>What follows from the key that the other side has shown.</summary>
    public PeerStanding Standing =>
        KnownKey is null ? PeerStanding.Unknown
        : KnownKey == Introducing.PeerPublicKey ? PeerStanding.Verified
        : PeerStanding.Changed;

    /// <summary>Derives the keys; null if the other's key is none.</summary>
    public static Agreement? TryMake(
        ECDiffieHellman own,
        bool sends,
        TransferTerms terms,
        Identity identity,
        Entropy entropy
    )
    {
        try
        {
            var keys = TransferKeys.Derive(own, sends ? terms.ReceiverKey : terms.SenderKey, terms);
            var introducing = new Introducing(sends, keys, terms, identity.Key, entropy);
            return new Agreement(keys, introducing, identity.Known?.Find(sends ? terms.Receiver : terms.Sender));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        Keys.Dispose();
        Introducing.Dispose();
    }
}

/// <summary>Who this client is, and whom it knows.</summary>
/// <param name="Key">Its long-term key; null: it shows none.</param>
/// <param name="Known">Whose keys were compared; null: nobody's.</param>
internal sealed record Identity(LongTermKey? Key, IKnownPeers? Known);
