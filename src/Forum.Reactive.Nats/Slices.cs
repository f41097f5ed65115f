namespace Forum.Reactive.Nats;

/// <summary>Reads slices one after the other, as the object store wants them.</summary>
internal sealed class SliceStream(IEnumerable<ReadOnlyMemory<byte>> slices) : OneWayStream
{
    private readonly IEnumerator<ReadOnlyMemory<byte>> _slices = slices.GetEnumerator();
    private ReadOnlyMemory<byte> _slice;

    public override bool CanRead => true;

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        while (_slice.IsEmpty)
        {
            if (!_slices.MoveNext())
            {
                return 0;
            }

            _slice = _slices.Current;
        }

        var length = Math.Min(buffer.Length, _slice.Length);
        _slice.Span[..length].CopyTo(buffer);
        _slice = _slice[length..];
        return length;
    }

    protected override void Dispose(bool disposing)
    {
        _slices.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>Keeps what is written into it, in slices.</summary>
internal sealed class SliceCollector : OneWayStream
{
    private readonly List<ReadOnlyMemory<byte>> _slices = [];

    public IReadOnlyList<ReadOnlyMemory<byte>> Slices => _slices;

    public override bool CanWrite => true;

    public override void Flush()
    {
        // All is where it belongs.
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => _slices.Add(buffer.ToArray());
}

/// <summary>A stream that is only read, or only written.</summary>
internal abstract class OneWayStream : Stream
{
    public override bool CanRead => false;

    public override bool CanWrite => false;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
