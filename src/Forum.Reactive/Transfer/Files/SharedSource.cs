namespace Forum.Reactive.Transfer.Files;

/// <summary>
/// One open file that is sent to several: what one of them has just read, the others get from memory. It closes with the last of
/// those who have it.
/// </summary>
internal sealed class SharedSource(IStoredFile file) : IDisposable
{
    private const int BlockBytes = 256 * 1024;
    private const int MostBlocks = 64;
    private readonly Lock _gate = new();
    private readonly Dictionary<long, byte[]> _blocks = []; // Protected by the gate, as is all that follows.
    private readonly Queue<long> _order = new();
    private int _users = 1;

    /// <summary>The file, for one more.</summary>
    public IStoredFile Lease()
    {
        lock (_gate)
        {
            _users++;
        }

        return new Share(this, file);
    }

    /// <summary>Whoever opened it needs it no longer.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (--_users == 0)
            {
                file.Dispose();
                _blocks.Clear();
            }
        }
    }

    private int Read(Span<byte> target, long offset)
    {
        var done = 0;
        lock (_gate)
        {
            while (done < target.Length)
            {
                var at = offset + done;
                var block = Block(at / BlockBytes);
                var within = (int)(at % BlockBytes);
                if (within >= block.Length)
                {
                    break;
                }

                var count = Math.Min(target.Length - done, block.Length - within);
                block.AsSpan(within, count).CopyTo(target[done..]);
                done += count;
            }
        }

        return done;
    }

    private byte[] Block(long number)
    {
        if (_blocks.TryGetValue(number, out var known))
        {
            return known;
        }

        var block = _order.Count == MostBlocks && _blocks.Remove(_order.Dequeue(), out var old) ? old : [];
        block = block.Length == BlockBytes ? block : new byte[BlockBytes];
        var read = file.Read(block, number * BlockBytes);
        block = read == BlockBytes ? block : block[..read];
        _blocks[number] = block;
        _order.Enqueue(number);
        return block;
    }

    private sealed class Share(SharedSource source, IStoredFile file) : IStoredFile
    {
        private int _isClosed;

        public long Length => file.Length;

        public long Version => file.Version;

        public FileDetails? Details => file.Details;

        public int Read(Span<byte> target, long offset) => source.Read(target, offset);

        public void Write(ReadOnlySpan<byte> data, long offset) => throw new NotSupportedException();

        public void SetLength(long length) => throw new NotSupportedException();

        public void Flush() { }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isClosed, 1) == 0)
            {
                source.Dispose();
            }
        }
    }
}
