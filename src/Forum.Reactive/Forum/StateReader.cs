using System.Buffers.Binary;
using System.Text;

namespace Forum.Reactive.Forum;

/// <summary>Reads what <see cref="StateWriter"/> wrote, however it was cut into slices.</summary>
/// <remarks>Every length is bounded before anything is allocated.</remarks>
internal sealed class StateReader(IEnumerable<ReadOnlyMemory<byte>> slices) : IDisposable
{
    /// <summary>Longest text or other piece of bytes in a state.</summary>
    private const int MaxLength = 64 * 1024;

    private readonly IEnumerator<ReadOnlyMemory<byte>> _slices = slices.GetEnumerator();
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal); // One object a name
    private ReadOnlyMemory<byte> _slice;

    /// <exception cref="InvalidDataException">The state ends too early, or a number is too long.</exception>
    public long Number()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return (long)value;
            }
        }

        throw new InvalidDataException("The state has a number that is too long.");
    }

    /// <exception cref="InvalidDataException">The number is out of bounds.</exception>
    public int Number(int most)
    {
        var value = Number();
        return value >= 0 && value <= most
            ? (int)value
            : throw new InvalidDataException($"The state has {value} where at most {most} may be.");
    }

    public ulong Fixed()
    {
        Span<byte> bytes = stackalloc byte[8];
        Fill(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    /// <exception cref="InvalidDataException">It is no time.</exception>
    public DateTimeOffset Time()
    {
        var ticks = Number();
        return ticks >= DateTimeOffset.MinValue.Ticks && ticks <= DateTimeOffset.MaxValue.Ticks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : throw new InvalidDataException($"The state has {ticks} in the place of a time.");
    }

    public byte[] Bytes()
    {
        var bytes = new byte[Number(MaxLength)];
        Fill(bytes);
        return bytes;
    }

    public string Text()
    {
        var text = Encoding.UTF8.GetString(Bytes());
        if (!_texts.TryGetValue(text, out var known))
        {
            _texts.Add(text, known = text);
        }

        return known;
    }

    /// <exception cref="InvalidDataException">Something follows.</exception>
    public void End()
    {
        if (TryMove())
        {
            throw new InvalidDataException("The state goes on behind its end.");
        }
    }

    /// <summary>What follows, in slices; nothing else is read after that.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Rest()
    {
        List<ReadOnlyMemory<byte>> rest = [];
        for (; TryMove(); _slice = default)
        {
            rest.Add(_slice);
        }

        return rest;
    }

    public void Dispose() => _slices.Dispose();

    private byte Byte()
    {
        Span<byte> one = stackalloc byte[1];
        Fill(one);
        return one[0];
    }

    private void Fill(Span<byte> target)
    {
        while (!target.IsEmpty)
        {
            if (!TryMove())
            {
                throw new InvalidDataException("The state ends too early.");
            }

            var length = Math.Min(target.Length, _slice.Length);
            _slice.Span[..length].CopyTo(target);
            target = target[length..];
            _slice = _slice[length..];
        }
    }

    private bool TryMove()
    {
        while (_slice.IsEmpty)
        {
            if (!_slices.MoveNext())
            {
                return false;
            }

            _slice = _slices.Current;
        }

        return true;
    }
}
