using System.Collections.Immutable;
using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using DynamicData;
using Forum.Reactive.Forum;
using Forum.Reactive.Log;
using Forum.Reactive.Protocol;
using Forum.Reactive.Server.Relay;
using Forum.Reactive.Transport;
using Forum.Reactive.Views;

namespace Forum.Reactive.Server;

/// <summary>What a server is made of, and in which order it begins and ends.</summary>
#pragma warning disable CA1001 // It ends by Stop, stage by stage.
internal sealed class ForumNode
#pragma warning restore CA1001
{
    private readonly ILoop _loop;
    private readonly ILog _log;
    private readonly INetwork _network;
    private readonly IConnectionListener _listener;
    private readonly IScheduler _scheduler;
    private readonly LiveFeed _feed;
    private readonly SessionServices _services;
    private readonly SessionSet _sessions;
    private readonly ISubject<Exception> _faults = Subject.Synchronize(new Subject<Exception>());
    private readonly AsyncSubject<Unit> _begun = new(); // The log has caught up
    private readonly CompositeDisposable _timers = [];
    private readonly CompositeDisposable _files = [];
    private ImmutableList<Func<IObservable<Unit>>> _completions = []; // Of the files; swapped as a whole
    private bool _isServing; // Of the loop
    private readonly Stopping _stopping;
    private DatagramPorts? _datagrams; // Once the log has caught up

    public ForumNode(
        ForumServerOptions options,
        INetwork network,
        ILoop loop,
        ILog log,
        IConnectionListener listener,
        IScheduler scheduler
    )
    {
        (_network, _loop, _log, _listener, _scheduler) = (network, loop, log, listener, scheduler);
        var timestamps = new TimestampFormat(options.TimeZone);
        _feed = new LiveFeed(new AnswerWriter(timestamps), loop, options.FeedPace, new EventRing(blocks: 64));
        _services = new SessionServices(options, loop, log, State, _feed);
        _sessions = new SessionSet(_services);
        _stopping = new Stopping(
            _services,
            _listener,
            _sessions,
            _files.Dispose,
            CompleteStreams,
            StopDatagrams,
            _scheduler
        );
        State.Faults.Subscribe(_faults.OnNext);
        State.Outcomes.Subscribe(new Replies(_services, _sessions));
        loop.Post(Connect);
    }

    public ForumState State { get; } = new();

    public int Port => _listener.LocalEndPoint.Port;

    public int ConnectionCount => _sessions.Count;

    public int SubscriberCount => _feed.SubscriberCount;

    public IObservable<LogStatus> Status => _log.Status;

    public IObservable<Exception> Faults => _faults.AsObservable();

    public IObservable<OutcomeBatch> Outcomes =>
        Observable.Create<OutcomeBatch>(observer =>
            State.Outcomes.Subscribe(new Guarded<OutcomeBatch>(observer, _faults))
        );

    public IObservable<string> Activity => ActivityLines.From(State.Outcomes, _services.Timestamps, _scheduler);

    public IObservable<string> Alarms =>
        AlarmLines.From(State.Outcomes, _services.Alarms, _services.Timestamps, _scheduler);

    public IObservable<PostReceipt> Post(PostAsDetails posting) =>
        Ask(Act.PostAs(posting), static outcome => new PostReceipt(outcome.Number, outcome.Message!));

    public IObservable<bool> Disconnect(string user)
    {
        var done = new AsyncSubject<bool>();
        _loop.Post(() => Disconnect(user, done));
        return done.AsObservable();
    }

    public IDisposable WriteMessageLog(ITextFile file) =>
        WriteFile(
            file,
            new MessageLog(State.Board.Published, new AnswerWriter(_services.Timestamps)),
            _begun.SelectMany(_ => State.Board.Published.Connect()).Select(_ => Unit.Default)
        );

    public IDisposable WriteUserLog(ITextFile file) =>
        WriteFile(
            file,
            new UserLog(() => State.Users.Snapshot, new AnswerWriter(_services.Timestamps)),
            _begun.SelectMany(_ => State.Users.Cache.Published.Connect()).Select(_ => Unit.Default)
        );

    /// <summary>Lets clients in, as soon as the log has caught up and the files have what it brought.</summary>
    public IObservable<Unit> Serve()
    {
        var serving = new AsyncSubject<Unit>();
        _loop.Post(() =>
            _begun
                .SelectMany(_ => _log.Drain()) // What this node said of itself at the beginning
                .SelectMany(_ => CompleteFiles())
                .Subscribe(_ => _loop.Post(() => Accept(serving)))
        );
        return serving.AsObservable();
    }

    public IObservable<Unit> Stop(bool isPatient) => _stopping.Begin(isPatient);

    private void Connect()
    {
        _log.Status.Subscribe(Heed);
        _log.Connect(_loop, _services.Times);
    }

    private void Heed(LogStatus status)
    {
        switch (status)
        {
            case LogStatus.CaughtUp when _stopping.HasBegun:
                break;
            case LogStatus.CaughtUp first when _services.Node == 0:
                Begin(first.Node);
                break;
            case LogStatus.CaughtUp again when again.Node != 0 && again.Node != _services.Node:
                Join(again.Node);
                break;
            case LogStatus.Excluded or LogStatus.Failed:
                _sessions.EndAll();
                break;
        }
    }

    /// <summary>The log has caught up: says what this node goes by, and lets views, timers and, unless they are to wait, clients in.</summary>
    /// <param name="given">The incarnation among other nodes; 0: this node is alone, and whoever was there before is gone.</param>
    private void Begin(long given)
    {
        var isAlone = given == 0;
        var earlier = isAlone ? EarlierNodes() : [];
        _services.Node = isAlone ? earlier.DefaultIfEmpty(0).Max() + 1 : given;
        _services.Times.Begin(isAlone);
        foreach (var node in earlier)
        {
            _services.Own.AppendSurely(Act.NodeGone(node));
        }

        if (State.Position == 0 || State.Rules != _services.Options.Rules)
        {
            _services.Own.AppendSurely(Act.SetRules(_services.Options.Rules));
        }

        _services.Own.AppendSurely(Act.NodeJoined(_services.Node));
        _begun.OnNext(Unit.Default);
        _begun.OnCompleted();
        _timers.Add(Deadlines.Keep(_services));
        _timers.Add(_services.Authenticator.Removed.Subscribe(gone => _loop.Post(() => DisconnectAll(gone))));
        _datagrams = DatagramPorts.Open(
            _network,
            _listener.LocalEndPoints,
            _services.Options.RelayRate,
            _services.Options.Entropy,
            _faults.OnNext
        );
        _services.Relay = _datagrams.Tickets;
        _timers.Add(EndRelaysOfOffersThatAreOver());
        if (!_services.Options.WaitsToServe)
        {
            Accept();
        }
    }

    /// <summary>Those of before: one that failed before the log took that it had begun is known by its users only.</summary>
    private List<long> EarlierNodes() =>
        [.. State.Nodes.Union(State.Users.Snapshot.ByArrival.Values.Select(user => user.Node)).Order()];

    /// <summary>The others took this node for gone, and its sessions have ended: it goes on as another one.</summary>
    private void Join(long node)
    {
        _services.Node = node;
        _services.Own.AppendSurely(Act.NodeJoined(node));
    }

    private void Accept()
    {
        if (!_isServing && !_stopping.HasBegun)
        {
            _isServing = true;
            _listener.Accepted.Subscribe(_sessions.Add);
        }
    }

    private void Accept(AsyncSubject<Unit> serving)
    {
        Accept();
        serving.OnNext(Unit.Default);
        serving.OnCompleted();
    }

    private IDisposable EndRelaysOfOffersThatAreOver() =>
        State
            .Offers.Cache.Published.Connect()
            .Subscribe(changes =>
            {
                foreach (var change in changes.Where(change => change.Reason == ChangeReason.Remove))
                {
                    _services.Relay?.End(change.Key);
                }
            });

    private IObservable<Unit> StopDatagrams() => _datagrams?.Stop() ?? Observable.Return(Unit.Default);

    /// <summary>The files as the board is now.</summary>
    private IObservable<Unit> CompleteFiles() =>
        _completions.Select(complete => complete()).Merge().LastOrDefaultAsync();

    private void DisconnectAll(IReadOnlyList<string> users)
    {
        foreach (var user in users)
        {
            Disconnect(user, new AsyncSubject<bool>());
        }
    }

    private void Disconnect(string user, AsyncSubject<bool> done)
    {
        if (State.Users.Cache.Published.Lookup(user) is { HasValue: true, Value: var active })
        {
            Append(
                Act.LogOut(active.Login, LogOutReason.Removed),
                static outcome => outcome.Kind == OutcomeKind.Left,
                done
            );
        }
        else
        {
            done.OnNext(false);
            done.OnCompleted();
        }
    }

    private IObservable<T> Ask<T>(Act act, Func<Outcome, T> select)
    {
        var done = new AsyncSubject<T>();
        _loop.Post(() => _begun.Subscribe(_ => Append(act, select, done))); // Waits until the log has caught up.
        return done.AsObservable();
    }

    private void Append<T>(Act act, Func<Outcome, T> select, AsyncSubject<T> done)
    {
        if (_stopping.HasBegun)
        {
            done.OnError(new IOException("The forum stops; nothing was done."));
            return;
        }

        _services.Times.Look();
        _services.Own.Append(
            act,
            outcome =>
            {
                if (outcome.Kind == OutcomeKind.Refused)
                {
                    done.OnError(new IOException("The log cannot take it now; nothing was done."));
                    return;
                }

                done.OnNext(select(outcome));
                done.OnCompleted();
            }
        );
    }

    private IDisposable WriteFile<TList>(ITextFile file, ITextFileContent<TList> content, IObservable<Unit> changes)
    {
        var view = new TextFileView<TList>(file, content, changes, _scheduler);
        var writing = new CompositeDisposable(view, view.Faults.Subscribe(_faults.OnNext));
        _files.Add(writing);
        ImmutableInterlocked.Update(ref _completions, (list, complete) => list.Add(complete), view.Complete);
        return writing;
    }

    /// <summary>The last stage but one: nothing happens any more, and whoever watches is told so.</summary>
    private void CompleteStreams()
    {
        _timers.Dispose();
        _feed.Dispose();
        _services.Alarms.OnCompleted();
        State.Dispose();
        _log.Dispose();
        _faults.OnCompleted();
    }
}
