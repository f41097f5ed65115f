using System.Net;
using System.Net.Sockets;

namespace Forum.Reactive.Transport;

/// <summary>What programs need of a network: real sockets, or hosts in memory that run on a scheduler.</summary>
public interface INetwork
{
    /// <summary>The addresses of this host's interfaces that are up, the loopback's included.</summary>
    IReadOnlyList<IPAddress> LocalAddresses { get; }

    /// <summary>
    /// How many further connections the system grants this program at the moment, with room kept back for its own files and for some that
    /// are told that there is none; 0: too few for any. In memory: no bound.
    /// </summary>
    int MostConnections => int.MaxValue;

    /// <summary>Starts a thread for sockets, timers and work; in memory: what runs on the network's scheduler.</summary>
    /// <param name="name">What debuggers show.</param>
    ILoop StartLoop(string name);

    /// <summary>Begins to listen for connections.</summary>
    /// <param name="port">TCP port on all addresses of this host; 0: one that is free.</param>
    /// <param name="loop">A loop of this network, on which the listener and its connections tick.</param>
    /// <exception cref="SocketException">The port is taken, or not permitted.</exception>
    IConnectionListener Listen(int port, ILoop loop);

    /// <summary>Connects when subscribed to: one connection, or the error why not.</summary>
    /// <param name="host">Name or address.</param>
    /// <param name="port">TCP port.</param>
    /// <param name="loop">A loop of this network, on which the connection and this observable tick; null: any thread.</param>
    IObservable<IConnection> Connect(string host, int port, ILoop? loop = null);

    /// <summary>Opens a UDP socket.</summary>
    /// <param name="local">Where to bind; port 0: one that is free.</param>
    /// <param name="loop">
    /// A loop of this network, on which its datagrams arrive; null: a loop of its own, which ends with the socket.
    /// <see cref="IDatagramSocket.Scheduler"/> says which.
    /// </param>
    /// <exception cref="SocketException">The address is in use, or not of this host.</exception>
    IDatagramSocket OpenDatagramSocket(IPEndPoint local, ILoop? loop = null);
}
