using System.Net;
using System.Net.Sockets;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Subjects;
using Forum.Reactive.Protocol;
using Forum.Reactive.Transfer.Routes;
using Forum.Reactive.Transport;
using Forum.Reactive.Transport.Stun;

namespace Forum.Reactive.Transfer;

/// <summary>
/// Where this client's socket can be reached: the addresses of its host's interfaces, and the one from which the server's UDP port, of
/// the same number as its TCP port, sees it (STUN).
/// </summary>
/// <remarks>On the engine's thread, but for <see cref="Current"/>.</remarks>
internal sealed class OwnAddresses : IDisposable
{
    private readonly IDatagramSocket _socket;
    private readonly ITransferServer _server;
    private readonly TransferContext _context;
    private readonly Action _changed;
    private readonly Subject<Datagram> _answers = new();
    private readonly SerialDisposable _asking = new();
    private IReadOnlyList<IPEndPoint> _current = []; // Published
    private IReadOnlyList<IPAddress> _local = [];
    private IPEndPoint? _seen; // By the server
    private bool _isAsking;
    private bool _isOver;

    /// <param name="context">Socket, threads, chance.</param>
    /// <param name="server">Whom to ask.</param>
    /// <param name="changed">Is told when there are others than before.</param>
    public OwnAddresses(TransferContext context, ITransferServer server, Action changed)
    {
        (_context, _server, _changed) = (context, server, changed);
        _socket = context.Channel.Socket;
    }

    /// <summary>At most <see cref="PathList.Most"/>; empty while nothing is known. On any thread.</summary>
    public IReadOnlyList<IPEndPoint> Current => Volatile.Read(ref _current);

    /// <summary>A datagram that is STUN.</summary>
    public void OnDatagram(in Datagram datagram) => _answers.OnNext(datagram);

    /// <summary>Looks again, at interfaces and with the server.</summary>
    public void Refresh() => Look(asksServer: true);

    /// <summary>Looks again at the interfaces; other ones are a reason to ask the server, too.</summary>
    public void Look(bool asksServer)
    {
        _context.InBackground(
            () => _server.LocalAddresses,
            local =>
            {
                var isNew = !local.SequenceEqual(_local);
                _local = local;
                if (isNew || asksServer)
                {
                    AskServer();
                }

                Publish();
            },
            static _ => { } // What cannot be listed is not told.
        );
    }

    public void Dispose()
    {
        _isOver = true;
        _asking.Dispose();
    }

    private void AskServer()
    {
        if (_isAsking || _isOver || _server.EndPoint is not { } server || IPAddress.IsLoopback(server.Address))
        {
            return;
        }

        _isAsking = true;
        var id = new byte[StunClient.TransactionIdSize];
        _context.Channel.Entropy.Fill(id);
        _asking.Disposable = StunClient
            .Ask(_socket, _answers, server, id)
            .Subscribe(
                seen =>
                {
                    (_seen, _isAsking) = (seen, false);
                    Publish();
                },
                _ => _isAsking = false
            );
    }

    private void Publish()
    {
        var port = _socket.LocalEndPoint.Port;
        var found = _local.Where(IsReachable).Select(address => new IPEndPoint(address, port));
        IPEndPoint[] now = [.. (_seen is null ? found : found.Prepend(_seen)).Distinct().Take(PathList.Most)];
        if (!_isOver && !now.SequenceEqual(Current))
        {
            Volatile.Write(ref _current, now);
            _changed();
        }
    }

    // A loopback or link-local address means something else on every machine.
    private static bool IsReachable(IPAddress address) =>
        !IPAddress.IsLoopback(address)
        && !address.IsIPv6LinkLocal
        && !address.IsIPv4MappedToIPv6
        && RouteKinds.IsUnicast(address)
        && !(address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes() is [169, 254, ..]);
}
