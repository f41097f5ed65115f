using System.Net;
using System.Net.Sockets;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using Forum.Reactive.Transfer.Congestion;
using Forum.Reactive.Transfer.Packets;
using Forum.Reactive.Transfer.Recovery;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Transfer.Channel;

/// <summary>What the channels of one socket share.</summary>
/// <param name="Scheduler">The thread of all of them.</param>
/// <param name="Clock">Its stopwatch.</param>
/// <param name="Socket">Where to send.</param>
/// <param name="Random">Spreads what would otherwise happen at the same time.</param>
/// <param name="Mtu">Size of every IP packet when probing is off.</param>
internal sealed record ChannelContext(
    IScheduler Scheduler, IStopwatch Clock, IDatagramSocket Socket, Random Random, int? Mtu)
{
    /// <summary>Where packets are built before they leave; one channel uses it at a time.</summary>
    public byte[] SendBuffer { get; } = GC.AllocateUninitializedArray<byte>(65536, pinned: true);

    public long Now => Clock.Elapsed.Ticks;
}

/// <summary>
/// The packets of one transfer between two hosts: numbered, protected, acknowledged, resent, paced. What is in them is
/// the content's matter. Everything happens on the context's scheduler; the time is in ticks of 100 ns.
/// </summary>
internal sealed partial class PacketChannel : IDisposable
{
    private static readonly long Silence = TimeSpan.FromSeconds(30).Ticks;
    private static readonly long KeepAlive = TimeSpan.FromSeconds(5).Ticks;
    private readonly ChannelContext context;
    private readonly IPacketContent content;
    private readonly uint sendTag;
    private readonly PacketProtection sealing;
    private readonly PacketProtection opening;
    private readonly ReceivedPackets received = new();
    private readonly SentPackets sent = new();
    private readonly RoundTripTime roundTrip = new();
    private readonly DeliveryRate rate = new();
    private readonly SerialDisposable timer = new();
    private PathMtu? mtu;
    private Bbr? congestion;
    private IPEndPoint? remote;
    private ControlFrames pendingControl;
    private ControlFrames confirmedControl;
    private bool isClosed;
    private bool isPumping;

    /// <summary>Makes a channel; without <paramref name="remote"/> it learns it from the first genuine packet.</summary>
    public PacketChannel(
        ChannelContext context, IPacketContent content, IPEndPoint? remote, uint sendTag, byte[] sendSecret, byte[] receiveSecret)
    {
        (this.context, this.content, this.sendTag) = (context, content, sendTag);
        sealing = new PacketProtection(sendSecret);
        opening = new PacketProtection(receiveSecret);
        lastHeardAt = lastElicitingAt = nextSendAt = context.Now;
        if (remote is not null)
            MeetPeer(remote);
        Rearm(context.Now);
    }

    /// <summary>Smoothed round trip, zero while unknown.</summary>
    public TimeSpan RoundTrip => roundTrip.IsKnown ? TimeSpan.FromTicks(roundTrip.Smoothed) : TimeSpan.Zero;

    /// <summary>Bytes of packets acknowledged so far.</summary>
    public long Delivered => rate.Delivered;

    /// <summary>Bytes of packets lost so far.</summary>
    public long Lost => rate.Lost;

    /// <summary>Payload of a full datagram in bytes.</summary>
    public int DatagramSize => mtu?.Current ?? 0;

    /// <summary>Packets that did not authenticate.</summary>
    public long Forged { get; private set; }

    /// <summary>Packets of this side that are remembered.</summary>
    public long Remembered => sent.Next - sent.Lowest;

    public bool HasPeer => remote is not null;

    /// <summary>Whether the other side has acknowledged these frames.</summary>
    public bool IsConfirmed(ControlFrames frames) => (confirmedControl & frames) == frames;

    /// <summary>Sends these frames, again and again until they are acknowledged.</summary>
    public void Request(ControlFrames frames)
    {
        confirmedControl &= ~frames;
        pendingControl |= frames;
        Pump();
    }

    /// <summary>The content has something new to send.</summary>
    public void Pump()
    {
        if (isClosed || isPumping)
            return;
        var now = context.Now;
        isPumping = true;
        if (remote is not null)
            SendAll(now);
        isPumping = false;
        Rearm(now);
    }

    public void Dispose()
    {
        if (isClosed)
            return;
        isClosed = true;
        timer.Dispose();
        sealing.Dispose();
        opening.Dispose();
    }

    private void MeetPeer(IPEndPoint peer)
    {
        remote = peer;
        var headers = peer.AddressFamily == AddressFamily.InterNetwork ? 28 : 48;
        mtu = new PathMtu(context.Socket.MaxPayload(peer), context.Mtu - headers);
        congestion = new Bbr(mtu.Current, context.Random, context.Now);
    }
}
