using System.Reactive.Linq;
using Forum.Reactive.Client;

namespace Forum.ClientApp.Session;

/// <summary>The library's client, as this program needs it.</summary>
internal sealed class ForumConnection(ForumClient client) : IForumConnection
{
    /// <inheritdoc/>
    public IObservable<object> Received => client.Replies.Select(object (reply) => reply).Merge(client.Events);

    /// <summary>Connects when subscribed to: one connection, or the error why not.</summary>
    public static IObservable<IForumConnection> Connect(string host, int port) =>
        ForumClient.Connect(host, port).Select(client => new ForumConnection(client));

    /// <inheritdoc/>
    public void Send(string line) => client.Send(line);

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();
}
