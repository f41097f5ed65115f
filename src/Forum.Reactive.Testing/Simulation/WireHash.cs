using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Forum.Reactive.Transport.Simulation;

/// <summary>
/// A hash over everything that happens on a simulated wire, to the last byte: two runs with the same value were the same run.
/// Subscribe it to <see cref="SimulatedNetwork.Wire"/>.
/// </summary>
public sealed class WireHash : IObserver<WireEvent>, IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>How many events are in it.</summary>
    public long Count { get; private set; }

    /// <summary>The hash of what has happened so far: SHA-256 in hexadecimal digits.</summary>
    public string Value => Convert.ToHexString(_hash.GetCurrentHash());

    /// <inheritdoc/>
    public void OnNext(WireEvent value)
    {
        Count++;
        var packet = value.Packet;
        Span<byte> fields = stackalloc byte[36];
        BinaryPrimitives.WriteInt64LittleEndian(fields, value.Time.Ticks);
        fields[8] = (byte)value.Kind;
        fields[9] = (byte)packet.Protocol;
        fields[10] = (byte)packet.Flags;
        BinaryPrimitives.WriteInt64LittleEndian(fields[12..], packet.Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(fields[20..], packet.Acknowledgement);
        BinaryPrimitives.WriteInt32LittleEndian(fields[28..], packet.Window);
        BinaryPrimitives.WriteInt32LittleEndian(fields[32..], packet.Payload.Length);
        _hash.AppendData(fields);
        _hash.AppendData(Encoding.UTF8.GetBytes(value.Host));
        Append(packet.Source);
        Append(packet.Destination);
        _hash.AppendData(packet.Payload.Span);
    }

    /// <inheritdoc/>
    public void OnError(Exception error)
    {
        // A wire does not fail.
    }

    /// <inheritdoc/>
    public void OnCompleted()
    {
        // The value stays.
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private void Append(IPEndPoint endPoint)
    {
        Span<byte> bytes = stackalloc byte[20];
        endPoint.Address.TryWriteBytes(bytes, out var length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[16..], endPoint.Port);
        _hash.AppendData(bytes[..length]);
        _hash.AppendData(bytes[16..]);
    }
}
