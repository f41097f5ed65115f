using System.Net;
using System.Security.Cryptography;
using Forum.Reactive.Transfer.Files;
using Forum.Reactive.Transfer.Packets;

namespace Forum.Reactive.Transfer;

/// <summary>
/// A file that is open to be sent, with the ephemeral key of its offer: what <c>OFFER</c> says of it. Made by
/// <see cref="FileTransfers.Open"/>; disposed by whoever has it until <see cref="FileTransfers.Offered"/> takes it.
/// </summary>
public sealed class OutgoingFile : IDisposable
{
    private IStoredFile? _file;

    internal OutgoingFile(
        IStoredFile file,
        string fileName,
        string sender,
        string receiver,
        byte[]? digest,
        Entropy entropy
    )
    {
        _file = file;
        FileName = fileName;
        Sender = sender;
        Receiver = receiver;
        Size = file.Length;
        Version = file.Version;
        Digest = digest;
        Key = EphemeralKey.Create(entropy);
        PublicKey = EphemeralKey.Export(Key);
    }

    /// <summary>The file's name without a folder.</summary>
    public string FileName { get; }

    /// <summary>Who is to get it.</summary>
    public string Receiver { get; }

    /// <summary>Its size in bytes.</summary>
    public long Size { get; }

    /// <summary>Its SHA-256 in hex, or <c>-</c> if that is still to be found out.</summary>
    public string Sha256 => Digest is null ? "-" : Convert.ToHexStringLower(Digest);

    /// <summary>The sender's ephemeral public key: SubjectPublicKeyInfo in base64.</summary>
    public string PublicKey { get; }

    /// <summary>Who sends: the name under which this client was logged in when the file was opened.</summary>
    internal string Sender { get; }

    internal ECDiffieHellman Key { get; }

    internal long Version { get; }

    internal byte[]? Digest { get; }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        TakeFileOrNull()?.Dispose();
        Key.Dispose();
    }

    /// <summary>Hands the open file over; once.</summary>
    internal IStoredFile TakeFile() => TakeFileOrNull() ?? throw new ObjectDisposedException(nameof(OutgoingFile));

    private IStoredFile? TakeFileOrNull() => Interlocked.Exchange(ref _file, null);
}

/// <summary>What <c>* OFFER</c> says: a file that another user would send.</summary>
/// <param name="OfferId">The server's name for the offer.</param>
/// <param name="Sender">Who offers.</param>
/// <param name="Address">The sender's address as the server sees it.</param>
/// <param name="Size">The file's size in bytes.</param>
/// <param name="Sha256">Its SHA-256 in hex, or <c>-</c>.</param>
/// <param name="PublicKey">The sender's ephemeral public key in base64.</param>
/// <param name="FileName">The file's name.</param>
public sealed record IncomingOffer(
    string OfferId,
    string Sender,
    IPAddress Address,
    long Size,
    string Sha256,
    string PublicKey,
    string FileName
)
{
    internal byte[]? Digest => Sha256 == "-" ? null : Convert.FromHexString(Sha256);

    /// <summary>Whether the digest is 64 hex digits or <c>-</c>.</summary>
    internal bool HasSaneDigest => Sha256 == "-" || (Sha256.Length == 64 && Sha256.All(char.IsAsciiHexDigit));
}

/// <summary>Whether an offer can be taken.</summary>
/// <param name="CanTake">True if only the user's word is missing.</param>
/// <param name="Reason">Why not, for <c>DECLINE</c> and for people; empty if it can be taken.</param>
public readonly record struct OfferVerdict(bool CanTake, string Reason)
{
    /// <summary>It can be taken.</summary>
    public static OfferVerdict Yes => new(true, string.Empty);

    internal static OfferVerdict No(string reason) => new(false, reason);
}
