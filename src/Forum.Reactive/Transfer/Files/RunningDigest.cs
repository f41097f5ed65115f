using System.Security.Cryptography;

namespace Forum.Reactive.Transfer.Files;

/// <summary>Reads bytes of a file at an offset; fewer than asked for only at its end.</summary>
internal delegate int ReadAt(Span<byte> target, long offset);

/// <summary>SHA-256 of a file from its beginning up to a position that only grows.</summary>
internal sealed class RunningDigest : IDisposable
{
    /// <summary>Files up to this size are digested before they are offered, larger ones while they travel.</summary>
    private const long DigestedAtOnce = 8 << 20;

    private const int ChunkBytes = 256 * 1024;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public long Position { get; private set; }

    /// <summary>Takes in bytes that lie at the position.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        _hash.AppendData(bytes);
        Position += bytes.Length;
    }

    /// <summary>Digest of everything up to the position.</summary>
    public byte[] Current() => _hash.GetCurrentHash();

    /// <summary>Takes in a file up to an offset; false if it is shorter or <paramref name="stop"/> says so.</summary>
    public bool ReadUpTo(long end, ReadAt read, Func<bool> stop)
    {
        var buffer = new byte[(int)Math.Min(ChunkBytes, Math.Max(1, end - Position))];
        while (Position < end && !stop())
        {
            var chunk = buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - Position));
            if (read(chunk, Position) < chunk.Length)
            {
                return false;
            }

            Append(chunk);
        }

        return Position >= end;
    }

    /// <summary>Digest of a file that is not too large to be read before it is offered; null for others.</summary>
    public static byte[]? AtOnce(IStoredFile file)
    {
        var size = file.Length;
        using var digest = new RunningDigest();
        return size <= DigestedAtOnce && digest.ReadUpTo(size, file.Read, static () => false) ? digest.Current() : null;
    }

    public void Dispose() => _hash.Dispose();
}
