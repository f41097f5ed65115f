using System.Buffers.Binary;
using Forum.Reactive.Protocol;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Transfer.Routes;

/// <summary>By way of the server over a TCP connection, where no UDP passes. What does not fit is dropped, as on any narrow link.</summary>
/// <remarks>On the engine's thread.</remarks>
internal sealed class TunnelRoute(IConnection connection) : Route(RouteKind.Relayed), IDisposable
{
    /// <summary>Large datagrams cost both ends least; with larger ones others would wait behind each.</summary>
    private const int LargestDatagram = 16_000;

    private const int MostWaiting = 128 << 10;
    private readonly OutputBuffer _output = new();

    public override int Headroom => RelayWire.FrameHeader;

    public override int Headers => 0;

    public override int MaxPayload => LargestDatagram;

    public override SendResult Send(Span<byte> datagrams, int stride)
    {
        if (_output.Length + datagrams.Length > MostWaiting)
        {
            return SendResult.Busy;
        }

        for (var at = 0; at < datagrams.Length; at += stride)
        {
            var length = Math.Min(stride, datagrams.Length - at) - RelayWire.FrameHeader;
            BinaryPrimitives.WriteUInt16BigEndian(datagrams[at..], (ushort)length);
        }

        Write(datagrams);
        return SendResult.Sent;
    }

    /// <summary>Sends bytes that are no datagrams: the words before them.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_output.GetSpan(bytes.Length));
        _output.Advance(bytes.Length);
        Flush();
    }

    /// <summary>The connection takes more.</summary>
    public void Flush()
    {
        if (_output.Length > 0)
        {
            _output.Take(connection.Write(_output.Pending));
        }
    }

    public void Dispose()
    {
        _output.Release();
        connection.Dispose();
    }

    public override string ToString() => "relayed over TCP";
}
