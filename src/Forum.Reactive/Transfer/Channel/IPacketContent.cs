using Forum.Reactive.Transfer.Packets;
using Forum.Reactive.Transfer.Ranges;
using Forum.Reactive.Transfer.Recovery;

namespace Forum.Reactive.Transfer.Channel;

/// <summary>What travels in the packets of a channel: the transfer's side of the contract with <see cref="PacketChannel"/>.</summary>
internal interface IPacketContent
{
    /// <summary>Whether there are bytes to send that the other side may be sent.</summary>
    bool HasData { get; }

    /// <summary>Whether this side keeps a silent channel alive.</summary>
    bool KeepsAlive { get; }

    /// <summary>Number of the plan that bytes are sent after: what becomes of bytes of an earlier plan says nothing.</summary>
    byte Plan { get; }

    /// <summary>First offset that this side does not take yet.</summary>
    long ReceiveLimit { get; }

    /// <summary>Takes the next bytes to send, at most <paramref name="most"/> of them.</summary>
    Range64 TakeData(int most);

    /// <summary>Fills in bytes of the file; false if that failed and the transfer is being closed.</summary>
    bool ReadData(long offset, Span<byte> target);

    /// <summary>Writes one control frame.</summary>
    void WriteControl(ref FrameWriter writer, ControlFrames frame);

    /// <summary>Takes bytes of the file; false if the packet is to be treated as if it had not arrived.</summary>
    bool OnData(long offset, ReadOnlySpan<byte> data);

    /// <summary>Takes any other frame but acknowledgements; false if it has no place here.</summary>
    bool OnControl(scoped in Frame frame);

    void OnAcknowledged(in SentPacket packet);

    void OnLost(in SentPacket packet);

    /// <summary>The other side takes bytes up to this offset.</summary>
    void OnLimit(long limit);

    /// <summary>Nothing genuine has come for the time that is called silence.</summary>
    void OnSilence();

    /// <summary>A genuine packet made no sense.</summary>
    void OnProtocolError();
}
