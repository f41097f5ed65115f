using System.Net;
using Forum.Reactive.Transfer.Packets;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Transfer.Channel;

/// <content>
/// Where the other side is. It may move: a NAT forgets it, a machine changes networks. But a stranger can repeat a genuine packet
/// from any address, too, and must not turn the stream against a third. So an address that the newest genuine packet came from is
/// asked first, in one small packet for each that came from there, and believed when the other side has answered
/// (RFC 9000, sections 8.2 and 9.3). Until then everything goes where it went.
/// </content>
internal sealed partial class PacketChannel
{
    private const int TokenPacketBytes = PacketHeader.Overhead + 1 + FrameWriter.TokenBytes;
    private static readonly long ChallengePause = 10 * TimeSpan.TicksPerMillisecond;
    private IPEndPoint? _challenged;
    private long _challenge;
    private long _challengedAt;
    private IPEndPoint? _source; // Of the datagram that is being read.

    private void NoteSource(in Datagram datagram, long number)
    {
        _source = datagram.Source;
        if (_remote is null)
        {
            MeetPeer(_source);
        }
        else if (number >= _received.Expected && !ReferenceEquals(_remote, _source) && !_remote.Equals(_source))
        {
            Challenge(_source, _lastHeardAt);
        }
    }

    private void Challenge(IPEndPoint address, long now)
    {
        var isKnown = address.Equals(_challenged);
        if (isKnown && now < _challengedAt + Math.Max(_roundTrip.Smoothed, ChallengePause))
        {
            return;
        }

        if (!isKnown)
        {
            (_challenged, _challenge) = (address, _context.Entropy.NextInt64());
        }

        _challengedAt = now;
        SendToken(FrameType.Challenge, _challenge, address);
    }

    private void OnChallenge(long token) => SendToken(FrameType.Response, token, _source!);

    private void OnResponse(long token)
    {
        if (_challenged is null || token != _challenge)
        {
            return;
        }

        (_remote, _challenged) = (_challenged, null);
        _probeTimeouts = 0;
    }

    private void SendToken(FrameType type, long token, IPEndPoint address)
    {
        var target = _context.SendBuffer.AsSpan(0, TokenPacketBytes);
        var writer = new FrameWriter(target[PacketHeader.Bytes..^PacketProtection.TagBytes]);
        writer.Token(type, token);
        var size = Finish(target, writer.Length, default, isEliciting: false, _context.Now);
        _context.Socket.Send(address, target[..size], size);
    }
}
