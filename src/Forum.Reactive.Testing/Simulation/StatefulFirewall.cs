using System.Net;

namespace Forum.Reactive.Transport.Simulation;

/// <summary>
/// A firewall that lets in only what was asked for: answers to what went out, from the very address and port. It keeps no TCP
/// connection out that was made from inside, and lets none in.
/// </summary>
public sealed class StatefulFirewall : PacketRule
{
    private readonly Dictionary<Flow, TimeSpan> _expected = []; // Only looked up, never walked through

    /// <summary>How long a flow of datagrams may be silent before it is forgotten. Default 30 s.</summary>
    public TimeSpan UdpLifetime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a connection may be silent before it is forgotten. Default 2 h.</summary>
    public TimeSpan TcpLifetime { get; init; } = TimeSpan.FromHours(2);

    /// <inheritdoc/>
    public override bool LetOut(SimulatedPacket packet, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(packet);
        _expected[new Flow(packet.Protocol, packet.Source, packet.Destination)] = now;
        return true;
    }

    /// <inheritdoc/>
    public override bool LetIn(SimulatedPacket packet, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(packet);
        var flow = new Flow(packet.Protocol, packet.Destination, packet.Source);
        if (!_expected.TryGetValue(flow, out var last) || now - last >= Lifetime(packet.Protocol))
        {
            return false;
        }

        _expected[flow] = now;
        return true;
    }

    /// <inheritdoc/>
    public override void Forget() => _expected.Clear();

    private TimeSpan Lifetime(SimulatedProtocol protocol) =>
        protocol == SimulatedProtocol.Udp ? UdpLifetime : TcpLifetime;

    private readonly record struct Flow(SimulatedProtocol Protocol, IPEndPoint Inside, IPEndPoint Outside);
}
