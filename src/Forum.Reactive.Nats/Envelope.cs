using System.Buffers.Binary;

namespace Forum.Reactive.Nats;

/// <summary>What a message of the stream is. The numbers stand in streams, and never change.</summary>
internal enum EnvelopeKind : byte
{
    /// <summary>Entries of a node; none: the node says that it still runs.</summary>
    Entries = 0,

    /// <summary>A node wants to be a member: <see cref="JoinRequest"/>.</summary>
    Join = 1,

    /// <summary>A member ends.</summary>
    Leave = 2,

    /// <summary>A member says what it came to: <see cref="StateCheck"/>.</summary>
    Check = 3,

    /// <summary>The credentials of a member have another digest from now on.</summary>
    Credentials = 4,
}

/// <summary>
/// A message of the stream: which node it comes from, and the how manieth it is of that node, so that what is stored twice or out of
/// turn is passed over by all nodes alike.
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Node">The incarnation of the node.</param>
/// <param name="Number">From 1, without gaps: the number of a node's join is 1.</param>
/// <param name="Body">What the kind has.</param>
internal readonly record struct Envelope(EnvelopeKind Kind, long Node, long Number, ReadOnlyMemory<byte> Body)
{
    /// <summary>Bytes before the body: version, kind, node and number, little-endian.</summary>
    public const int HeaderLength = 18;

    /// <summary>The version that is written.</summary>
    public const byte Version = 1;

    /// <summary>Writes the bytes before the body.</summary>
    public static void WriteHeader(Span<byte> target, EnvelopeKind kind, long node, long number)
    {
        target[0] = Version;
        target[1] = (byte)kind;
        BinaryPrimitives.WriteInt64LittleEndian(target[2..], node);
        BinaryPrimitives.WriteInt64LittleEndian(target[10..], number);
    }

    /// <summary>A message with this body.</summary>
    public static byte[] Write(EnvelopeKind kind, long node, long number, ReadOnlySpan<byte> body = default)
    {
        var message = new byte[HeaderLength + body.Length];
        WriteHeader(message, kind, node, number);
        body.CopyTo(message.AsSpan(HeaderLength));
        return message;
    }

    /// <summary>Reads a message; false: it is none of ours, and passed over.</summary>
    /// <exception cref="InvalidDataException">A newer program wrote it.</exception>
    public static bool TryRead(ReadOnlyMemory<byte> message, out Envelope envelope)
    {
        envelope = default;
        var bytes = message.Span;
        if (bytes.Length < HeaderLength || bytes[0] == 0)
        {
            return false;
        }

        if (bytes[0] > Version || bytes[1] > (byte)EnvelopeKind.Credentials)
        {
            throw new InvalidDataException(
                $"The stream has a message of version {bytes[0]}, kind {bytes[1]}, which a newer program wrote."
            );
        }

        envelope = new Envelope(
            (EnvelopeKind)bytes[1],
            BinaryPrimitives.ReadInt64LittleEndian(bytes[2..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[10..]),
            message[HeaderLength..]
        );
        return true;
    }
}
