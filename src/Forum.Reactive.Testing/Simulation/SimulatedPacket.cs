using System.Buffers;
using System.Net;

namespace Forum.Reactive.Transport.Simulation;

/// <summary>What a packet belongs to.</summary>
public enum SimulatedProtocol
{
    /// <summary>A datagram.</summary>
    Udp,

    /// <summary>A segment of a connection.</summary>
    Tcp,
}

/// <summary>What a TCP segment says beside its bytes.</summary>
[Flags]
public enum TcpFlags
{
    /// <summary>Nothing, as in a datagram.</summary>
    None = 0,

    /// <summary>The sender has no more to send.</summary>
    Fin = 1,

    /// <summary>A connection is asked for or answered.</summary>
    Syn = 2,

    /// <summary>There is no such connection.</summary>
    Rst = 4,

    /// <summary>The acknowledgement counts.</summary>
    Ack = 16,
}

/// <summary>
/// A packet on its way through a simulated network. Valid only during the call that hands it over: it is used again for another.
/// </summary>
public sealed class SimulatedPacket : IHappening
{
    private const int MaxHops = 16;
    private byte[] _buffer = [];
    private int _length;

    internal SimulatedPacket() { }

    /// <summary>A datagram or a segment.</summary>
    public SimulatedProtocol Protocol { get; internal set; }

    /// <summary>Where it says it comes from; what translates addresses sets it.</summary>
    public IPEndPoint Source { get; set; } = null!;

    /// <summary>Where it goes; what translates addresses sets it.</summary>
    public IPEndPoint Destination { get; set; } = null!;

    /// <summary>The bytes of the datagram or segment, without headers.</summary>
    public ReadOnlyMemory<byte> Payload => _buffer.AsMemory(0, _length);

    /// <summary>Flags of a segment.</summary>
    public TcpFlags Flags { get; internal set; }

    /// <summary>Number of the segment's first byte, or of its SYN or FIN, counted without end.</summary>
    public long Sequence { get; internal set; }

    /// <summary>Number of the byte that the sender of the segment awaits next.</summary>
    public long Acknowledgement { get; internal set; }

    /// <summary>Bytes that the sender of the segment has room for.</summary>
    public int Window { get; internal set; }

    /// <summary>Size in bytes with the headers of IP and of the protocol.</summary>
    public int WireBytes => HeaderBytes(Source.Address, Protocol) + _length;

    internal int Length => _length;

    internal Memory<byte> Buffer => _buffer.AsMemory(0, _length);

    /// <summary>The host that sent it first.</summary>
    internal SimulatedHost Origin { get; set; } = null!;

    /// <summary>Where it came from before any translation.</summary>
    internal IPEndPoint SentFrom { get; set; } = null!;

    /// <summary>Where it went before any translation.</summary>
    internal IPEndPoint SentTo { get; set; } = null!;

    /// <summary>The interface that sent it on last; null within a host's own doing.</summary>
    internal SimulatedInterface? From { get; set; }

    /// <summary>The interface that it travels to.</summary>
    internal SimulatedInterface To { get; set; } = null!;

    private int Hops { get; set; }

    void IHappening.Happen() => To.Arrive(this);

    internal static int HeaderBytes(IPAddress address, SimulatedProtocol protocol) =>
        (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 20 : 40)
        + (protocol == SimulatedProtocol.Udp ? 8 : 20);

    /// <summary>Whether it has one of the flags.</summary>
    internal bool Has(TcpFlags some) => (Flags & some) != TcpFlags.None;

    /// <returns>False when it has been sent on too often.</returns>
    internal bool CountHop() => ++Hops <= MaxHops;

    internal Span<byte> Resize(int length)
    {
        if (_buffer.Length < length)
        {
            Release();
            _buffer = ArrayPool<byte>.Shared.Rent(length);
        }

        _length = length;
        return _buffer.AsSpan(0, length);
    }

    internal void CopyFrom(SimulatedPacket other)
    {
        (Protocol, Source, Destination, Flags) = (other.Protocol, other.Source, other.Destination, other.Flags);
        (Sequence, Acknowledgement, Window) = (other.Sequence, other.Acknowledgement, other.Window);
        (Origin, SentFrom, SentTo) = (other.Origin, other.SentFrom, other.SentTo);
        (From, To, Hops) = (other.From, other.To, other.Hops);
        other.Buffer.Span.CopyTo(Resize(other._length));
    }

    internal void Reset()
    {
        (Flags, Sequence, Acknowledgement, Window, Hops, From) = (TcpFlags.None, 0, 0, 0, 0, null);
        if (_buffer.Length > 4096)
        {
            Release();
        }

        _length = 0;
    }

    private void Release()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = [];
    }
}
