using Forum.Reactive.Transfer.Ranges;

namespace Forum.Reactive.Transfer.Files;

/// <summary>
/// A download under way: the data at their offsets and, behind them, the map of what is durable. The map is written only
/// after the data that it names have been flushed, so it never claims what a stop could take away.
/// </summary>
internal sealed class PartFile : IDisposable
{
    private const int MaxParts = 16;
    private const int MaxNumbered = 10_000;
    private readonly IFileStore _store;
    private readonly IStoredFile _file;
    private readonly string _partName;
    private readonly string _sender;
    private readonly long _size;
    private readonly Lock _gate = new();
    private long _sequence; // Protected by the gate.
    private bool _isPublished; // Protected by the gate.
    private volatile bool _isBroken;

    private PartFile(IFileStore store, IStoredFile file, string partName, string sender, long size)
    {
        (_store, _file, _partName, _sender, _size) = (store, file, partName, sender, size);
        Found = FindMap();
        _sequence = Found?.Sequence ?? 0;
    }

    /// <summary>What an earlier attempt left, null if nothing.</summary>
    public PartMap? Found { get; }

    /// <summary>Whether a part for this name is in the folder.</summary>
    public static bool Exists(IFileStore store, string stored, string sender) =>
        store.Exists(StoredName.Part(stored, sender, 1));

    /// <summary>Bytes that an earlier attempt of this sender has left; 0 if none, or in use.</summary>
    public static long Claimed(IFileStore store, string stored, string sender, long size)
    {
        try
        {
            if (!Exists(store, stored, sender))
            {
                return 0;
            }

            var name = StoredName.Part(stored, sender, 1);
            using var part = new PartFile(store, store.OpenPart(name), name, sender, size);
            return part.Found?.Ranges.Sum(range => range.Length) ?? 0;
        }
        catch (Exception error) when (FileTrouble.Is(error))
        {
            return 0;
        }
    }

    /// <summary>Opens the part for a stored name, or a further one while others of that name are under way.</summary>
    public static PartFile Open(IFileStore store, string stored, string sender, long size)
    {
        for (var number = 1; ; number++)
        {
            try
            {
                var name = StoredName.Part(stored, sender, number);
                return new PartFile(store, store.OpenPart(name), name, sender, size);
            }
            catch (Exception error)
                when (FileTrouble.Is(error)
                    && number < MaxParts
                    && store.Exists(StoredName.Part(stored, sender, number))
                )
            {
                // In use by another transfer of the same name, or not to be written to: a folder, a link, another user's.
            }
        }
    }

    /// <summary>Makes the part ready for more data after what its map claims.</summary>
    public void Begin() => _file.SetLength(PartMap.Offset(_size) + (2 * PartMap.BlockBytes));

    /// <summary>
    /// Makes the part ready for data from the beginning. Earlier maps, wherever they are, go durably before the first byte
    /// comes: new bytes must not lie in ranges that an old map claims for another content. Slow if there was much.
    /// </summary>
    public void Clear()
    {
        lock (_gate)
        {
            _file.SetLength(0);
            _file.Flush();
            Begin();
        }
    }

    public void Write(ReadOnlySpan<byte> data, long offset)
    {
        try
        {
            _file.Write(data, offset);
        }
        catch
        {
            _isBroken = true;
            throw;
        }
    }

    public int Read(Span<byte> target, long offset) => _file.Read(target, offset);

    /// <summary>
    /// Makes what has been written durable, then says so in the map; never again after anything failed, for bytes that were
    /// lost would be claimed: the system tells of them once. Slow: not for the engine's thread.
    /// </summary>
    /// <param name="arrived">Ranges that had been written before the call.</param>
    /// <param name="digest">Digest of the whole file, empty while unknown.</param>
    public void Checkpoint(IReadOnlyList<Range64> arrived, byte[] digest)
    {
        lock (_gate)
        {
            if (_isPublished || _isBroken)
            {
                return;
            }

            WriteMap(arrived, digest);
        }
    }

    /// <summary>Makes all of it durable and gives it its name, or the next free one, and its details. Slow.</summary>
    /// <returns>Where it is.</returns>
    public string Publish(string stored, FileDetails? details)
    {
        lock (_gate)
        {
            // The map goes when all else is done: what stops before that goes on where it was, and what stops after it
            // finds a part without a map that has the file's very length.
            Flush();
            _isPublished = true;
        }

        try
        {
            return Name(stored, details);
        }
        catch
        {
            Unpublish();
            throw;
        }
    }

    private string Name(string stored, FileDetails? details)
    {
        _file.SetLength(_size);
        if (details is { } known)
        {
            _file.Apply(known);
        }

        Flush();
        for (var number = 1; number < MaxNumbered; number++)
        {
            var name = StoredName.Numbered(stored, number);
            if (_store.TryPublish(_partName, name))
            {
                return _store.PlaceOf(name);
            }
        }

        throw new IOException($"There are too many files like {stored}");
    }

    /// <summary>Throws the part away.</summary>
    public void Discard()
    {
        _file.Dispose();
        _store.Delete(_partName);
    }

    public void Dispose() => _file.Dispose();

    private void Unpublish()
    {
        lock (_gate)
        {
            _isPublished = false;
            Begin();
        }
    }

    private void WriteMap(IReadOnlyList<Range64> arrived, byte[] digest)
    {
        Flush();
        _sequence++;
        var map = new PartMap(_sequence, _size, digest, arrived);
        Write(map.Encode(_sender), PartMap.Offset(_size) + (_sequence % 2 * PartMap.BlockBytes));
    }

    private void Flush()
    {
        try
        {
            _file.Flush();
        }
        catch
        {
            _isBroken = true;
            throw;
        }
    }

    private PartMap? FindMap()
    {
        var first = ReadMap(0);
        var second = ReadMap(1);
        var newest = (first?.Sequence ?? -1) > (second?.Sequence ?? -1) ? first : second;
        var isWhole = newest is null && _size > 0 && _file.Length == _size;
        return isWhole ? new PartMap(0, _size, [], [new Range64(0, _size)]) : newest;
    }

    private PartMap? ReadMap(int block)
    {
        var bytes = new byte[PartMap.BlockBytes];
        var read = _file.Read(bytes, PartMap.Offset(_size) + (block * PartMap.BlockBytes));
        return PartMap.Decode(bytes.AsSpan(0, read), _sender, _size);
    }
}
