using System.Buffers.Binary;
using System.Text;

namespace Forum.Reactive.Forum;

/// <summary>Reads what <see cref="StateWriter"/> wrote, however it was cut into slices.</summary>
/// <remarks>Every length is bounded before anything is allocated.</remarks>
internal sealed class StateReader(IEnumerable<ReadOnlyMemory<byte>> slices) : IDisposable
{
    /// <summary>Longest text or other piece of bytes in a state.</summary>
    private const int MaxLength = 64 * 1024;

    /// <summary>Longest text that is looked for among those read before.</summary>
    private const int MaxName = 256;

    private readonly IEnumerator<ReadOnlyMemory<byte>> _slices = slices.GetEnumerator();
    private readonly HashSet<string> _texts = new(StringComparer.Ordinal); // One object a name
    private byte[] _buffer = new byte[256]; // For texts
    private ReadOnlyMemory<byte> _slice;
    private int _read; // Of the slice

    /// <exception cref="InvalidDataException">The state ends too early, or a number is too long.</exception>
    public long Number()
    {
        ulong value = 0;
        var rest = _slice.Span[_read..];
        for (var (shift, at) = (0, 0); shift < 64; shift += 7)
        {
            if (at == rest.Length)
            {
                MoveToNextSlice();
                rest = _slice.Span;
                at = 0;
            }

            var next = rest[at++];
            _read++;
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
        var length = Number(MaxLength);
        if (_buffer.Length < length)
        {
            _buffer = new byte[length];
        }

        var bytes = _buffer.AsSpan(0, length);
        Fill(bytes);
        return length <= MaxName ? Known(bytes) : Encoding.UTF8.GetString(bytes);
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
        for (; TryMove(); _read = _slice.Length)
        {
            rest.Add(_slice[_read..]);
        }

        return rest;
    }

    public void Dispose() => _slices.Dispose();

    /// <summary>The text as the object that is there already, if one is: most messages are by a few users.</summary>
    private string Known(ReadOnlySpan<byte> bytes)
    {
        Span<char> text = stackalloc char[MaxName];
        text = text[..Encoding.UTF8.GetChars(bytes, text)];
        var texts = _texts.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!texts.TryGetValue(text, out var known))
        {
            known = text.ToString();
            _texts.Add(known);
        }

        return known;
    }

    private void Fill(Span<byte> target)
    {
        while (!target.IsEmpty)
        {
            if (_read == _slice.Length)
            {
                MoveToNextSlice();
            }

            var length = Math.Min(target.Length, _slice.Length - _read);
            _slice.Span.Slice(_read, length).CopyTo(target);
            target = target[length..];
            _read += length;
        }
    }

    private void MoveToNextSlice()
    {
        if (!TryMove())
        {
            throw new InvalidDataException("The state ends too early.");
        }
    }

    /// <summary>Goes on to the next slice that is not read to its end.</summary>
    private bool TryMove()
    {
        while (_read == _slice.Length)
        {
            if (!_slices.MoveNext())
            {
                return false;
            }

            (_slice, _read) = (_slices.Current, 0);
        }

        return true;
    }
}
