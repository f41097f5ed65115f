using Forum.Reactive.Transfer.Files;

namespace Forum.Reactive.Transfer.Bundles;

/// <summary>A bundle that has arrived, or is arriving.</summary>
internal sealed class BundleReader
{
    private const int ChunkBytes = 1 << 20;
    private readonly IStoredFile _file;
    private long _offset;

    private BundleReader(IStoredFile file, IReadOnlyList<BundleEntry> entries, long offset) =>
        (_file, Entries, _offset) = (file, entries, offset);

    /// <summary>What is in it.</summary>
    public IReadOnlyList<BundleEntry> Entries { get; }

    /// <summary>Where the files lie in it.</summary>
    public BundleLayout Layout => new(_offset, Entries);

    /// <summary>Looks into a file; null if it is one like any other, or its list has not arrived yet.</summary>
    /// <param name="file">The file, which stays the caller's.</param>
    /// <param name="size">Bytes of the whole bundle.</param>
    public static BundleReader? Open(IStoredFile file, long size)
    {
        Span<byte> head = stackalloc byte[BundleManifest.HeadBytes];
        if (
            file.Read(head, 0) < head.Length
            || BundleManifest.ListBytes(head) is not { } listBytes
            || size - head.Length - listBytes is not (>= 0 and var contentBytes)
        )
        {
            return null;
        }

        var list = new byte[listBytes];
        return file.Read(list, head.Length) == list.Length && BundleManifest.Decode(list, contentBytes) is { } entries
            ? new BundleReader(file, entries, head.Length + listBytes)
            : null;
    }

    /// <summary>Writes the next of the files, with its time and its mode.</summary>
    public void CopyNext(BundleEntry entry, string path)
    {
        var buffer = new byte[(int)Math.Min(ChunkBytes, entry.Size)];
        using var copy = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        for (var done = 0L; done < entry.Size; )
        {
            var chunk = buffer.AsSpan(0, (int)Math.Min(ChunkBytes, entry.Size - done));
            if (_file.Read(chunk, _offset) < chunk.Length)
            {
                throw new EndOfStreamException();
            }

            RandomAccess.Write(copy, chunk, done);
            done += chunk.Length;
            _offset += chunk.Length;
        }

        LocalDetails.Apply(copy, new FileDetails(entry.ModifiedAt, entry.IsExecutable));
    }
}
