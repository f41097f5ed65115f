using System.Net;
using System.Reactive.Linq;
using Forum.Reactive.Protocol;
using Forum.Reactive.Transfer;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Client;

/// <summary>The server that is connected, and this host's network, as transfers need them to find a way.</summary>
/// <param name="network">This host's.</param>
/// <remarks>Safe on any thread.</remarks>
internal sealed class ServerOfFiles(INetwork network) : ITransferServer
{
    private volatile Connected? _now;

    /// <inheritdoc/>
    public IPEndPoint? EndPoint => _now?.Server.RemoteEndPoint;

    /// <inheritdoc/>
    public IReadOnlyList<IPAddress> LocalAddresses => network.LocalAddresses;

    /// <summary>Speaks with this server from now on.</summary>
    public void Join(Conversation server, IObservable<IConnection> again) => _now = new Connected(server, again);

    /// <inheritdoc/>
    public IObservable<Reply> Ask(string line) =>
        _now is { Server.IsLoggedIn: true } now ? now.Server.Send(line) : NotThere<Reply>(); // Only users are answered.

    /// <summary>As <see cref="Ask"/>, also before the log-in.</summary>
    public IObservable<Reply> Tell(string line) => _now?.Server.Send(line) ?? NotThere<Reply>();

    /// <inheritdoc/>
    public IObservable<IConnection> Connect() => _now?.Again ?? NotThere<IConnection>();

    private static IObservable<T> NotThere<T>() => Observable.Throw<T>(new IOException("the server is not there"));

    private sealed record Connected(Conversation Server, IObservable<IConnection> Again);
}
