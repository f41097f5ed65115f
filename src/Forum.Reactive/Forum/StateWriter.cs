using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Forum.Reactive.Forum;

/// <summary>Writes a state as bytes: numbers as varints (LEB128), texts in UTF-8 behind their lengths. Pure.</summary>
internal sealed class StateWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>What was written since <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    public void Clear() => _bytes.ResetWrittenCount();

    public StateWriter Number(long value)
    {
        var rest = (ulong)value;
        var room = _bytes.GetSpan(10);
        var length = 0;
        for (; rest >= 0x80; rest >>= 7)
        {
            room[length++] = (byte)(rest | 0x80);
        }

        room[length++] = (byte)rest;
        _bytes.Advance(length);
        return this;
    }

    public StateWriter Fixed(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.GetSpan(8), value);
        _bytes.Advance(8);
        return this;
    }

    public StateWriter Time(DateTimeOffset time) => Number(time.UtcTicks);

    public StateWriter Bytes(ReadOnlySpan<byte> bytes)
    {
        Number(bytes.Length);
        _bytes.Write(bytes);
        return this;
    }

    public StateWriter Text(string text)
    {
        Number(Encoding.UTF8.GetByteCount(text));
        _bytes.Advance(Encoding.UTF8.GetBytes(text, _bytes.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));
        return this;
    }
}
