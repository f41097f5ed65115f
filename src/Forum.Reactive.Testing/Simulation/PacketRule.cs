namespace Forum.Reactive.Transport.Simulation;

/// <summary>
/// What a host or router does with the packets that pass one of its interfaces: a NAT, a firewall, a filter. Rules are put together
/// with <see cref="SimulatedHost.AddRule"/>; derive from this to make others.
/// </summary>
/// <remarks>Threads: that of the network's scheduler.</remarks>
public abstract class PacketRule
{
    /// <summary>Whether what comes from inside for the outer address is turned back inside (hairpinning). Default false.</summary>
    public virtual bool TurnsBack => false;

    /// <summary>Judges a packet that leaves through the interface; may rewrite its addresses.</summary>
    /// <param name="packet">The packet, valid during the call.</param>
    /// <param name="now">Time since the network began.</param>
    /// <returns>False: it vanishes.</returns>
    public virtual bool LetOut(SimulatedPacket packet, TimeSpan now) => true;

    /// <summary>Judges a packet that comes in through the interface; may rewrite its addresses.</summary>
    /// <param name="packet">The packet, valid during the call.</param>
    /// <param name="now">Time since the network began.</param>
    /// <returns>False: it vanishes.</returns>
    public virtual bool LetIn(SimulatedPacket packet, TimeSpan now) => true;

    /// <summary>Forgets what it has seen, as when the router is switched off and on.</summary>
    public virtual void Forget()
    {
        // Nothing is remembered here.
    }
}

/// <summary>Lets no packet of one protocol through, in neither direction.</summary>
/// <param name="protocol">The protocol that is blocked.</param>
public sealed class ProtocolBlock(SimulatedProtocol protocol) : PacketRule
{
    /// <inheritdoc/>
    public override bool LetOut(SimulatedPacket packet, TimeSpan now) => packet?.Protocol != protocol;

    /// <inheritdoc/>
    public override bool LetIn(SimulatedPacket packet, TimeSpan now) => packet?.Protocol != protocol;
}
