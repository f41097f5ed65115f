using System.Net;
using Forum.Reactive.Protocol;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Transfer;

/// <summary>
/// What transfers need of the server, and of this host, to find a way from one client to another. Safe on any thread.
/// </summary>
public interface ITransferServer
{
    /// <summary>The server's end of the connection to it, as seen from here; null while there is none.</summary>
    IPEndPoint? EndPoint { get; }

    /// <summary>The addresses of this host's interfaces that are up.</summary>
    IReadOnlyList<IPAddress> LocalAddresses { get; }

    /// <summary>Sends a request line, and gives its answer; fails when there is no connection, or none any more.</summary>
    IObservable<Reply> Ask(string line);

    /// <summary>Connects to the same port once more when subscribed to: one connection, or the error why not. On any thread.</summary>
    IObservable<IConnection> Connect();
}
