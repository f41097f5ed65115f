namespace Forum.Reactive.Transport.Simulation;

/// <summary>Bytes in a ring that grows as they come: appended at the end, dropped from the front, read anywhere.</summary>
internal sealed class ByteQueue
{
    private const int FirstSize = 1024;
    private byte[] _bytes = [];
    private int _start;

    public int Count { get; private set; }

    /// <summary>The first bytes, as far as they lie in one piece; all of them or a good part.</summary>
    public ReadOnlyMemory<byte> Front => _bytes.AsMemory(_start, Math.Min(Count, _bytes.Length - _start));

    public void Append(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        var end = (_start + Count) & (_bytes.Length - 1);
        var first = Math.Min(bytes.Length, _bytes.Length - end);
        bytes[..first].CopyTo(_bytes.AsSpan(end));
        bytes[first..].CopyTo(_bytes);
        Count += bytes.Length;
    }

    public void CopyTo(int offset, Span<byte> destination)
    {
        if (destination.IsEmpty)
        {
            return;
        }

        var from = (_start + offset) & (_bytes.Length - 1);
        var first = Math.Min(destination.Length, _bytes.Length - from);
        _bytes.AsSpan(from, first).CopyTo(destination);
        _bytes.AsSpan(0, destination.Length - first).CopyTo(destination[first..]);
    }

    public void Drop(int count)
    {
        Count -= count;
        _start = Count == 0 ? 0 : (_start + count) & (_bytes.Length - 1);
    }

    public void Clear() => Drop(Count);

    private void Reserve(int room)
    {
        if (_bytes.Length - Count >= room)
        {
            return;
        }

        var size = Math.Max(FirstSize, _bytes.Length);
        while (size - Count < room)
        {
            size *= 2;
        }

        var larger = new byte[size];
        CopyTo(0, larger.AsSpan(0, Count));
        (_bytes, _start) = (larger, 0);
    }
}
