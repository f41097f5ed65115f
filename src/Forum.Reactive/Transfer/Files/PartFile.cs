namespace Forum.Reactive.Transfer.Files;

/// <summary>
/// A download under way: the data at their offsets and, behind them, the map of what is durable. The map is written only
/// after the data that it names have been flushed, so it never claims what a stop could take away.
/// </summary>
internal sealed class PartFile : IDisposable
{
    private const int MaxParts = 16;
    private const int MaxNumbered = 10_000;
    private readonly IFileStore store;
    private readonly IStoredFile file;
    private readonly string sender;
    private readonly string partName;
    private readonly long size;
    private readonly Lock gate = new();
    private long sequence; // Protected by the gate.
    private bool isPublished; // Protected by the gate.

    private PartFile(IFileStore store, IStoredFile file, string sender, string partName, long size)
    {
        (this.store, this.file, this.sender, this.partName, this.size) = (store, file, sender, partName, size);
        Found = FindMap();
        sequence = Found?.Sequence ?? 0;
    }

    /// <summary>What an earlier attempt left, null if nothing.</summary>
    public PartMap? Found { get; }

    /// <summary>Whether a part for this name is in the folder.</summary>
    public static bool Exists(IFileStore store, string stored) => store.Exists(FileNames.Part(stored, 1));

    /// <summary>Opens the part for a stored name, or a further one while others of that name are under way.</summary>
    public static PartFile Open(IFileStore store, string sender, string stored, long size)
    {
        for (var number = 1; ; number++)
        {
            try
            {
                var name = FileNames.Part(stored, number);
                return Open(store, store.OpenPart(name), sender, name, size);
            }
            catch (IOException) when (number < MaxParts && store.Exists(FileNames.Part(stored, number)))
            {
                // In use by another transfer of the same name.
            }
        }
    }

    /// <summary>How much of a file an earlier attempt has left, in bytes.</summary>
    public static long Claimed(IFileStore store, string sender, string stored, long size)
    {
        if (!Exists(store, stored))
            return 0;
        try
        {
            using var part = Open(store, sender, stored, size);
            return part.Found?.Ranges.Sum(range => range.Length) ?? 0;
        }
        catch (Exception error) when (TransferContext.IsOfFiles(error))
        {
            return 0;
        }
    }

    /// <summary>Makes the part ready for data: of full length, with room for its map.</summary>
    public void Begin() => file.SetLength(PartMap.Offset(size) + (2 * PartMap.BlockBytes));

    public void Write(ReadOnlySpan<byte> data, long offset) => file.Write(data, offset);

    public int Read(Span<byte> target, long offset) => file.Read(target, offset);

    /// <summary>Makes what has been written durable, then says so in the map. Slow: not for the engine's thread.</summary>
    /// <param name="arrived">Ranges that had been written before the call.</param>
    /// <param name="digest">Digest of the whole file, empty while unknown.</param>
    public void Checkpoint(IReadOnlyList<Range64> arrived, byte[] digest)
    {
        lock (gate)
        {
            if (isPublished)
                return;
            file.Flush();
            sequence++;
            var map = new PartMap(sequence, size, digest, arrived);
            file.Write(map.Encode(sender), PartMap.Offset(size) + (sequence % 2 * PartMap.BlockBytes));
        }
    }

    /// <summary>Makes all of it durable and gives it its name, or the next free one, which is returned. Slow.</summary>
    public string Publish(string stored)
    {
        lock (gate)
        {
            file.Flush();
            isPublished = true;
            file.SetLength(size);
            file.Flush();
        }

        for (var number = 1; number < MaxNumbered; number++)
        {
            var name = FileNames.Numbered(stored, number);
            if (store.TryPublish(partName, name))
                return name;
        }

        throw new IOException($"There are too many files like {stored}");
    }

    /// <summary>Withdraws every claim of the map, durably. Slow.</summary>
    public void Forget()
    {
        Begin();
        Checkpoint([], []);
        file.Flush();
    }

    /// <summary>Throws the part away.</summary>
    public void Discard()
    {
        file.Dispose();
        store.Delete(partName);
    }

    public void Dispose() => file.Dispose();

    private static PartFile Open(IFileStore store, IStoredFile file, string sender, string name, long size)
    {
        try
        {
            return new PartFile(store, file, sender, name, size);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private PartMap? FindMap()
    {
        var first = ReadMap(0);
        var second = ReadMap(1);
        // Without a map and of the file's own length it was stopped on the way to its name: all of it is there.
        if (first is null && second is null && size > 0 && file.Length == size)
            return new PartMap(0, size, [], [new Range64(0, size)]);
        return (first?.Sequence ?? -1) > (second?.Sequence ?? -1) ? first : second;
    }

    private PartMap? ReadMap(int block)
    {
        var bytes = new byte[PartMap.BlockBytes];
        var read = file.Read(bytes, PartMap.Offset(size) + (block * PartMap.BlockBytes));
        return PartMap.Decode(bytes.AsSpan(0, read), size, sender);
    }
}
