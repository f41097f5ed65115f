using System.Buffers.Binary;

namespace Forum.Reactive.Protocol;

/// <summary>
/// How a client and the server's relay speak: by datagrams, or by frames over a TCP connection. What is relayed is sealed between the
/// two clients; the server sees its length and nothing else.
/// </summary>
internal static class RelayWire
{
    /// <summary>Bytes of a ticket, which <c>RELAY</c> is answered with in hexadecimal.</summary>
    public const int TicketBytes = 16;

    /// <summary>Bytes of the question for a cookie and of its answer: neither is longer than the other.</summary>
    public const int BindBytes = 1 + TicketBytes;

    /// <summary>Bytes before what is relayed in a datagram: a byte, and the cookie.</summary>
    public const int DatagramHeader = 1 + CookieBytes;

    /// <summary>Bytes before what is relayed over TCP: its length.</summary>
    public const int FrameHeader = sizeof(ushort);

    private const int CookieBytes = sizeof(ulong);
    private const byte Data = 0x73;
    private const byte Bind = 0x74;
    private const byte Bound = 0x75;

    /// <summary>Writes the question for a cookie: whoever has the ticket asks from the address that is to be relayed to.</summary>
    public static void WriteBind(Span<byte> target, UInt128 ticket)
    {
        target[0] = Bind;
        BinaryPrimitives.WriteUInt128BigEndian(target[1..], ticket);
    }

    /// <summary>Reads a question for a cookie.</summary>
    public static bool TryReadBind(ReadOnlySpan<byte> datagram, out UInt128 ticket)
    {
        var isBind = datagram is { Length: BindBytes } && datagram[0] == Bind;
        ticket = isBind ? BinaryPrimitives.ReadUInt128BigEndian(datagram[1..]) : default;
        return isBind;
    }

    /// <summary>Writes the answer: the cookie, which only who gets packets at that address learns, and half of the ticket.</summary>
    public static void WriteBound(Span<byte> target, UInt128 ticket, ulong cookie)
    {
        target[0] = Bound;
        BinaryPrimitives.WriteUInt64BigEndian(target[1..], cookie);
        BinaryPrimitives.WriteUInt64BigEndian(target[(1 + CookieBytes)..], (ulong)ticket);
    }

    /// <summary>Reads the answer.</summary>
    public static bool TryReadBound(ReadOnlySpan<byte> datagram, out ulong halfTicket, out ulong cookie)
    {
        (halfTicket, cookie) = (0, 0);
        if (datagram.Length != BindBytes || datagram[0] != Bound)
        {
            return false;
        }

        cookie = BinaryPrimitives.ReadUInt64BigEndian(datagram[1..]);
        halfTicket = BinaryPrimitives.ReadUInt64BigEndian(datagram[(1 + CookieBytes)..]);
        return true;
    }

    /// <summary>Writes what stands before something relayed.</summary>
    public static void WriteHeader(Span<byte> target, ulong cookie)
    {
        target[0] = Data;
        BinaryPrimitives.WriteUInt64BigEndian(target[1..], cookie);
    }

    /// <summary>Reads what stands before something relayed.</summary>
    public static bool TryReadHeader(ReadOnlySpan<byte> datagram, out ulong cookie)
    {
        var isData = datagram.Length > DatagramHeader && datagram[0] == Data;
        cookie = isData ? BinaryPrimitives.ReadUInt64BigEndian(datagram[1..]) : 0;
        return isData;
    }

    /// <summary>A ticket in hexadecimal.</summary>
    public static string Format(UInt128 ticket) => ticket.ToString("x32", null);

    /// <summary>Reads a ticket.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out UInt128 ticket)
    {
        ticket = default;
        return text.Length == 2 * TicketBytes
            && UInt128.TryParse(text, System.Globalization.NumberStyles.AllowHexSpecifier, null, out ticket);
    }
}
