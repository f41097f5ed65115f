using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using Forum.Reactive.Transfer.Congestion;
using Forum.Reactive.Transfer.Packets;
using Forum.Reactive.Transfer.Recovery;
using Forum.Reactive.Transfer.Routes;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Transfer.Channel;

/// <summary>What the channels of one socket share.</summary>
/// <param name="Scheduler">The thread of all of them.</param>
/// <param name="Clock">Its stopwatch.</param>
/// <param name="Socket">Where to send.</param>
/// <param name="Entropy">Chance: what would otherwise happen at the same time, and what nobody may guess.</param>
/// <param name="Mtu">Size of every IP packet when probing is off.</param>
internal sealed record ChannelContext(
    IScheduler Scheduler,
    IStopwatch Clock,
    IDatagramSocket Socket,
    Entropy Entropy,
    int? Mtu
)
{
    /// <summary>Where packets are built before they leave; one channel uses it at a time.</summary>
    public byte[] SendBuffer { get; } = GC.AllocateUninitializedArray<byte>(65536, pinned: true);

    /// <summary>What all channels may send to find ways.</summary>
    public ProbeBudget Budget { get; } = new();

    public long Now => Clock.Elapsed.Ticks;
}

/// <summary>
/// The packets of one transfer between two hosts: numbered, protected, acknowledged, resent, paced. What is in them is
/// the content's matter. Everything happens on the context's scheduler; the time is in ticks of 100 ns.
/// </summary>
internal sealed partial class PacketChannel : IDisposable
{
    private static readonly long UsualSilence = TimeSpan.FromSeconds(30).Ticks;
    private static readonly long LongSilence = TimeSpan.FromMinutes(10).Ticks;
    private static readonly long KeepAlive = TimeSpan.FromSeconds(5).Ticks;
    private readonly ChannelContext _context;
    private readonly IPacketContent _content;
    private readonly uint _sendTag;
    private readonly PacketProtection _sealing;
    private readonly PacketProtection _opening;
    private readonly ReceivedPackets _received = new();
    private readonly SentPackets _sent = new();
    private RoundTripTime _roundTrip = new();
    private readonly DeliveryRate _rate = new();
    private readonly SerialDisposable _timer = new();
    private PathMtu? _mtu;
    private Bbr? _congestion;
    private Route? _route;
    private ControlFrames _pendingControl;
    private ControlFrames _confirmedControl;
    private bool _isClosed;
    private bool _isPumping;

    /// <summary>Makes a channel; without <paramref name="route"/> it learns it from the first genuine packet.</summary>
    public PacketChannel(
        ChannelContext context,
        IPacketContent content,
        Route? route,
        uint sendTag,
        byte[] sendSecret,
        byte[] receiveSecret
    )
    {
        (_context, _content, _sendTag) = (context, content, sendTag);
        _sealing = new PacketProtection(sendSecret);
        _opening = new PacketProtection(receiveSecret);
        _lastHeardAt = _lastElicitingAt = _nextSendAt = context.Now;
        if (route is not null)
        {
            MeetPeer(route);
        }

        Rearm(context.Now);
    }

    /// <summary>Smoothed round trip, zero while unknown.</summary>
    public TimeSpan RoundTrip => _roundTrip.IsKnown ? TimeSpan.FromTicks(_roundTrip.Smoothed) : TimeSpan.Zero;

    /// <summary>Bytes of packets acknowledged so far.</summary>
    public long Delivered => _rate.Delivered;

    /// <summary>Bytes of packets lost so far.</summary>
    public long Lost => _rate.Lost;

    /// <summary>Share of the other side's packets that have not arrived, 0 to 1.</summary>
    public double Missing => _received.Expected > 0 ? 1 - ((double)_received.Count / _received.Expected) : 0;

    /// <summary>Payload of a full datagram in bytes.</summary>
    public int DatagramSize => _mtu?.Current ?? 0;

    /// <summary>Packets that did not authenticate.</summary>
    public long Forged { get; private set; }

    /// <summary>Packets of this side that are remembered.</summary>
    public long Remembered => _sent.Next - _sent.Lowest;

    /// <summary>
    /// How long nothing genuine may come, in ticks: long where the other side has been there and finds its way by itself when it is back.
    /// </summary>
    public long Silence => Guide is { IsOn: true } && _received.Count > 0 ? LongSilence : UsualSilence;

    public bool HasPeer => _route is not null;

    /// <summary>Whether the other side has acknowledged these frames.</summary>
    public bool IsConfirmed(ControlFrames frames) => (_confirmedControl & frames) == frames;

    /// <summary>Sends these frames, again and again until they are acknowledged.</summary>
    public void Request(ControlFrames frames)
    {
        _confirmedControl &= ~frames;
        _pendingControl |= frames;
        Pump();
    }

    /// <summary>The content has something new to send.</summary>
    public void Pump()
    {
        if (_isClosed || _isPumping)
        {
            return;
        }

        var now = _context.Now;
        _isPumping = true;
        if (_route is not null)
        {
            SendAll(now);
        }

        _isPumping = false;
        Rearm(now);
    }

    public void Dispose()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        _timer.Dispose();
        _sealing.Dispose();
        _opening.Dispose();
    }

    private void MeetPeer(Route route)
    {
        _route = route;
        _movedAt = _context.Now;
        _heardAt = -1;
        _mtu = new PathMtu(route.MaxPayload, _context.Mtu - route.Headers - route.Headroom);
        _congestion = new Bbr(_mtu.Current, _context.Entropy, _context.Now);
    }
}
