using Forum.Reactive.Protocol;
using Forum.Reactive.Transfer.Routes;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Transfer;

/// <summary>The ways of this client's transfers by the server's relay, and which datagram came on which.</summary>
/// <remarks>On the engine's thread.</remarks>
internal sealed class RelayRoutes(TransferContext context, ITransferServer server) : IDisposable
{
    private readonly Dictionary<FileTransfer, RelayAccess> _accesses = [];
    private readonly Dictionary<ulong, RelayedRoute> _byCookie = [];

    /// <summary>Is given what was relayed, and on which way it came.</summary>
    public Action<Datagram, Route> Give { get; set; } = static (_, _) => { };

    /// <summary>A transfer has no other way, or none any more.</summary>
    public void Open(FileTransfer transfer)
    {
        if (!_accesses.ContainsKey(transfer))
        {
            _accesses.Add(transfer, new RelayAccess(context, server, transfer, this));
        }
    }

    /// <summary>A transfer is over.</summary>
    public void Close(FileTransfer transfer)
    {
        if (_accesses.Remove(transfer, out var access))
        {
            access.Dispose();
        }
    }

    public void Add(RelayedRoute route) => _byCookie[route.Cookie] = route;

    public void Remove(RelayedRoute route) => _byCookie.Remove(route.Cookie);

    /// <summary>Takes a datagram if it is the relay's.</summary>
    public bool TryTake(in Datagram datagram)
    {
        // Nearly all are not, and their first byte says so: whose they are is looked up for the others alone.
        var bytes = datagram.Payload.Span;
        if (RelayWire.TryReadHeader(bytes, out var cookie) && IsFromServer(datagram))
        {
            if (_byCookie.TryGetValue(cookie, out var route))
            {
                Give(datagram with { Payload = datagram.Payload[RelayWire.DatagramHeader..] }, route);
            }

            return true;
        }

        if (!RelayWire.TryReadBound(bytes, out var halfTicket, out cookie) || !IsFromServer(datagram))
        {
            return false;
        }

        foreach (var access in _accesses.Values)
        {
            if (access.OnBound(halfTicket, cookie, datagram.Source))
            {
                break;
            }
        }

        return true;
    }

    public void Dispose()
    {
        foreach (var access in _accesses.Values)
        {
            access.Dispose();
        }

        _accesses.Clear();
    }

    private bool IsFromServer(in Datagram datagram) => datagram.Source.Equals(server.EndPoint);
}
