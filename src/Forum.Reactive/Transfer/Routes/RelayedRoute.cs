using System.Net;
using Forum.Reactive.Protocol;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Transfer.Routes;

/// <summary>By way of the server's UDP port.</summary>
internal sealed class RelayedRoute(IDatagramSocket socket, IPEndPoint server, ulong cookie) : Route(RouteKind.Relayed)
{
    /// <summary>By which the server knows this client and its transfer.</summary>
    public ulong Cookie => cookie;

    public override int Headroom => RelayWire.DatagramHeader;

    public override int Headers => IpHeaders.Of(server.Address);

    public override int MaxPayload => socket.MaxPayload(server) - RelayWire.DatagramHeader;

    public override SendResult Send(Span<byte> datagrams, int stride)
    {
        for (var at = 0; at < datagrams.Length; at += stride)
        {
            RelayWire.WriteHeader(datagrams[at..], cookie);
        }

        return socket.Send(server, datagrams, stride);
    }

    public override string ToString() => $"relayed by {server}";
}
