using System.Net;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using Forum.Reactive.Client;
using Forum.Reactive.Protocol;
using Forum.Reactive.Transport;

namespace Forum.ClientApp.Session;

/// <summary>The library's client, as this program needs it.</summary>
internal sealed class ForumConnection(ForumClient client) : IForumConnection
{
    private const int HangsUp = 421;
    private readonly Subject<Reply> _answers = new();

    /// <inheritdoc/>
    public IPEndPoint EndPoint => client.ServerEndPoint;

    /// <inheritdoc/>
    public IObservable<object> Received =>
        Observable.Merge(
            client.Replies.Where(reply => reply.Code == HangsUp).Select(object (reply) => new Farewell(reply.Text)),
            client.Events,
            _answers.TakeUntil(client.Events.LastOrDefaultAsync())
        );

    /// <summary>Connects when subscribed to: one connection, or the error why not.</summary>
    public static IObservable<IForumConnection> Connect(string host, int port, INetwork network) =>
        ForumClient.Connect(host, port, network).Select(client => new ForumConnection(client));

    /// <inheritdoc/>
    public void Send(string line) => client.Send(line).Subscribe(_answers.OnNext, static _ => { });

    /// <inheritdoc/>
    public IObservable<Reply> Ask(string line) => client.Send(line);

    /// <inheritdoc/>
    public void Dispose()
    {
        client.Dispose();
        _answers.Dispose();
    }
}
