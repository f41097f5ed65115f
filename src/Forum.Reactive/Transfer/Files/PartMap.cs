using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Forum.Reactive.Transfer.Ranges;

namespace Forum.Reactive.Transfer.Files;

/// <summary>
/// What of a part is durable, as it is kept behind the part's data: two blocks that are written in turn, each with a
/// rising number and a digest of itself, so that one of them is whole whenever the machine stops. The sender's name goes
/// into that digest: nobody goes on with a part of somebody else whose stored name is the same (<c>a_b</c> and <c>c</c>,
/// <c>a</c> and <c>b_c</c>), nor learns its digest.
/// </summary>
/// <param name="Sequence">Number of the block; the higher of two counts.</param>
/// <param name="Size">Size of the whole file in bytes.</param>
/// <param name="Digest">SHA-256 of the whole file, empty while unknown.</param>
/// <param name="Ranges">Ranges of bytes that are durable, rising.</param>
internal sealed record PartMap(long Sequence, long Size, byte[] Digest, IReadOnlyList<Range64> Ranges)
{
    public const int BlockBytes = 4096;

    /// <summary>Ranges beyond this number are forgotten, and travel again.</summary>
    public const int MaxRanges = 240;

    private const ulong Magic = 0x544F_4F4D_4D41_5031; // TOOMMAP1
    private const int DigestBytes = 32;
    private const int HeadBytes = 24 + 1 + DigestBytes + 4;

    /// <summary>Where the blocks begin: behind the data, at a multiple of the block size.</summary>
    public static long Offset(long size) => (size + BlockBytes - 1) / BlockBytes * BlockBytes;

    public byte[] Encode(string sender)
    {
        var block = new byte[BlockBytes];
        BinaryPrimitives.WriteUInt64BigEndian(block, Magic);
        BinaryPrimitives.WriteInt64BigEndian(block.AsSpan(8), Sequence);
        BinaryPrimitives.WriteInt64BigEndian(block.AsSpan(16), Size);
        block[24] = (byte)(Digest.Length == DigestBytes ? 1 : 0);
        Digest.CopyTo(block.AsSpan(25));
        var count = Math.Min(Ranges.Count, MaxRanges);
        BinaryPrimitives.WriteInt32BigEndian(block.AsSpan(25 + DigestBytes), count);
        for (var index = 0; index < count; index++)
        {
            BinaryPrimitives.WriteInt64BigEndian(block.AsSpan(HeadBytes + (16 * index)), Ranges[index].Start);
            BinaryPrimitives.WriteInt64BigEndian(block.AsSpan(HeadBytes + (16 * index) + 8), Ranges[index].End);
        }

        WriteCheck(block.AsSpan(0, BlockBytes - DigestBytes), sender, block.AsSpan(BlockBytes - DigestBytes));
        return block;
    }

    /// <summary>Reads a block; null if it is not whole, or not of a file of this sender and size.</summary>
    public static PartMap? Decode(ReadOnlySpan<byte> block, string sender, long size)
    {
        Span<byte> digest = stackalloc byte[DigestBytes];
        if (block.Length != BlockBytes || BinaryPrimitives.ReadUInt64BigEndian(block) != Magic)
        {
            return null;
        }

        WriteCheck(block[..^DigestBytes], sender, digest);
        var count = BinaryPrimitives.ReadInt32BigEndian(block[(25 + DigestBytes)..]);
        if (
            !digest.SequenceEqual(block[^DigestBytes..])
            || count is < 0 or > MaxRanges
            || BinaryPrimitives.ReadInt64BigEndian(block[16..]) != size
        )
        {
            return null;
        }

        var ranges = new Range64[count];
        for (var index = 0; index < count; index++)
        {
            var start = BinaryPrimitives.ReadInt64BigEndian(block[(HeadBytes + (16 * index))..]);
            var end = BinaryPrimitives.ReadInt64BigEndian(block[(HeadBytes + (16 * index) + 8)..]);
            if (start < 0 || end < start || end > size)
            {
                return null;
            }

            ranges[index] = new Range64(start, end);
        }

        var whole = block[24] == 1 ? block.Slice(25, DigestBytes).ToArray() : [];
        return new PartMap(BinaryPrimitives.ReadInt64BigEndian(block[8..]), size, whole, ranges);
    }

    /// <summary>Whether the last two blocks of a file are those of a part, whoever its sender is.</summary>
    public static bool EndsWithOne(IStoredFile file)
    {
        Span<byte> magic = stackalloc byte[sizeof(ulong)];
        for (var block = 1; block <= 2; block++)
        {
            var offset = file.Length - (block * BlockBytes);
            if (
                offset >= 0
                && file.Read(magic, offset) == magic.Length
                && BinaryPrimitives.ReadUInt64BigEndian(magic) == Magic
            )
            {
                return true;
            }
        }

        return false;
    }

    private static void WriteCheck(ReadOnlySpan<byte> block, string sender, Span<byte> target)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(block);
        hash.AppendData(Encoding.UTF8.GetBytes(sender));
        hash.GetHashAndReset(target);
    }
}
