using System.Buffers.Binary;
using System.Net;

namespace Forum.Reactive.Transport.Stun;

/// <summary>What a STUN message is (RFC 8489, section 5), as far as a binding needs it.</summary>
internal enum StunType
{
    BindingRequest = 0x0001,
    BindingSuccess = 0x0101,
    BindingError = 0x0111,
}

/// <summary>
/// A STUN message, read strictly: of exactly the length that it says, its attributes within it, its fingerprint, if it has one, last
/// and right. Valid as long as the bytes are.
/// </summary>
internal readonly ref struct StunMessage
{
    /// <summary>Bytes of the header.</summary>
    public const int HeaderSize = 20;

    /// <summary>Bytes of the transaction id.</summary>
    public const int IdSize = 12;

    /// <summary>Longest message that is looked at: what every path carries.</summary>
    public const int MostBytes = 548;

    internal const uint Cookie = 0x2112A442;
    internal const ushort XorMappedAddress = 0x0020;
    internal const ushort Software = 0x8022;
    internal const ushort Fingerprint = 0x8028;
    private const ushort FirstOptional = 0x8000;

    private StunMessage(StunType type, ReadOnlySpan<byte> bytes)
    {
        Type = type;
        Bytes = bytes;
    }

    public StunType Type { get; }

    /// <summary>Chosen at random by who asked; the answer repeats it.</summary>
    public ReadOnlySpan<byte> TransactionId => Bytes.Slice(8, IdSize);

    private ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Whether a datagram is meant to be STUN, right or wrong: what else uses the socket is not this (RFC 7983).</summary>
    public static bool IsMeant(ReadOnlySpan<byte> datagram) =>
        datagram.Length >= HeaderSize
        && datagram[0] < 4
        && BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]) == Cookie;

    /// <summary>Reads a message of one of the types of <see cref="StunType"/>.</summary>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out StunMessage message)
    {
        message = default;
        if (!IsMeant(datagram) || datagram.Length > MostBytes)
        {
            return false;
        }

        var type = (StunType)BinaryPrimitives.ReadUInt16BigEndian(datagram);
        var length = BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]);
        if (length % 4 != 0 || length != datagram.Length - HeaderSize || !Enum.IsDefined(type) || !IsSound(datagram))
        {
            return false;
        }

        message = new StunMessage(type, datagram);
        return true;
    }

    /// <summary>The first attribute that whoever does not know it must not pass over, the known ones apart; null: none.</summary>
    public ushort? UnknownAttribute(ReadOnlySpan<ushort> known)
    {
        foreach (var attribute in new StunAttributes(Bytes[HeaderSize..]))
        {
            if (attribute.Type < FirstOptional && !known.Contains(attribute.Type))
            {
                return attribute.Type;
            }
        }

        return null;
    }

    /// <summary>The address in XOR-MAPPED-ADDRESS; null if there is none, or it is malformed.</summary>
    public IPEndPoint? MappedAddress()
    {
        foreach (var attribute in new StunAttributes(Bytes[HeaderSize..]))
        {
            if (attribute.Type == XorMappedAddress)
            {
                return ReadAddress(attribute.Value);
            }
        }

        return null;
    }

    private static bool IsSound(ReadOnlySpan<byte> datagram)
    {
        var attributes = new StunAttributes(datagram[HeaderSize..]);
        while (attributes.MoveNext())
        {
            if (attributes.Current.Type == Fingerprint)
            {
                return attributes.IsAtEnd
                    && attributes.Current.Value is { Length: 4 } value
                    && BinaryPrimitives.ReadUInt32BigEndian(value) == StunFingerprint.Of(datagram[..^8]);
            }
        }

        return attributes.IsAtEnd;
    }

    private IPEndPoint? ReadAddress(ReadOnlySpan<byte> value)
    {
        var size = value switch
        {
            [_, 1, ..] => 4,
            [_, 2, ..] => 16,
            _ => 0,
        };
        if (size == 0 || value.Length != 4 + size)
        {
            return null;
        }

        Span<byte> address = stackalloc byte[size];
        Xor(value[4..], address);
        var port = BinaryPrimitives.ReadUInt16BigEndian(value[2..]) ^ (Cookie >> 16);
        return new IPEndPoint(new IPAddress(address), (int)port);
    }

    // With the cookie and the transaction id, which lie one behind the other in the header.
    private void Xor(ReadOnlySpan<byte> from, Span<byte> to)
    {
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = (byte)(from[i] ^ Bytes[4 + i]);
        }
    }
}
