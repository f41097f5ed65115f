using System.Net;
using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Forum.Reactive.Protocol;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Client;

/// <summary>
/// A session with a forum. Requests go out at once and exactly once, however often their results are subscribed to; results come
/// in the order of the requests, events between them.
/// </summary>
/// <remarks>
/// <para>Each request gives its result to all who subscribe, also later, and fails with a <see cref="ForumException"/> when the
/// server refuses, or with an <see cref="IOException"/> when the connection ends before the answer has come.</para>
/// <para>Safe on any thread. Observers are called one at a time, by the thread that receives; the next bytes wait for them. When
/// the connection ends, <see cref="Replies"/> and <see cref="Events"/> complete.</para>
/// </remarks>
public sealed class ForumClient : IDisposable
{
    private static readonly TimeSpan GreetingPatience = TimeSpan.FromSeconds(5);

    private readonly Conversation _conversation;

    private ForumClient(Conversation conversation, FileExchange? files) =>
        (_conversation, Files) = (conversation, files);

    /// <summary>The server's end of the connection, as seen from here.</summary>
    public IPEndPoint ServerEndPoint => _conversation.RemoteEndPoint;

    /// <summary>Every reply, in order; completes when the connection ends.</summary>
    public IObservable<Reply> Replies => _conversation.Replies;

    /// <summary>What the server tells unasked; completes when the connection ends.</summary>
    public IObservable<ForumEvent> Events => _conversation.Events;

    /// <summary>The files of this client; null if it was connected without.</summary>
    public FileExchange? Files { get; }

    /// <summary>What others offer, also what cannot be taken; nothing where this client has no files.</summary>
    public IObservable<FileOffer> Offers => Files?.Offers ?? Observable.Empty<FileOffer>();

    /// <summary>
    /// Connects when subscribed to: one client whose server has said that it is ready, or the error why not, among them a
    /// <see cref="ForumException"/> when the server refuses.
    /// </summary>
    /// <param name="host">Name or address.</param>
    /// <param name="port">TCP port.</param>
    /// <param name="network">Default: this machine's network.</param>
    /// <param name="files">What sends and takes files over this connection; stays the caller's. Default: none are.</param>
    /// <param name="scheduler">Measures how long the server may take to greet: 5 s, then it is a <see cref="ProtocolException"/>. Default:
    /// the real clock.</param>
    public static IObservable<ForumClient> Connect(
        string host,
        int port,
        INetwork? network = null,
        FileExchange? files = null,
        IScheduler? scheduler = null
    )
    {
        var connections = (network ?? new RealNetwork()).Connect(host, port);
        return connections.SelectMany(connection =>
            Meet(new Conversation(connection), files, connections, scheduler ?? RealTime.Scheduler)
        );
    }

    /// <summary>Sends one request line as <c>docs/protocol.md</c> has them.</summary>
    /// <returns>Its reply, a refusal too.</returns>
    /// <exception cref="ArgumentException">The line is longer than 8,192 bytes, or has control characters.</exception>
    public IObservable<Reply> Send(string request) => _conversation.Send(request);

    /// <summary>Logs in, and tells where this client takes files if it does.</summary>
    /// <param name="user">The name.</param>
    /// <param name="password">The password.</param>
    /// <returns>The server's welcome.</returns>
    public IObservable<string> LogIn(string user, string password)
    {
        if (Files is not null)
        {
            Files.User = user;
            TakeFilesAt(Files.Port);
        }

        var name = Done(Send($"USER {user}")).Hot();
        var welcome = Done(Send($"PASS {password}")).Hot(); // At once, so that what is asked next may be sent before the answer.
        return name.SelectMany(_ => welcome).Select(reply => reply.Text).Hot();
    }

    /// <summary>Tells on which UDP port this client takes files.</summary>
    /// <param name="udpPort">1 to 65535, or 0: nowhere.</param>
    public IObservable<Unit> TakeFilesAt(int udpPort) => Done(Send($"PORT {udpPort}")).Select(_ => Unit.Default).Hot();

    /// <summary>Offers a file to a user, and sends it once it is taken. It goes on when the connection ends.</summary>
    /// <param name="user">Who is to get it.</param>
    /// <param name="path">Where it is.</param>
    /// <exception cref="InvalidOperationException">This client was connected without files.</exception>
    public TravellingFile SendFile(string user, string path) =>
        Files?.Send(path, user) ?? throw new InvalidOperationException("This client was connected without files.");

    /// <summary>Posts a message.</summary>
    /// <param name="message">One line of text, kept as it is.</param>
    public IObservable<Receipt> Post(string message) => Receive($"MSG {message}");

    /// <summary>Replaces the text of a message of one's own.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="time">Its time, as the board has it.</param>
    /// <param name="message">The new text.</param>
    public IObservable<Receipt> Edit(long number, DateTime time, string message) =>
        Receive($"EDT #{number} {ServerTime.Format(time)} {message}");

