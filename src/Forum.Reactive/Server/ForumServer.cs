using System.Net.Sockets;
using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Text;
using DynamicData;
using Forum.Reactive.Access;
using Forum.Reactive.Board;
using Forum.Reactive.Forum;
using Forum.Reactive.Log;
using Forum.Reactive.Presence;
using Forum.Reactive.Protocol;
using Forum.Reactive.Transport;
using Forum.Reactive.Views;

namespace Forum.Reactive.Server;

/// <summary>
/// A forum, served: log, rules, sockets and views put together. Everything that happens goes through one ordered log; everything
/// that can be seen here is a view of it.
/// </summary>
/// <remarks>
/// Safe on any thread. Subscribers of the caches and of <see cref="Outcomes"/> are called by the loop, which waits for them: what
/// takes long belongs behind an <c>ObserveOn</c>. What a subscriber throws comes out of <see cref="Faults"/>; the forum goes on.
/// </remarks>
public sealed class ForumServer : IDisposable
{
    private readonly ForumNode _node;

    private ForumServer(ForumNode node) => _node = node;

    /// <summary>Begins to serve: restores and replays what the log has, then listens.</summary>
    /// <param name="options">How.</param>
    /// <param name="log">What everything goes through; default: a <see cref="MemoryLog"/>. It is the server's from now on.</param>
    /// <param name="network">Where; default: this machine's network.</param>
    /// <param name="scheduler">Where slow views run, as are the files and the lines of activity; default:
    /// <see cref="RealTime.Scheduler"/>.</param>
    /// <exception cref="ArgumentException">An option is out of its bounds.</exception>
    /// <exception cref="SocketException">The port is taken, or not permitted, or the system grants no descriptors for connections.</exception>
    public static ForumServer Start(
        ForumServerOptions options,
        ILog? log = null,
        INetwork? network = null,
        IScheduler? scheduler = null
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        network ??= new RealNetwork();
        options = WithinTheGrant(options, network.MostConnections);
        var loop = network.StartLoop("forum");
        try
        {
            var listener = network.Listen(options.Port, loop);
            var node = new ForumNode(
                options,
                network,
                loop,
                log ?? new MemoryLog(),
                listener,
                scheduler ?? RealTime.Scheduler
            );
            return new ForumServer(node);
        }
        catch
        {
            loop.Stop();
            throw;
        }
    }

    /// <summary>The TCP port on which it listens.</summary>
    public int Port => _node.Port;

    /// <summary>How the log fares; the current status on subscription. On the loop.</summary>
    public IObservable<LogStatus> Status => _node.Status;

    /// <summary>The messages, by <see cref="Message.Id"/>; one change set a batch.</summary>
    public IMessageBoard Messages => _node.State.Board.Published;

    /// <summary>Who is logged in, by name.</summary>
    public IObservableCache<ActiveUser, string> ActiveUsers => _node.State.Users.Cache.Published;

    /// <summary>The names with failed log-ins, whether or not they exist.</summary>
    public IObservableCache<FailedLogins, string> FailedLogins => _node.State.Guard.Cache.Published;

    /// <summary>What became of each entry of the log, in their order: after the caches have published what changed.</summary>
    public IObservable<OutcomeBatch> Outcomes => _node.Outcomes;

    /// <summary>Connections that are open.</summary>
    public int ConnectionCount => _node.ConnectionCount;

    /// <summary>Entries on which a rule failed, what subscribers threw, and files that could not be written. Never completes with an
    /// error itself.</summary>
    public IObservable<Exception> Faults => _node.Faults;

    /// <summary>
    /// What users did, a line each, as for the console of the program: <c>yoda posted MSG #1 "Hello" at 23 Feb 2021 15:00:01.</c>
    /// Written on the scheduler, only while there is a subscriber; when they come faster than they are taken, some are skipped, and
    /// a line says how many.
    /// </summary>
    public IObservable<string> Activity => _node.Activity;

