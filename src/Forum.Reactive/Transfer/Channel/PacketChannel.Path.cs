using System.Net;
using Forum.Reactive.Transfer.Congestion;
using Forum.Reactive.Transfer.Packets;
using Forum.Reactive.Transfer.Recovery;
using Forum.Reactive.Transfer.Routes;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Transfer.Channel;

/// <content>
/// Where the other side is. It may move: a NAT forgets it, a machine changes networks. But a stranger can also repeat a genuine packet
/// from any address, and must not turn the stream against a third. So an address that the newest genuine packet came from is
/// asked first, in one small packet for each that came from there, and believed when the other side has answered
/// (RFC 9000, sections 8.2 and 9.3). Until then everything goes where it went. Where the two sides know of several ways, the one that
/// sends chooses (<see cref="IRouteGuide"/>), and the other follows.
/// </content>
internal sealed partial class PacketChannel
{
    private const int TokenPacketBytes = PacketHeader.Overhead + 1 + FrameWriter.TokenBytes;
    private static readonly long ChallengePause = 10 * TimeSpan.TicksPerMillisecond;
    private Route? _challenged;
    private long _challenge;
    private long _challengedAt;
    private Route? _source; // Of the datagram that is being read.
    private long _firstOnRoute; // Packets with lower numbers left by another way.
    private long _movedAt;
    private long _heardAt = -1;

    /// <summary>Knows other ways; null where there is but the one that the server told.</summary>
    public IRouteGuide? Guide { get; set; }

    /// <summary>The way that is taken now; null before anything is known of the other side.</summary>
    public Route? Route => _route;

    /// <summary>When that way was taken.</summary>
    public long MovedAt => _movedAt;

    /// <summary>When something genuine last came on that way since it is taken; -1: never.</summary>
    public long HeardAt => _heardAt;

    /// <summary>When something genuine last came, on whatever way.</summary>
    public long LastHeardAt => _lastHeardAt;

    /// <summary>
    /// Takes another way from now on. What the congestion control knows is of the old one, and so is forgotten. What is still under way
    /// there counts when it is acknowledged, and is sent again when it is not; at once, if that way has never answered.
    /// </summary>
    public void MoveTo(Route route)
    {
        if (_isClosed || ReferenceEquals(route, _route))
        {
            return;
        }

        if (_route is not null && _heardAt < 0)
        {
            LoseAll();
        }

        _firstOnRoute = _sent.Next;
        _inFlight = 0;
        _lossAt = long.MaxValue;
        _probeTimeouts = 0;
        _challenged = null;
        _roundTrip = new RoundTripTime();
        _rate.Restart();
        MeetPeer(route);
        _nextSendAt = _context.Now;
        _pendingControl |= ControlFrames.Ping; // Asks for an answer there, which also finds what was lost elsewhere.
        Pump();
    }

    private void LoseAll()
    {
        for (var number = Math.Max(_firstInFlight, _sent.Lowest); number < _sent.Next; number++)
        {
            ref var packet = ref _sent[number];
            if (packet.State == SentState.InFlight)
            {
                packet.State = SentState.Lost;
                _pendingControl |= packet.Control & ~_confirmedControl & ~ControlFrames.Ping;
                _content.OnLost(packet);
            }
        }
    }

    private Route DirectRouteTo(IPEndPoint source) =>
        _route is DirectRoute known && (ReferenceEquals(known.Remote, source) || known.Remote.Equals(source)) ? known
        : _challenged is DirectRoute asked && asked.Remote.Equals(source) ? asked
        : Guide?.RouteTo(source) ?? new DirectRoute(_context.Socket, source, RouteKind.Direct);

    private void NoteSource(Route source, long number, int bytes)
    {
        _source = source;
        if (_route is null)
        {
            MeetPeer(source);
        }

        if (ReferenceEquals(_route, source))
        {
            _heardAt = _lastHeardAt;
        }
        else
        {
            var isNewest = number >= _received.Expected;
            if (Guide?.OnOther(source, isNewest, bytes) != true && isNewest)
            {
                Challenge(source, _lastHeardAt);
            }
        }
    }

    private void Challenge(Route route, long now)
    {
        var isKnown = ReferenceEquals(route, _challenged);
        if (isKnown && now < _challengedAt + Math.Max(_roundTrip.Smoothed, ChallengePause))
        {
            return;
        }

        if (!isKnown)
        {
            (_challenged, _challenge) = (route, _context.Entropy.NextInt64());
        }

        _challengedAt = now;
        SendToken(FrameType.Challenge, _challenge, route);
    }

    private void OnChallenge(long token) => SendToken(FrameType.Response, token, _source!);

    private void OnResponse(long token)
    {
        if (_challenged is null || token != _challenge)
        {
            return;
        }

        (_route, _challenged) = (_challenged, null);
        (_movedAt, _heardAt) = (_lastHeardAt, _lastHeardAt);
        _probeTimeouts = 0;
    }

    private void SendToken(FrameType type, long token, Route route)
    {
        var length = route.Headroom + TokenPacketBytes;
        var target = _context.SendBuffer.AsSpan(route.Headroom, TokenPacketBytes);
        var writer = new FrameWriter(target[PacketHeader.Bytes..^PacketProtection.TagBytes]);
        writer.Token(type, token);
        Finish(target, writer.Length, default, isEliciting: false, _context.Now);
        route.Send(_context.SendBuffer.AsSpan(0, length), length);
    }
}
