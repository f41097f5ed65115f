using System.Reactive.Concurrency;
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
    public IObservable<object> Received =>
        Observable.Merge(
            client.Replies.Where(reply => reply.Code == HangsUp).Select(object (reply) => new Farewell(reply.Text)),
            client.Events,
            _answers.TakeUntil(client.Events.LastOrDefaultAsync())
        );

    /// <summary>Connects when subscribed to: one connection, or the error why not.</summary>
    /// <param name="host">The server's name or address.</param>
    /// <param name="port">Its TCP port.</param>
    /// <param name="network">By which it is reached.</param>
    /// <param name="files">What it is to introduce to others; null if there are no files.</param>
    /// <param name="scheduler">Measures how long the server may take to greet.</param>
    public static IObservable<IForumConnection> Connect(
        string host,
        int port,
        INetwork network,
        FileExchange? files,
        IScheduler scheduler
    ) => ForumClient.Connect(host, port, network, files, scheduler).Select(client => new ForumConnection(client));

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
