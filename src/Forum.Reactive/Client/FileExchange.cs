using System.Net;
using System.Net.Sockets;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Forum.Reactive.Transfer;
using Forum.Reactive.Transfer.Bundles;
using Forum.Reactive.Transfer.Files;
using Forum.Reactive.Transfer.Introduction;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Client;

/// <summary>
/// The files of one user: a UDP port, what is offered there, and what travels. Give it to <see cref="ForumClient.Connect"/>, which
/// introduces it to others; it outlives the connection, and can be given to the next one.
/// </summary>
/// <remarks>Safe on any thread. Observers are called by the thread that moves files, or the one that looks at offers.</remarks>
public sealed class FileExchange : IDisposable
{
    private readonly IDatagramSocket _socket;
    private readonly FileTransfers _engine;
    private readonly IFileStore _store;
    private readonly IScheduler _background;
    private readonly ServerOfFiles _server;
    private readonly Introduction _introduction;

    private FileExchange(
        IDatagramSocket socket,
        FileTransfers engine,
        ServerOfFiles server,
        IFileStore store,
        IScheduler background
    )
    {
        (_socket, _engine, _server, _store, _background) = (socket, engine, server, store, background);
        _introduction = new Introduction(engine, server, store, background);
        _introduction.Begin();
    }

    /// <summary>The UDP port on which files come in.</summary>
    public int Port => _engine.Port;

    /// <summary>The name under which the user is logged in; <see cref="ForumClient.LogIn"/> tells it. Both sides must mean the same two.</summary>
    public string User
    {
        get => _engine.User;
        set => _engine.User = value;
    }

    /// <summary>
    /// What others offer from now on, also what cannot be taken: <see cref="FileOffer.Problem"/> says so, and it should be declined.
    /// </summary>
    public IObservable<FileOffer> Offers => _introduction.Offers;

    /// <summary>What went wrong where files are moved; nothing ends by it.</summary>
    public IObservable<Exception> Faults => (_socket.Scheduler as ILoop)?.Faults ?? Observable.Never<Exception>();

    /// <summary>Opens the UDP port.</summary>
    /// <param name="options">Where and how; the defaults if null.</param>
    /// <param name="network">Default: this machine's.</param>
    /// <param name="store">The files; default: those of this machine, and what is received in the options' folder.</param>
    /// <param name="background">Where files are opened, digested and flushed; default: the thread pool.</param>
    /// <param name="entropy">Chance and keys; default: the system's.</param>
    /// <param name="key">By which others know this user again; null: they cannot. The caller's to dispose afterwards.</param>
    /// <param name="known">With whom this user has compared check digits; default: nobody.</param>
    /// <exception cref="SocketException">The port is taken.</exception>
    /// <exception cref="InvalidOperationException">An option is out of its bounds.</exception>
    public static FileExchange Open(
        FileExchangeOptions? options = null,
        INetwork? network = null,
        IFileStore? store = null,
        IScheduler? background = null,
        Entropy? entropy = null,
        LongTermKey? key = null,
        IKnownPeers? known = null
    )
    {
        options ??= new FileExchangeOptions();
        background ??= RealTime.Scheduler;
        store ??= new BundleStore(options.Downloads);
        network ??= new RealNetwork();
        var socket = network.OpenDatagramSocket(new IPEndPoint(RealNetwork.AnyAddress, options.UdpPort));
        try
        {
            var server = new ServerOfFiles(network);
            var engine = new FileTransfers(
                socket,
                socket.Scheduler,
                background,
                store,
                options.Transfers,
                entropy,
                key,
                known,
                server
            );
            return new FileExchange(socket, engine, server, store, background);
        }
        catch
        {
            Close(socket);
            throw;
        }
    }

    /// <summary>Offers a file, or a folder with all that is below it, and sends it once it is taken.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="receiver">Who is to get it.</param>
    public TravellingFile Send(string path, string receiver) => Send([path], [receiver])[0];

    /// <summary>
    /// Offers files and folders as one to each of several users, and sends them to those who take them. What is sent to many is read
    /// once.
    /// </summary>
    /// <param name="paths">At least one.</param>
    /// <param name="receivers">At least one.</param>
    /// <returns>One for each receiver, in their order.</returns>
    /// <exception cref="ArgumentException">There is nothing to send, or nobody to send it to.</exception>
    public IReadOnlyList<TravellingFile> Send(IReadOnlyList<string> paths, IReadOnlyList<string> receivers)
    {
        ArgumentNullException.ThrowIfNull(paths);
        if (paths.Count == 0)
        {
            throw new ArgumentException("There is nothing to send.", nameof(paths));
        }

        return Send(() => paths, receivers);
    }

    /// <summary>As above, of what is chosen where files may be looked at.</summary>
    /// <param name="choose">Called once, in the background; what it throws is the end of the files.</param>
    /// <param name="receivers">At least one.</param>
    /// <returns>One for each receiver, in their order.</returns>
    /// <exception cref="ArgumentException">There is nobody to send it to.</exception>
    public IReadOnlyList<TravellingFile> Send(Func<IReadOnlyList<string>> choose, IReadOnlyList<string> receivers)
    {
        ArgumentNullException.ThrowIfNull(choose);
        ArgumentNullException.ThrowIfNull(receivers);
        if (receivers.Count == 0)
        {
            throw new ArgumentException("There is nobody to send it to.", nameof(receivers));
        }

        return _introduction.Send(choose, [.. receivers]);
    }

    /// <inheritdoc cref="FileTransfers.RemoveOldParts"/>
    public IObservable<ExpiredPart> RemoveOldParts() => _engine.RemoveOldParts();

    /// <summary>
    /// Parts of files that wait for another attempt, in any order. Looked for once, in the background; a folder that cannot be read
    /// is an error.
    /// </summary>
    public IObservable<IReadOnlyList<StoredPart>> FindParts() =>
        Observable.Start(() => (IReadOnlyList<StoredPart>)[.. PartExpiry.FindWaiting(_store)], _background);

    /// <summary>Removes the parts that wait for another attempt: once, in the background, whether or not anybody subscribes.</summary>
    /// <returns>One value: what was removed.</returns>
    public IObservable<IReadOnlyList<ExpiredPart>> RemoveParts() =>
        Observable.Start(
            () => (IReadOnlyList<ExpiredPart>)[.. PartExpiry.Remove(_store, _socket.Scheduler.Now, TimeSpan.MinValue)],
            _background
        );

    /// <summary>Stops what travels, keeping what has arrived for another attempt, and closes the port.</summary>
    public void Dispose()
    {
        _engine.Dispose();
        Close(_socket);
    }

    /// <param name="server">Speaks with it from now on.</param>
    /// <param name="again">Connects to it once more.</param>
    internal void Join(Conversation server, IObservable<IConnection> again)
    {
        _server.Join(server, again);
        _introduction.Join(server);
    }

    /// <summary>A loop of the socket's own is waited for: what has arrived is then safe.</summary>
    private static void Close(IDatagramSocket socket)
    {
        if (socket.Scheduler is IDisposable loop)
        {
            loop.Dispose();
        }
        else
        {
            socket.Dispose();
        }
    }
}
