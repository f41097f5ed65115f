using System.Net;
using Forum.ClientApp.Arguments;
using Forum.ClientApp.Session;
using Forum.Reactive.Protocol;
using Forum.Reactive.Transfer;
using Forum.Reactive.Transport;

namespace Forum.ClientApp.Files;

/// <summary>The server and this machine's network, as the transfers need them.</summary>
/// <param name="connection">The server.</param>
/// <param name="network">By which the server is reached.</param>
/// <param name="options">Where the server is.</param>
internal sealed class ServerOfTransfers(CurrentConnection connection, INetwork network, ClientOptions options)
    : ITransferServer
{
    /// <inheritdoc/>
    public IPEndPoint? EndPoint => connection.EndPoint;

    /// <inheritdoc/>
    public IReadOnlyList<IPAddress> LocalAddresses => network.LocalAddresses;

    /// <inheritdoc/>
    public IObservable<Reply> Ask(string line) => connection.Ask(line);

    /// <inheritdoc/>
    public IObservable<IConnection> Connect() => network.Connect(options.Host, options.Port);
}
