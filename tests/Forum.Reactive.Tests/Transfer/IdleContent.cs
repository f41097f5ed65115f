using Forum.Reactive.Transfer;
using Forum.Reactive.Transfer.Channel;
using Forum.Reactive.Transfer.Packets;
using Forum.Reactive.Transfer.Ranges;
using Forum.Reactive.Transfer.Recovery;

namespace Forum.Reactive.Tests.Transfer;

/// <summary>Has nothing to send, and takes data as if they had never come.</summary>
internal class IdleContent : IPacketContent
{
    public bool HasData => false;

    public virtual bool KeepsAlive => true;

    public byte Plan => 0;

    public long ReceiveLimit => 0;

    public Range64 TakeData(int most) => throw new InvalidOperationException();

    public bool ReadData(long offset, Span<byte> target) => false;

    public void WriteControl(ref FrameWriter writer, ControlFrames frame) => writer.Hold(wantsDigest: false);

    public bool OnData(long offset, ReadOnlySpan<byte> data) => false;

    public bool OnControl(scoped in Frame frame) => true;

    public void OnAcknowledged(in SentPacket packet) { }

    public void OnLost(in SentPacket packet) { }

    public void OnLimit(long limit) { }

    public virtual void OnSilence() { }

    public virtual void OnProtocolError() { }
}
