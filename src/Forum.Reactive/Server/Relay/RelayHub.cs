using System.Net;
using System.Reactive.Concurrency;
using Forum.Reactive.Protocol;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Server.Relay;

/// <summary>
/// Passes sealed packets from one client of an accepted offer to the other. A client is known by a ticket, which it got on its session,
/// and its address by a cookie, which it only learns if it gets packets there: so nothing goes to who did not ask for it.
/// </summary>
/// <remarks>On the loop of the datagrams.</remarks>
/// <param name="scheduler">That loop.</param>
/// <param name="rate">Bytes a second, over all.</param>
/// <param name="entropy">Cookies.</param>
internal sealed class RelayHub(IScheduler scheduler, long rate, Entropy entropy) : IDisposable
{
    private const int LargestDatagram = 65_507;
    private readonly RelayTraffic _traffic = new(scheduler, rate);
    private readonly Dictionary<long, RelayedTransfer> _transfers = [];
    private readonly Dictionary<UInt128, RelaySide> _byTicket = [];
    private readonly Dictionary<ulong, (RelaySide Side, DatagramExit Exit)> _byCookie = [];
    private readonly byte[] _buffer = new byte[LargestDatagram + RelayWire.DatagramHeader];
    private readonly byte[] _answer = new byte[RelayWire.BindBytes];

    /// <summary>Transfers that it knows.</summary>
    public int Count => _transfers.Count;

    /// <summary>Lets a client in.</summary>
    public void Admit(long offerId, bool isSender, UInt128 ticket)
    {
        if (!_transfers.TryGetValue(offerId, out var transfer))
        {
            _transfers.Add(offerId, transfer = new RelayedTransfer());
        }

        var side = isSender ? transfer.Sender : transfer.Receiver;
        side.Ticket = ticket;
        _byTicket[ticket] = side;
    }

    /// <summary>The offer is over.</summary>
    public void End(long offerId)
    {
        if (_transfers.Remove(offerId, out var transfer))
        {
            Forget(transfer.Sender);
            Forget(transfer.Receiver);
            _traffic.End(transfer);
        }
    }

    /// <summary>A client is at the end of a connection from now on.</summary>
    /// <returns>Where it sends from; null: there is no such ticket any more.</returns>
    public RelaySide? Enter(UInt128 ticket, IRelayExit exit)
    {
        if (!_byTicket.TryGetValue(ticket, out var side))
        {
            return null;
        }

        side.Exit?.Close();
        side.Exit = exit;
        return side;
    }

    /// <summary>A connection has ended.</summary>
    public static void Leave(RelaySide side, IRelayExit exit)
    {
        if (ReferenceEquals(side.Exit, exit))
        {
            side.Exit = null;
        }
    }

    /// <summary>Passes on what a client at the end of a connection sends.</summary>
    public void Pass(RelaySide from, ReadOnlySpan<byte> packet)
    {
        if (packet.Length <= LargestDatagram && from.Other.Exit is not null)
        {
            _traffic.Pass(from.Other, packet);
        }
    }

    /// <summary>Takes a datagram; what is not of a client that was let in is dropped.</summary>
    public void OnDatagram(IDatagramSocket socket, in Datagram datagram)
    {
        var bytes = datagram.Payload.Span;
        if (RelayWire.TryReadHeader(bytes, out var cookie))
        {
            if (_byCookie.TryGetValue(cookie, out var known) && known.Exit.Address.Equals(datagram.Source))
            {
                Settle(known.Side, known.Exit);
                Pass(known.Side, bytes[RelayWire.DatagramHeader..]);
            }
        }
        else if (RelayWire.TryReadBind(bytes, out var ticket) && _byTicket.TryGetValue(ticket, out var side))
        {
            Answer(socket, datagram.Source, side, ticket);
        }
    }

    public void Dispose() => _traffic.Dispose();

    private void Answer(IDatagramSocket socket, IPEndPoint source, RelaySide side, UInt128 ticket)
    {
        var exit =
            side.Exit is DatagramExit taken && taken.Address.Equals(source) ? taken
            : side.Asked is { } asked && asked.Address.Equals(source) ? asked
            : Ask(socket, source, side);
        RelayWire.WriteBound(_answer, ticket, exit.Cookie);
        socket.Send(source, _answer, _answer.Length);
    }

    private DatagramExit Ask(IDatagramSocket socket, IPEndPoint source, RelaySide side)
    {
        if (side.Asked is { } replaced && !ReferenceEquals(replaced, side.Exit))
        {
            _byCookie.Remove(replaced.Cookie);
        }

        var exit = new DatagramExit(socket, source, (ulong)entropy.NextInt64(), _buffer);
        side.Asked = exit;
        _byCookie[exit.Cookie] = (side, exit);
        return exit;
    }

    private void Settle(RelaySide side, DatagramExit exit)
    {
        if (ReferenceEquals(side.Exit, exit))
        {
            return;
        }

        if (side.Exit is DatagramExit before)
        {
            _byCookie.Remove(before.Cookie);
        }

        side.Exit?.Close();
        side.Exit = exit;
    }

    private void Forget(RelaySide side)
    {
        if (side.Ticket is { } ticket)
        {
            _byTicket.Remove(ticket);
        }

        if (side.Asked is { } asked)
        {
            _byCookie.Remove(asked.Cookie);
        }

        if (side.Exit is DatagramExit exit)
        {
            _byCookie.Remove(exit.Cookie);
        }
    }
}