    /// <inheritdoc cref="Edit(long, DateTime, string)"/>
    /// <param name="edited">The message as it was read.</param>
    /// <param name="message">The new text.</param>
    public IObservable<Receipt> Edit(BoardMessage edited, string message)
    {
        ArgumentNullException.ThrowIfNull(edited);
        return Edit(edited.Number, edited.Time, message);
    }

    /// <summary>Deletes a message of one's own; every later one moves up.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="time">Its time, as the board has it.</param>
    public IObservable<Receipt> Delete(long number, DateTime time) =>
        Receive($"DLT #{number} {ServerTime.Format(time)}");

    /// <inheritdoc cref="Delete(long, DateTime)"/>
    /// <param name="deleted">The message as it was read.</param>
    public IObservable<Receipt> Delete(BoardMessage deleted)
    {
        ArgumentNullException.ThrowIfNull(deleted);
        return Delete(deleted.Number, deleted.Time);
    }

    /// <summary>The messages posted or edited later than a time, in the order of their numbers.</summary>
    /// <param name="since">In the server's zone; whole seconds.</param>
    public IObservable<IReadOnlyList<BoardMessage>> Read(DateTime since) =>
        List<BoardMessage>($"RDM {ServerTime.Format(since)}", BoardMessage.TryParse);

    /// <summary>All messages, in the order of their numbers.</summary>
    public IObservable<IReadOnlyList<BoardMessage>> ReadAll() => Read(DateTime.UnixEpoch);

    /// <summary>The messages that come after a number at that moment: nothing is missed in a shared second.</summary>
    /// <param name="number">The last number seen; 0: all messages.</param>
    public IObservable<IReadOnlyList<BoardMessage>> ReadAfter(long number) =>
        List<BoardMessage>($"RDM #{number}", BoardMessage.TryParse);

    /// <summary>The other active users, in the order in which they came.</summary>
    public IObservable<IReadOnlyList<OtherUser>> ListUsers() => List<OtherUser>("ATU", OtherUser.TryParse);

    /// <summary>From the result on, <see cref="Events"/> tells of posts, edits, deletions, arrivals and departures.</summary>
    public IObservable<Unit> Follow() => Done(Send("SUB")).Select(_ => Unit.Default).Hot();

    /// <summary>From the result on, <see cref="Events"/> tells of files only.</summary>
    public IObservable<Unit> Unfollow() => Done(Send("UNSUB")).Select(_ => Unit.Default).Hot();

    /// <summary>Shows the server that this client is there: a connection without requests is closed after its idle time.</summary>
    public IObservable<Unit> KeepAlive() => Done(Send("NOOP")).Select(_ => Unit.Default).Hot();

    /// <summary>Logs out; the server closes the connection.</summary>
    /// <returns>The server's farewell.</returns>
    public IObservable<string> LogOut() => Done(Send("OUT")).Select(reply => reply.Text).Hot();

    /// <summary>Ends the connection at once.</summary>
    public void Dispose() => _conversation.Dispose();

    private delegate bool LineParser<T>(string line, out T? item);

    private static IObservable<Reply> Done(IObservable<Reply> asked) =>
        asked.Select(reply => reply.IsSuccess ? reply : throw new ForumException(reply));

    private IObservable<Receipt> Receive(string request) => Done(Send(request)).Select(Receipt.Of).Hot();

    private IObservable<IReadOnlyList<T>> List<T>(string request, LineParser<T> parse) =>
        Done(Send(request)).Select(reply => ItemsOf(reply, parse)).Hot();

    // The last line says how many there are, or that there are none.
    private static IReadOnlyList<T> ItemsOf<T>(Reply reply, LineParser<T> parse)
    {
        var items = new List<T>(reply.Lines.Count - 1);
        foreach (var line in reply.Lines.SkipLast(1))
        {
            items.Add(
                parse(line, out var item)
                    ? item!
                    : throw new ProtocolException($"The server's answer has a line that is not of it: {line}")
            );
        }

        return items;
    }

    // A connection that comes to nothing is closed, also when nobody waits for it any more.
    private static IObservable<ForumClient> Meet(
        Conversation conversation,
        FileExchange? files,
        IObservable<IConnection> again,
        IScheduler scheduler
    ) =>
        Observable.Create<ForumClient>(observer =>
        {
            var hasMet = false;
            files?.Join(conversation, again);
            var meeting = conversation
                .Begin()
                .Timeout(
                    GreetingPatience,
                    Observable.Throw<Reply>(new ProtocolException("It says nothing.")),
                    scheduler
                )
                .Select(greeting => new ForumClient(conversation, files).Greeted(greeting))
                .Do(_ => hasMet = true)
                .Subscribe(observer);
            return () =>
            {
                meeting.Dispose();
                if (!hasMet)
                {
                    conversation.Dispose();
                }
            };
        });

    private ForumClient Greeted(Reply greeting)
    {
        if (greeting.IsSuccess)
        {
            return this;
        }

        Dispose();
        throw new ForumException(greeting);
    }
}
