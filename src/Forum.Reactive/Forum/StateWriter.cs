using System.Buffers.Binary;
using System.Text;

namespace Forum.Reactive.Forum;

/// <summary>Writes a state as bytes: numbers as varints (LEB128), texts in UTF-8 behind their lengths. Pure.</summary>
internal sealed class StateWriter
{
    private const int MaxNumber = 10;

    private byte[] _bytes = new byte[64 * 1024];
    private int _length;

    /// <summary>What was written since <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    public void Clear() => _length = 0;

    public StateWriter Number(long value)
    {
        EnsureRoom(MaxNumber);
        WriteNumber(value);
        return this;
    }

    public StateWriter Fixed(ulong value)
    {
        EnsureRoom(sizeof(ulong));
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AsSpan(_length), value);
        _length += sizeof(ulong);
        return this;
    }

    public StateWriter Time(DateTimeOffset time) => Number(time.UtcTicks);

    public StateWriter Bytes(ReadOnlySpan<byte> bytes)
    {
        EnsureRoom(MaxNumber + bytes.Length);
        WriteNumber(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
        return this;
    }

    public StateWriter Text(string text)
    {
        EnsureRoom(MaxNumber + Encoding.UTF8.GetMaxByteCount(text.Length));
        WriteNumber(Encoding.UTF8.GetByteCount(text));
        _length += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_length));
        return this;
    }

    private void EnsureRoom(int length)
    {
        if (_bytes.Length - _length < length)
        {
            Array.Resize(ref _bytes, Math.Max(_length + length, 2 * _bytes.Length));
        }
    }

    private void WriteNumber(long value)
    {
        var rest = (ulong)value;
        for (; rest >= 0x80; rest >>= 7)
        {
            _bytes[_length++] = (byte)(rest | 0x80);
        }

        _bytes[_length++] = (byte)rest;
    }
}
