using System.Buffers;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Views;

/// <summary>
/// The latest events as the bytes of their lines, once for all readers: a ring of blocks. A reader that falls behind the
/// oldest block has missed what was in it, and is told how much.
/// For one thread.
/// </summary>
/// <param name="blocks">Blocks of <see cref="BlockSize"/> bytes in the ring, at least 2.</param>
internal sealed class EventRing(int blocks)
{
    /// <summary>Bytes of a block.</summary>
    public const int BlockSize = 64 * 1024;

    private readonly Block[] _blocks = new Block[blocks];
    private long _lastBlock = -1;
    private long _events;
    private int _readers;

    /// <summary>Whether anybody would read an event.</summary>
    public bool HasReaders => _readers > 0;

    /// <summary>A reader of what comes from now on.</summary>
    public FeedCursor NewCursor()
    {
        _readers++;
        return new FeedCursor(this)
        {
            Block = Math.Max(0, _lastBlock),
            Offset = Last?.Length ?? 0,
            Event = _events,
        };
    }

    /// <summary>Adds the lines of <paramref name="count"/> events.</summary>
    public void Add(ReadOnlySpan<byte> lines, int count)
    {
        var block = Last is { } last && last.Length + lines.Length <= BlockSize ? last : NewBlock();
        lines.CopyTo(block.Bytes.AsSpan(block.Length));
        block.Length += lines.Length;
        _events += count;
    }

    /// <summary>
    /// Copies whole lines from where <paramref name="cursor"/> stands, behind <c>* LAGGED</c> if it had missed some.
    /// </summary>
    /// <param name="cursor">The reader.</param>
    /// <param name="target">Where the lines go.</param>
    /// <param name="writer">Writes how many events were missed.</param>
    /// <param name="max">Most bytes to copy; no less than the longest line.</param>
    public void Copy(FeedCursor cursor, IBufferWriter<byte> target, AnswerWriter writer, int max)
    {
        if (SkipToOldest(cursor) is > 0 and var missed)
        {
            writer.WriteEvent(new EventsLagged(missed), target);
        }

        while (cursor.Block <= _lastBlock)
        {
            var block = At(cursor.Block);
            ReadOnlySpan<byte> lines = block.Bytes.AsSpan(cursor.Offset, block.Length - cursor.Offset);
            if (!lines.IsEmpty)
            {
                CopyLines(cursor, target, WholeLines(lines, max));
                break;
            }

            if (cursor.Block == _lastBlock)
            {
                break;
            }

            (cursor.Block, cursor.Offset) = (cursor.Block + 1, 0);
        }
    }

    /// <summary>One reader less.</summary>
    public void Leave()
    {
        _readers--;
    }

    private Block? Last => _lastBlock < 0 ? null : At(_lastBlock);

    private Block At(long block) => _blocks[block % _blocks.Length];

    private Block NewBlock()
    {
        _lastBlock++;
        ref var block = ref _blocks[_lastBlock % _blocks.Length]!;
        block ??= new Block();
        block.Length = 0;
        block.FirstEvent = _events;
        return block;
    }

    private long SkipToOldest(FeedCursor cursor)
    {
        var oldest = Math.Max(0, _lastBlock - _blocks.Length + 1);
        if (cursor.Block >= oldest)
        {
            return 0;
        }

        var missed = At(oldest).FirstEvent - cursor.Event;
        (cursor.Block, cursor.Offset, cursor.Event) = (oldest, 0, At(oldest).FirstEvent);
        return missed;
    }

    private static ReadOnlySpan<byte> WholeLines(ReadOnlySpan<byte> lines, int max) =>
        lines.Length <= max ? lines : lines[..(lines[..max].LastIndexOf((byte)'\n') + 1)];

    private static void CopyLines(FeedCursor cursor, IBufferWriter<byte> target, ReadOnlySpan<byte> lines)
    {
        target.Write(lines);
        cursor.Offset += lines.Length;
        cursor.Event += lines.Count((byte)'\n');
    }

    private sealed class Block
    {
        public byte[] Bytes { get; } = new byte[BlockSize];

        public int Length { get; set; }

        public long FirstEvent { get; set; }
    }
}

/// <summary>Where one reader stands in an <see cref="EventRing"/>.</summary>
internal sealed class FeedCursor(EventRing ring) : IDisposable
{
    private bool _disposed;

    /// <summary>Kept by the ring, as are the others.</summary>
    public long Block { get; set; }

    public int Offset { get; set; }

    public long Event { get; set; }

    /// <summary>Moves the next lines to <paramref name="target"/>.</summary>
    public void CopyTo(IBufferWriter<byte> target, AnswerWriter writer, int max) =>
        ring.Copy(this, target, writer, max);

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            ring.Leave();
        }
    }
}
