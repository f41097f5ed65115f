using Forum.Reactive.Transfer.Files;

namespace Forum.Reactive.Tests.Transfer;

/// <summary>
/// Files in memory that know what is durable: <see cref="Crash"/> takes back, of what was written and not flushed, any
/// part that the seed chooses, as a machine that stops does.
/// </summary>
internal sealed class MemoryFileStore : IFileStore
{
    private readonly Dictionary<string, Content> _files = new(StringComparer.Ordinal);

    private int _generation;

    public long FreeBytes { get; set; } = long.MaxValue;

    /// <summary>Bytes that may still be written before the disk is full.</summary>
    public long Room { get; set; } = long.MaxValue;

    /// <summary>The file system's own bound, which the base class library reports as it does EFBIG.</summary>
    public long LargestFile { get; set; } = long.MaxValue;

    public int OpenHandles { get; private set; }

    public IReadOnlyCollection<string> Names => _files.Keys;

    public byte[] this[string name]
    {
        get => _files[name].Bytes;
        set => _files[name] = new Content { Bytes = value, Durable = value };
    }

    public void Change(string name, byte[] bytes)
    {
        _files[name].Bytes = bytes;
        _files[name].Version++;
    }

    public void Crash(int seed)
    {
        var random = new Random(seed);
        foreach (var content in _files.Values)
        {
            content.Crash(random);
            content.IsTaken = false;
        }

        OpenHandles = 0;
        _generation++;
    }

    public IStoredFile OpenSource(string path) =>
        _files.TryGetValue(path, out var content)
            ? Open(content, isPart: false)
            : throw new FileNotFoundException($"No {path}");

    /// <summary>Thrown where a part is opened, as by a folder that cannot be written to.</summary>
    public Exception? PartRefusal { get; set; }

    public IStoredFile OpenPart(string name)
    {
        if (PartRefusal is not null)
        {
            throw PartRefusal;
        }

        if (!_files.TryGetValue(name, out var content))
        {
            _files[name] = content = new Content();
        }

        if (content.IsTaken)
        {
            throw new IOException($"{name} is in use");
        }

        content.IsTaken = true;
        return Open(content, isPart: true);
    }

    public IStoredFile? OpenFinished(string name) =>
        _files.TryGetValue(name, out var content) ? Open(content, isPart: false) : null;

    public bool Exists(string name) => _files.ContainsKey(name);

    public bool TryPublish(string part, string name)
    {
        if (!_files.TryAdd(name, _files[part]))
        {
            return false;
        }

        _files.Remove(part);
        return true;
    }

    public IReadOnlyList<StoredPart> FindParts() =>
        [
            .. _files
                .Keys.Where(name => name.EndsWith(".part", StringComparison.Ordinal))
                .Select(name => new StoredPart(name, WrittenAt)),
        ];

    /// <summary>When all of it was last written to.</summary>
    public DateTimeOffset WrittenAt { get; set; } = DateTimeOffset.MinValue;

    public void Delete(string name) => _files.Remove(name);

    private Handle Open(Content content, bool isPart)
    {
        OpenHandles++;
        return new Handle(this, content, isPart);
    }

    private sealed class Content
    {
        private readonly List<(long Offset, int Length)> _unflushed = [];

        public byte[] Bytes { get; set; } = [];

        public byte[] Durable { get; set; } = [];

        public long Version { get; set; }

        public bool IsTaken { get; set; }

        public void Write(ReadOnlySpan<byte> source, long offset)
        {
            if (Bytes.Length < offset + source.Length)
            {
                SetLength(offset + source.Length);
            }

            source.CopyTo(Bytes.AsSpan((int)offset));
            _unflushed.Add((offset, source.Length));
            Version++;
        }

        public void SetLength(long length)
        {
            var bytes = Bytes;
            Array.Resize(ref bytes, (int)length);
            Bytes = bytes;
        }

        public void Flush()
        {
            if (Durable.Length != Bytes.Length)
            {
                Durable = (byte[])Bytes.Clone();
            }
            else
            {
                foreach (var (offset, length) in _unflushed)
                {
                    Bytes.AsSpan((int)offset, length).CopyTo(Durable.AsSpan((int)offset));
                }
            }

            _unflushed.Clear();
        }

        public void Crash(Random random)
        {
            var after = (byte[])Durable.Clone();
            if (after.Length < Bytes.Length && random.Next(2) == 0)
            {
                Array.Resize(ref after, Bytes.Length);
            }

            foreach (var (offset, length) in _unflushed)
            {
                var kept = random.Next(length + 1);
                if (random.Next(2) == 0 && offset + kept <= after.Length)
                {
                    Bytes.AsSpan((int)offset, kept).CopyTo(after.AsSpan((int)offset));
                }
            }

            _unflushed.Clear();
            Bytes = after;
            Durable = (byte[])after.Clone();
        }
    }

    private sealed class Handle(MemoryFileStore store, Content content, bool isPart) : IStoredFile
    {
        private readonly int _generation = store._generation;
        private bool _closed;

        public long Length => Live.Bytes.Length;

        public long Version => Live.Version;

        private Content Live
        {
            get
            {
                ObjectDisposedException.ThrowIf(_closed || _generation != store._generation, this);
                return content;
            }
        }

        public int Read(Span<byte> target, long offset)
        {
            var length = (int)Math.Clamp(Live.Bytes.Length - offset, 0, target.Length);
            Live.Bytes.AsSpan((int)Math.Min(offset, Live.Bytes.Length), length).CopyTo(target);
            return length;
        }

        public void Write(ReadOnlySpan<byte> source, long offset)
        {
            store.Room -= source.Length;
            if (store.Room < 0)
            {
                throw new IOException("No space left on device");
            }

            Live.Write(source, offset);
        }

        public void SetLength(long length)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(length, store.LargestFile);
            Live.SetLength(length);
        }

        public void Flush() => Live.Flush();

        public void Dispose()
        {
            if (_closed || _generation != store._generation)
            {
                return;
            }

            _closed = true;
            store.OpenHandles--;
            if (isPart)
            {
                content.IsTaken = false;
            }
        }
    }
}
