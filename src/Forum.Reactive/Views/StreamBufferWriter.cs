using System.Buffers;

namespace Forum.Reactive.Views;

/// <summary>Collects what is written into large pieces for a stream.</summary>
internal sealed class StreamBufferWriter(Stream stream) : IBufferWriter<byte>, IDisposable
{
    private const int Size = 256 * 1024;
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(Size);
    private int _count;

    public void Advance(int count) => _count += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(_count);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(_count);
    }

    public void Dispose()
    {
        Flush();
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    private void Reserve(int sizeHint)
    {
        if (_bytes.Length - _count < Math.Max(1, sizeHint))
        {
            Flush();
            if (_bytes.Length < sizeHint)
            {
                ArrayPool<byte>.Shared.Return(_bytes);
                _bytes = ArrayPool<byte>.Shared.Rent(sizeHint);
            }
        }
    }

    private void Flush()
    {
        stream.Write(_bytes, 0, _count);
        _count = 0;
    }
}
