using System.Net;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Text;
using Forum.Reactive.Protocol;
using Forum.Reactive.Transfer.Routes;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Transfer;

/// <summary>
/// How one transfer comes to the server's relay: a ticket by way of the session, then a cookie for this client's address by UDP; where
/// that is not answered, a TCP connection. As long as the transfer lasts it is kept up, and sought again when it is lost.
/// </summary>
/// <remarks>On the engine's thread.</remarks>
internal sealed class RelayAccess : IDisposable
{
    private const int TicketGranted = 213;
    private const int MostQuestions = 4;
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan KeepPause = TimeSpan.FromSeconds(10);
    private readonly TransferContext _context;
    private readonly ITransferServer _server;
    private readonly FileTransfer _transfer;
    private readonly RelayRoutes _routes;
    private readonly SerialDisposable _timer = new();
    private readonly SerialDisposable _asking = new();
    private UInt128 _ticket;
    private RelayedRoute? _route;
    private Tunnel? _tunnel;
    private int _questions; // Without an answer
    private bool _isOver;

    public RelayAccess(TransferContext context, ITransferServer server, FileTransfer transfer, RelayRoutes routes)
    {
        (_context, _server, _transfer, _routes) = (context, server, transfer, routes);
        AskForTicket();
    }

    private IScheduler Scheduler => _context.Channel.Scheduler;

    /// <summary>The relay has a cookie for this client's address.</summary>
    /// <returns>Whether it is for this transfer.</returns>
    public bool OnBound(ulong halfTicket, ulong cookie, IPEndPoint server)
    {
        if (_isOver || halfTicket != (ulong)_ticket || _tunnel is not null)
        {
            return halfTicket == (ulong)_ticket;
        }

        _questions = 0;
        if (_route?.Cookie != cookie)
        {
            Drop();
            _route = new RelayedRoute(_context.Channel.Socket, server, cookie);
            _routes.Add(_route);
            _transfer.Paths.Add(_route);
        }

        After(KeepPause, AskForCookie); // Routers forget whom they let out.
        return true;
    }

    public void Dispose()
    {
        _isOver = true;
        _timer.Dispose();
        _asking.Dispose();
        Drop();
    }

    private void AskForTicket()
    {
        if (_isOver || _transfer.HasEnded)
        {
            return;
        }

        _asking.Disposable = _server
            .Ask($"RELAY {_transfer.Info.OfferId}")
            .ObserveOn(Scheduler)
            .Subscribe(
                reply =>
                {
                    if (
                        reply.Code == TicketGranted
                        && RelayWire.TryParse(Encoding.ASCII.GetBytes(reply.Text), out _ticket)
                    )
                    {
                        _questions = 0;
                        AskForCookie();
                    }
                    else
                    {
                        After(RetryPause, AskForTicket);
                    }
                },
                _ => After(RetryPause, AskForTicket)
            );
    }

    private void AskForCookie()
    {
        if (_isOver || _transfer.HasEnded)
        {
            return;
        }

        if (_server.EndPoint is not { } server)
        {
            Drop();
            After(RetryPause, AskForTicket);
            return;
        }

        if (_questions++ == MostQuestions)
        {
            Drop();
            OpenTunnel();
            return;
        }

        Span<byte> question = stackalloc byte[RelayWire.BindBytes];
        RelayWire.WriteBind(question, _ticket);
        _context.Channel.Socket.Send(server, question, question.Length);
        After(FirstWait * _questions, AskForCookie);
    }

    // Where the server was only gone for a while, it does not know the ticket any more either: then all begins again.
    private void OpenTunnel() =>
        _asking.Disposable = _server
            .Connect()
            .ObserveOn(Scheduler)
            .Subscribe(Enter, _ => After(RetryPause, AskForTicket));

    private void Enter(IConnection connection)
    {
        if (_isOver)
        {
            connection.Dispose();
            return;
        }

        _tunnel = new Tunnel(
            connection,
            Scheduler,
            RelayWire.Format(_ticket),
            tunnel => _transfer.Paths.Add(tunnel.Route),
            _routes.Give,
            OnTunnelEnded
        );
    }

    private void OnTunnelEnded(Tunnel tunnel)
    {
        if (ReferenceEquals(tunnel, _tunnel))
        {
            Drop();
            After(RetryPause, AskForTicket);
        }
    }

    private void Drop()
    {
        if (_route is { } route)
        {
            _routes.Remove(route);
            _transfer.Paths.Remove(route);
            _route = null;
        }

        if (_tunnel is { } tunnel)
        {
            _tunnel = null;
            _transfer.Paths.Remove(tunnel.Route);
            tunnel.Dispose();
        }
    }

    private void After(TimeSpan time, Action act)
    {
        if (!_isOver)
        {
            _timer.Disposable = Scheduler.Schedule(time, act);
        }
    }
}
