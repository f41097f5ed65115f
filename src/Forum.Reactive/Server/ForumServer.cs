using System.Net.Sockets;
using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using DynamicData;
using Forum.Reactive.Access;
using Forum.Reactive.Board;
using Forum.Reactive.Log;
using Forum.Reactive.Presence;
using Forum.Reactive.Protocol;
using Forum.Reactive.Transport;
using Forum.Reactive.Views;

namespace Forum.Reactive.Server;

/// <summary>
/// A forum, served: sockets, log, rules and views put together. Everything that happens goes through one ordered log; everything
/// that can be seen here is a view of it.
/// </summary>
/// <remarks>
/// Safe on any thread. Subscribers are called by the thread that carries out commands, which waits for them: what takes long
/// belongs behind an <c>ObserveOn</c>. What a subscriber throws comes out of <see cref="Faults"/>; the forum goes on.
/// </remarks>
public sealed class ForumServer : IDisposable
{
    private readonly CompositeDisposable _views = [];
    private readonly SessionServices _services;
    private readonly ForumState _state;
    private readonly ILoop _loop;
    private readonly IConnectionListener _listener;
    private readonly SessionSet _sessions;
    private readonly IDisposable _log;

    private ForumServer(ForumServerOptions options, ILoop loop, IConnectionListener listener, IScheduler scheduler)
    {
        (_loop, _listener) = (loop, listener);
        var timestamps = new TimestampFormat(options.TimeZone);
        var log = new MemoryLog<Command>(scheduler, AtEndOfRound);
        var feed = new LiveFeed(new AnswerWriter(timestamps), scheduler, options.FeedPace, new EventRing(blocks: 64));
        _state = new ForumState(options.Rules);
        _services = new SessionServices(options, scheduler, log, timestamps, feed);
        _sessions = new SessionSet(_services);
        _views.Add(_state.Outcomes.Subscribe(batch => Announce(batch, feed)));
        _views.Add(ForgetBlocksThatAreOver(scheduler));
        _views.Add(LapseUnansweredOffers(scheduler));
        _log = log.Subscribe(_state);
        _views.Add(listener.Accepted.Subscribe(_sessions.Add));
    }

    /// <summary>Begins to serve.</summary>
    /// <param name="options">How.</param>
    /// <param name="network">Where; default: this machine's network.</param>
    /// <param name="scheduler">The clock, and where timers and slow views run; default: <see cref="RealTime.Scheduler"/>.</param>
    /// <exception cref="ArgumentException">An option is out of its bounds.</exception>
    /// <exception cref="SocketException">The port is taken, or not permitted, or the system grants no descriptors for connections.</exception>
    public static ForumServer Start(ForumServerOptions options, INetwork? network = null, IScheduler? scheduler = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        network ??= new RealNetwork();
        options = WithinTheGrant(options, network.MostConnections);
        var loop = network.StartLoop("forum");
        try
        {
            var listener = network.Listen(options.Port, loop);
            return new ForumServer(options, loop, listener, scheduler ?? RealTime.Scheduler);
        }
        catch
        {
            loop.Stop();
            throw;
        }
    }

    /// <summary>The TCP port on which it listens.</summary>
    public int Port => _listener.LocalEndPoint.Port;

    /// <summary>The messages, by <see cref="Message.Id"/>; one change set a batch of commands.</summary>
    public IMessageBoard Messages => _state.Board;

    /// <summary>Who is logged in, by name.</summary>
    public IObservableCache<ActiveUser, string> ActiveUsers => _state.Users.Published;

    /// <summary>The names with failed log-ins, whether or not they exist.</summary>
    public IObservableCache<FailedLogins, string> FailedLogins => _state.Guard.Windows;

    /// <summary>Connections that are open.</summary>
    public int ConnectionCount => _sessions.Count;

    /// <summary>What subscribers threw, and files that could not be written. Never completes with an error itself.</summary>
    public IObservable<Exception> Faults => _state.Faults;