    /// <summary>
    /// What may be an attack, or too much, a line each, with the address: failed log-ins, blocks, and what was refused for there being
    /// too much of it. At most 20 lines a second, and one that counts the others. Written on the scheduler, only while there is a
    /// subscriber; names in it are what somebody sent.
    /// </summary>
    public IObservable<string> Alarms => _node.Alarms;

    /// <summary>Sessions that the live feed is sent to.</summary>
    internal int SubscriberCount => _node.SubscriberCount;

    /// <summary>Posts a message in a user's name, who need not be logged in.</summary>
    /// <param name="user">1 to 64 letters, digits and <c>. _ - @ +</c>.</param>
    /// <param name="text">Printable, not only spaces, at most <see cref="Message.MaxBytes"/> in UTF-8.</param>
    /// <returns>Hot: one value on the loop, also for those who subscribe later. An <see cref="IOException"/> when the log cannot take
    /// it: then nothing was posted.</returns>
    /// <exception cref="ArgumentException">The name or the text is not valid.</exception>
    public IObservable<PostReceipt> Post(string user, string text)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(text);
        if (!UserName.IsValid(user))
        {
            throw new ArgumentException(
                $"A user name has 1 to {UserName.MaxLength} letters, digits and . _ - @ +",
                nameof(user)
            );
        }

        var utf8 = Encoding.UTF8.GetBytes(text);
        if (utf8.Length > Message.MaxBytes || string.IsNullOrWhiteSpace(text) || !PrintableText.IsValid(utf8))
        {
            throw new ArgumentException(
                $"A message is printable text of at most {Message.MaxBytes} bytes, and not of spaces only",
                nameof(text)
            );
        }

        return _node.Post(new PostAsDetails(user, utf8));
    }

    /// <summary>Ends the session of a user, who is told so, and logs the user out.</summary>
    /// <returns>Hot: one value on the loop, whether the user was logged in. An <see cref="IOException"/> when the log cannot take it.</returns>
    public IObservable<bool> Disconnect(string user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return _node.Disconnect(user);
    }

    /// <summary>Keeps <paramref name="file"/> equal to the board, until disposed: <c>messagelog.txt</c>.</summary>
    public IDisposable WriteMessageLog(ITextFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return _node.WriteMessageLog(file);
    }

    /// <summary>Keeps <paramref name="file"/> equal to the list of active users, until disposed: <c>userlog.txt</c>.</summary>
    public IDisposable WriteUserLog(ITextFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return _node.WriteUserLog(file);
    }

    /// <summary>
    /// Serves clients from when the log has caught up and the files of <see cref="WriteMessageLog"/> and <see cref="WriteUserLog"/> have
    /// what it brought (or could not be written, which <see cref="Faults"/> tells). With <see cref="ForumServerOptions.WaitsToServe"/>
    /// nobody is served before.
    /// </summary>
    /// <returns>Hot: one value on the loop when clients are served, also for those who subscribe later.</returns>
    public IObservable<Unit> Serve() => _node.Serve();

    /// <summary>
    /// Stops in stages: accepts no more, tells every session, waits until the last answers are read or
    /// <see cref="ForumServerOptions.StopTimeout"/> is over, aborts what is left, drains the log, completes the files and all other
    /// views, and ends the loop.
    /// </summary>
    /// <returns>Hot: one value when all is done, also for those who subscribe later.</returns>
    public IObservable<Unit> Stop() => _node.Stop(isPatient: true);

    /// <summary>Stops without waiting for anybody; what remains to be done, the files among it, is done soon after. Await
    /// <see cref="Stop"/> to know when.</summary>
    public void Dispose() => _node.Stop(isPatient: false);

    private static ForumServerOptions WithinTheGrant(ForumServerOptions options, int granted) =>
        granted > 0
            ? options with
            {
                MaxConnections = Math.Min(options.MaxConnections, granted),
            }
            : throw new SocketException(
                (int)SocketError.TooManyOpenSockets,
                "the system grants this program too few open files for any connection (see ulimit -n)"
            );
}
