using System.Net;
using Forum.Reactive.Protocol;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Server.Relay;

/// <summary>A client at an address that has shown that it gets packets there.</summary>
/// <param name="socket">By which it is reached.</param>
/// <param name="address">Where.</param>
/// <param name="cookie">What stands before each packet to and from there.</param>
/// <param name="buffer">Where packets are put together; shared with the others of the socket.</param>
internal sealed class DatagramExit(IDatagramSocket socket, IPEndPoint address, ulong cookie, byte[] buffer) : IRelayExit
{
    /// <summary>Where.</summary>
    public IPEndPoint Address => address;

    /// <summary>What stands before each packet.</summary>
    public ulong Cookie => cookie;

    public void Send(ReadOnlySpan<byte> packet)
    {
        RelayWire.WriteHeader(buffer, cookie);
        packet.CopyTo(buffer.AsSpan(RelayWire.DatagramHeader));
        var length = RelayWire.DatagramHeader + packet.Length;
        socket.Send(address, buffer.AsSpan(0, length), length);
    }

    public void Close()
    {
        // An address needs no end.
    }
}
