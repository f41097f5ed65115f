using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Forum.Reactive.Transport.Stun;

/// <summary>Writes STUN messages into a buffer of at least <see cref="MostBytes"/>.</summary>
internal ref struct StunWriter
{
    /// <summary>Longest message that is written.</summary>
    public const int MostBytes = 64;

    private const ushort ErrorCode = 0x0009;
    private const ushort UnknownAttributes = 0x000A;
    private readonly Span<byte> _buffer;
    private int _length;

    private StunWriter(Span<byte> buffer, StunType type, ReadOnlySpan<byte> transactionId)
    {
        _buffer = buffer;
        BinaryPrimitives.WriteUInt16BigEndian(buffer, (ushort)type);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[4..], StunMessage.Cookie);
        transactionId.CopyTo(buffer[8..]);
        _length = StunMessage.HeaderSize;
    }

    /// <summary>A binding request, long enough for every answer to be no longer.</summary>
    /// <returns>Its length in bytes.</returns>
    public static int WriteRequest(Span<byte> buffer, ReadOnlySpan<byte> transactionId)
    {
        var writer = new StunWriter(buffer, StunType.BindingRequest, transactionId);
        "Forum.Reactive      "u8.CopyTo(writer.Attribute(StunMessage.Software, 20));
        return writer.Finish();
    }

    /// <summary>The answer: what address the request came from.</summary>
    /// <returns>Its length in bytes: 40 or 52.</returns>
    public static int WriteSuccess(Span<byte> buffer, ReadOnlySpan<byte> transactionId, IPEndPoint source)
    {
        var writer = new StunWriter(buffer, StunType.BindingSuccess, transactionId);
        var isV4 = source.AddressFamily == AddressFamily.InterNetwork;
        var value = writer.Attribute(StunMessage.XorMappedAddress, isV4 ? 8 : 20);
        (value[0], value[1]) = (0, (byte)(isV4 ? 1 : 2));
        BinaryPrimitives.WriteUInt16BigEndian(value[2..], (ushort)source.Port);
        source.Address.TryWriteBytes(value[4..], out _);
        value[2] ^= buffer[4];
        value[3] ^= buffer[5];
        for (var i = 4; i < value.Length; i++)
        {
            value[i] ^= buffer[i];
        }

        return writer.Finish();
    }

    /// <summary>The answer to a request with an attribute that must be known and is not: 420.</summary>
    /// <returns>Its length in bytes.</returns>
    public static int WriteUnknownAttribute(Span<byte> buffer, ReadOnlySpan<byte> transactionId, ushort attribute)
    {
        var writer = new StunWriter(buffer, StunType.BindingError, transactionId);
        var code = writer.Attribute(ErrorCode, 4);
        code.Clear();
        (code[2], code[3]) = (4, 20);
        BinaryPrimitives.WriteUInt16BigEndian(writer.Attribute(UnknownAttributes, 2), attribute);
        return writer.Finish();
    }

    private Span<byte> Attribute(ushort type, int length)
    {
        var at = _buffer[_length..];
        var padded = (length + 3) & ~3;
        BinaryPrimitives.WriteUInt16BigEndian(at, type);
        BinaryPrimitives.WriteUInt16BigEndian(at[2..], (ushort)length);
        at.Slice(4, padded).Clear();
        _length += 4 + padded;
        return at.Slice(4, length);
    }

    private int Finish()
    {
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[2..], (ushort)(_length + 8 - StunMessage.HeaderSize));
        var fingerprint = StunFingerprint.Of(_buffer[.._length]);
        BinaryPrimitives.WriteUInt32BigEndian(Attribute(StunMessage.Fingerprint, 4), fingerprint);
        return _length;
    }
}
