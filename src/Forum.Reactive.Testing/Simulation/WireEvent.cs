using System.Globalization;
using System.Net;

namespace Forum.Reactive.Transport.Simulation;

/// <summary>What became of a packet.</summary>
public enum WireEventKind
{
    /// <summary>A host sent it.</summary>
    Sent,

    /// <summary>A router sent it on, maybe with another address.</summary>
    Forwarded,

    /// <summary>It came to a socket.</summary>
    Delivered,

    /// <summary>The link lost it.</summary>
    Lost,

    /// <summary>The queue before the link was full.</summary>
    Overflowed,

    /// <summary>It is larger than the link takes.</summary>
    TooLarge,

    /// <summary>The link made a second one of it.</summary>
    Repeated,

    /// <summary>The link turned a bit of it.</summary>
    Damaged,

    /// <summary>The way was cut, or the host on it is off or asleep.</summary>
    Cut,

    /// <summary>A NAT or firewall did not let it through.</summary>
    Filtered,

    /// <summary>Nobody has its address, or there is no way there.</summary>
    Unreachable,

    /// <summary>Its host has no such socket.</summary>
    Refused,
}

/// <summary>Something that happened on a simulated wire: valid during the call that hands it over.</summary>
/// <param name="Time">Time since the network began.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Host">Name of the host where it happened.</param>
/// <param name="Packet">The packet it happened to.</param>
public readonly record struct WireEvent(TimeSpan Time, WireEventKind Kind, string Host, SimulatedPacket Packet)
{
    /// <summary>One line for a person, such as <c>1.0000250 Sent ha UDP 10.0.0.1:8000 > 10.0.0.2:8000 1200</c>.</summary>
    public override string ToString()
    {
        var flags = Packet.Protocol == SimulatedProtocol.Tcp ? $" {Packet.Flags} {Packet.Sequence}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Time.TotalSeconds:F7} {Kind} {Host} {(Packet.Protocol == SimulatedProtocol.Tcp ? "TCP" : "UDP")} {Packet.Source} > {Packet.Destination}{flags} {Packet.Payload.Length}"
        );
    }
}

/// <summary>A datagram as it was given to the network.</summary>
/// <param name="Source">The socket that sent it.</param>
/// <param name="Destination">Where it is to go.</param>
/// <param name="Payload">A copy of its bytes.</param>
public readonly record struct SimulatedDatagram(
    IPEndPoint Source,
    IPEndPoint Destination,
    ReadOnlyMemory<byte> Payload
);
