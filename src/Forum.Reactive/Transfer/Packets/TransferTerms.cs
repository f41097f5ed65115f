using System.Buffers.Binary;
using System.Text;

namespace Forum.Reactive.Transfer.Packets;

/// <summary>
/// What both sides must believe alike before a byte of the file can be read: it goes into the derivation of every key, so that
/// whoever changes any of it on the way between the two breaks the transfer.
/// </summary>
/// <param name="OfferId">The server's name for the offer.</param>
/// <param name="Sender">Name of who sends.</param>
/// <param name="Receiver">Name of who receives.</param>
/// <param name="Size">The file's size in bytes.</param>
/// <param name="Digest">Its SHA-256; null if it was not in the offer.</param>
/// <param name="FileName">Its name.</param>
/// <param name="SenderKey">The sender's ephemeral public key in base64.</param>
/// <param name="ReceiverKey">The receiver's.</param>
internal sealed record TransferTerms(
    string OfferId,
    string Sender,
    string Receiver,
    long Size,
    byte[]? Digest,
    string FileName,
    string SenderKey,
    string ReceiverKey
)
{
    /// <summary>The fields in their order, each after its length: no two different terms have the same bytes.</summary>
    public byte[] Encode()
    {
        var size = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(size, Size);
        return Join(
            Encoding.UTF8.GetBytes(OfferId),
            Encoding.UTF8.GetBytes(Sender),
            Encoding.UTF8.GetBytes(Receiver),
            size,
            Digest ?? [],
            Encoding.UTF8.GetBytes(FileName),
            Encoding.UTF8.GetBytes(SenderKey),
            Encoding.UTF8.GetBytes(ReceiverKey)
        );
    }

    private static byte[] Join(params ReadOnlySpan<byte[]> fields)
    {
        var joined = new List<byte>();
        var length = new byte[sizeof(int)];
        foreach (var field in fields)
        {
            BinaryPrimitives.WriteInt32BigEndian(length, field.Length);
            joined.AddRange(length);
            joined.AddRange(field);
        }

        return [.. joined];
    }
}
