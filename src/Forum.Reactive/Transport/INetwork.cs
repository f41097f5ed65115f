using System.Net;
using System.Net.Sockets;

namespace Forum.Reactive.Transport;

/// <summary>What programs need of a network: real sockets, or hosts in memory that run on a scheduler.</summary>
public interface INetwork
{
    /// <summary>Begins to listen for connections.</summary>
    /// <param name="port">TCP port on all addresses of this host; 0: one that is free.</param>
    /// <exception cref="SocketException">The port is taken, or not permitted.</exception>
    IConnectionListener Listen(int port);

    /// <summary>Connects when subscribed to: one connection, or the error why not.</summary>
    /// <param name="host">Name or address.</param>
    /// <param name="port">TCP port.</param>
    IObservable<IConnection> Connect(string host, int port);
}

/// <summary>A listening socket: an observable of connections. Disposing it stops listening; connections go on.</summary>
public interface IConnectionListener : IDisposable
{
    /// <summary>Where it listens.</summary>
    IPEndPoint LocalEndPoint { get; }

    /// <summary>The connections made, to one subscriber, from the subscription on. Completes when listening ends.</summary>
    IObservable<IConnection> Accepted { get; }

    /// <summary>
    /// Runs <paramref name="act"/> when everything that came together with what is handled now has been handed out, so that
    /// commands of many connections can be carried out as one; at once where nothing comes together.
    /// </summary>
    void Defer(Action act);
}
