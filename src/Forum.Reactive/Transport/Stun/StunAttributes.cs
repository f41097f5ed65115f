using System.Buffers.Binary;

namespace Forum.Reactive.Transport.Stun;

/// <summary>One attribute of a message.</summary>
internal readonly ref struct StunAttribute(ushort type, ReadOnlySpan<byte> value)
{
    public ushort Type { get; } = type;

    public ReadOnlySpan<byte> Value { get; } = value;
}

/// <summary>Walks the attributes of a message; ends before one that does not fit.</summary>
internal ref struct StunAttributes(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public StunAttribute Current { get; private set; }

    /// <summary>Whether nothing is left, not even something that does not fit.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    public readonly StunAttributes GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_rest.Length < 4)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(_rest[2..]);
        var padded = 4 + ((length + 3) & ~3);
        if (padded > _rest.Length)
        {
            return false;
        }

        Current = new StunAttribute(BinaryPrimitives.ReadUInt16BigEndian(_rest), _rest.Slice(4, length));
        _rest = _rest[padded..];
        return true;
    }
}
