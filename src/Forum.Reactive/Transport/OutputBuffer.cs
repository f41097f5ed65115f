using System.Buffers;

namespace Forum.Reactive.Transport;

/// <summary>
/// Bytes on their way out, in one pooled array that is held only while there are any. Not thread-safe.
/// </summary>
internal sealed class OutputBuffer : IBufferWriter<byte>
{
    private const int FirstSize = 512;
    private byte[] _bytes = [];
    private int _start;
    private int _end;

    /// <summary>Bytes that were written and not taken.</summary>
    public int Length => _end - _start;

    /// <summary>What was written and not taken.</summary>
    public ReadOnlySpan<byte> Pending => _bytes.AsSpan(_start, Length);

    public void Advance(int count) => _end += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(1, sizeHint));
        return _bytes.AsMemory(_end);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(1, sizeHint));
        return _bytes.AsSpan(_end);
    }

    /// <summary>Drops bytes from the front; the last one gives the array back.</summary>
    public void Take(int count)
    {
        _start += count;
        if (_start == _end)
        {
            Release();
        }
    }

    /// <summary>Drops everything.</summary>
    public void Release()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = [];
        _start = _end = 0;
    }

    private void Reserve(int room)
    {
        if (_bytes.Length - _end >= room)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstSize, (Length * 2) + room));
        Pending.CopyTo(larger);
        var length = Length;
        Release();
        (_bytes, _start, _end) = (larger, 0, length);
    }
}