    /// <summary>
    /// What users did, a line each, as for the console of the program: <c>yoda posted MSG #1 "Hello" at 23 Feb 2021 15:00:01.</c>
    /// Written on the scheduler, only while there is a subscriber; when they come faster than they are taken, some are skipped, and
    /// a line says how many.
    /// </summary>
    public IObservable<string> Activity => ActivityLines.From(_state.Outcomes, _services);

    /// <summary>Keeps <paramref name="file"/> equal to the board, until disposed: <c>messagelog.txt</c>.</summary>
    public IDisposable WriteMessageLog(ITextFile file) =>
        WriteFile(
            file,
            new MessageLog(_state.Board, _services.NewWriter()),
            _state.Board.Connect().Select(_ => Unit.Default)
        );

    /// <summary>Keeps <paramref name="file"/> equal to the list of active users, until disposed: <c>userlog.txt</c>.</summary>
    public IDisposable WriteUserLog(ITextFile file) =>
        WriteFile(
            file,
            new UserLog(_state.Users, _services.NewWriter()),
            ActiveUsers.Connect().Select(_ => Unit.Default)
        );

    /// <summary>
    /// Stops in stages: accepts no more, tells every session, waits until the last answers are read or
    /// <see cref="ForumServerOptions.StopTimeout"/> is over, aborts what is left, and completes the files.
    /// </summary>
    /// <returns>One value when all is done, also for those who subscribe later.</returns>
    public IObservable<Unit> Stop()
    {
        _listener.Dispose();
        _sessions.StopAll();
        var stopped = _sessions
            .Emptied.Amb(Observable.Timer(_services.Options.StopTimeout, _services.Scheduler).Select(_ => Unit.Default))
            .Take(1)
            .Do(_ => Dispose())
            .PublishLast();
        stopped.Connect();
        return stopped;
    }

    /// <summary>Stops at once; the files are completed.</summary>
    public void Dispose()
    {
        _listener.Dispose();
        _sessions.Dispose();
        _views.Dispose();
        _log.Dispose();
        _state.Dispose();
        _loop.Stop();
    }

    internal static void Announce(OutcomeBatch batch, LiveFeed feed)
    {
        foreach (ref readonly var outcome in batch.Outcomes)
        {
            switch (outcome.Answer.Kind)
            {
                case AnswerKind.Subscribed:
                    outcome.Command.Client?.Follow();
                    break;
                case AnswerKind.Unsubscribed:
                    outcome.Command.Client?.Unfollow();
                    break;
                default:
                    feed.Write(outcome.Answer);
                    break;
            }
        }

        feed.Signal();
    }

    /// <summary>A block that is over matters no more: its end is a command like others, so that only the log changes the state.</summary>
    private IDisposable ForgetBlocksThatAreOver(IScheduler scheduler) =>
        FailedLogins
            .Connect(window => window.BlockedUntil is not null)
            .ExpireAfter(window => window.BlockedUntil - scheduler.Now, scheduler)
            .OnItemRemoved(
                window => _services.Log.Append([new Command(Request.Forget(window.User), null, null)]),
                invokeOnUnsubscribe: false
            )
            .Subscribe();

    /// <summary>That nobody answered an offer in time is a command, too.</summary>
    private IDisposable LapseUnansweredOffers(IScheduler scheduler) =>
        _state
            .Offers.Unanswered.Connect()
            .SubscribeMany(offer =>
                scheduler.Schedule(
                    offer.LapsesAt,
                    () => _services.Log.Append([new Command(Request.Lapse(offer.Id), null, null)])
                )
            )
            .Subscribe();

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

    private void AtEndOfRound(Action act)
    {
        if (_loop.IsCurrent)
        {
            _loop.Defer(act);
        }
        else
        {
            act();
        }
    }

    private IDisposable WriteFile<TList>(ITextFile file, ITextFileContent<TList> content, IObservable<Unit> changes)
    {
        var view = new TextFileView<TList>(file, content, changes, _services.Scheduler);
        var writing = new CompositeDisposable(view, view.Faults.Subscribe(_state.OnError));
        _views.Add(writing);
        return writing;
    }
}
