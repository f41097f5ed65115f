using System.Net;
using System.Net.Sockets;
using System.Reactive;
using System.Reactive.Disposables;
using Forum.Reactive.Transport;
using Forum.Reactive.Transport.Stun;

namespace Forum.Reactive.Server.Relay;

/// <summary>
/// The server's UDP ports, of the same numbers as its TCP ports: where clients learn from which address they are seen, and where what
/// cannot travel straight is relayed. On a loop of their own, so that nobody who posts waits for a datagram.
/// </summary>
#pragma warning disable CA1001 // It ends by Stop.
internal sealed class DatagramPorts
#pragma warning restore CA1001
{
    private readonly ILoop _loop;
    private readonly RelayHub? _hub;

    private DatagramPorts(ILoop loop, long relayRate, Entropy entropy)
    {
        _loop = loop;
        if (relayRate > 0)
        {
            _hub = new RelayHub(loop, relayRate, entropy);
            Tickets = new RelayTickets(_hub, loop, entropy);
        }
    }

    /// <summary>Who may use the relay; null: there is none.</summary>
    public RelayTickets? Tickets { get; }

    /// <summary>Opens those that can be opened; files travel without them, too, where a way is found.</summary>
    /// <param name="network">Where.</param>
    /// <param name="listeners">The TCP ports.</param>
    /// <param name="relayRate">Bytes a second that are relayed; 0: none.</param>
    /// <param name="entropy">Tickets and cookies.</param>
    /// <param name="fault">Is told of each port that cannot be opened.</param>
    public static DatagramPorts Open(
        INetwork network,
        IEnumerable<IPEndPoint> listeners,
        long relayRate,
        Entropy entropy,
        Action<Exception> fault
    )
    {
        var ports = new DatagramPorts(network.StartLoop("datagrams"), relayRate, entropy);
        foreach (var port in listeners.Select(listener => listener.Port).Distinct())
        {
            try
            {
                var local = new IPEndPoint(RealNetwork.AnyAddress, port);
                _ = new Port(network.OpenDatagramSocket(local, ports._loop), ports._hub);
            }
            catch (SocketException error)
            {
                fault(new IOException($"UDP port {port} cannot be used: {error.Message}", error));
            }
        }

        return ports;
    }

    /// <summary>Closes them.</summary>
    /// <returns>Hot: one value when the loop is gone.</returns>
    public IObservable<Unit> Stop()
    {
        _loop.Post(() => _hub?.Dispose());
        return _loop.Stop();
    }

    /// <summary>One socket, and who uses it: what is STUN is the responder's, the rest the relay's.</summary>
#pragma warning disable CA1001 // The socket ends with its loop, and the responder holds nothing else.
    private sealed class Port : IObserver<Datagram>
#pragma warning restore CA1001
    {
        private readonly IDatagramSocket _socket;
        private readonly RelayHub? _hub;
        private readonly StunResponder _stun;

        public Port(IDatagramSocket socket, RelayHub? hub)
        {
            (_socket, _hub) = (socket, hub);
            _stun = new StunResponder(new Face(socket));
            socket.Subscribe(this);
        }

        public void OnNext(Datagram value)
        {
            if (StunClient.IsStun(value.Payload.Span))
            {
                _stun.OnNext(value);
            }
            else
            {
                _hub?.OnDatagram(_socket, value);
            }
        }

        public void OnError(Exception error)
        {
            // The system took the socket away: nothing comes any more.
        }

        public void OnCompleted()
        {
            // As above, on purpose.
        }
    }

    /// <summary>A socket whose datagrams somebody else hands on.</summary>
    private sealed class Face(IDatagramSocket socket) : IDatagramSocket
    {
        public IPEndPoint LocalEndPoint => socket.LocalEndPoint;

        public System.Reactive.Concurrency.IScheduler Scheduler => socket.Scheduler;

        public SendResult Send(IPEndPoint destination, ReadOnlySpan<byte> payload, int segmentSize) =>
            socket.Send(destination, payload, segmentSize);

        public int MaxPayload(IPEndPoint destination) => socket.MaxPayload(destination);

        public IDisposable Subscribe(IObserver<Datagram> observer) => Disposable.Empty;

        public void Dispose()
        {
            // It is the other's.
        }
    }
}
