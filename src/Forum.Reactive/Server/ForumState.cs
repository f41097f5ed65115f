using System.Net;
using System.Reactive.Subjects;
using Forum.Reactive.Access;
using Forum.Reactive.Board;
using Forum.Reactive.Log;
using Forum.Reactive.Presence;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Server;

/// <summary>
/// The forum: a fold over the log. (state, command, time of the command) gives changes and an answer; no clock, no randomness,
/// no I/O in it, so that the same log makes the same forum anywhere.
/// </summary>
/// <remarks>
/// After each batch come, in this order: the change sets of the caches, the outcomes to those who watch, and the answers on
/// their way. One thread at a time, the log's.
/// </remarks>
internal sealed class ForumState(ForumRules rules) : IObserver<LogBatch<Command>>, IDisposable
{
    private readonly OutcomeBatch _outcomes = new();
    private readonly Subject<OutcomeBatch> _watched = new();
    private readonly Subject<Exception> _faults = new();
    private readonly Dictionary<string, IAnswerSink> _clients = new(StringComparer.Ordinal);
    private readonly List<IAnswerSink> _told = [];
    private Action[]? _publications;

    public MessageBoard Board { get; } = new();

    public ActiveUsers Users { get; } = new();

    public LoginGuard Guard { get; } = new(rules.MaxFailures, rules.BlockTime, rules.FailureCapacity);

    private RateBudget<SourceNetwork> Addresses { get; } =
        new(rules.MaxFailuresPerMinute, TimeSpan.FromMinutes(1), rules.AddressCapacity);

    public OfferBook Offers => field ??= new OfferBook(Users, rules.OfferLifetime, rules.OfferCapacity);

    /// <summary>What was carried out, a batch at a time.</summary>
    public IObservable<OutcomeBatch> Outcomes => _watched;

    /// <summary>What subscribers of the caches and of <see cref="Outcomes"/> threw. The forum goes on.</summary>
    public IObservable<Exception> Faults => _faults;

    public void OnNext(LogBatch<Command> batch)
    {
        var now = Timestamp.From(batch.Time);
        _outcomes.Time = batch.Time;
        foreach (ref readonly var command in batch.Entries)
        {
            var answer = CarryOut(command, batch.Time, now);
            command.Client?.Answer(answer);
            _outcomes.Add(command, answer);
        }

        TellOthers();
        Publish();
        Flush();
        _outcomes.Clear();
    }

    public void OnCompleted() => Dispose();

    public void OnError(Exception error)
    {
        try
        {
            _faults.OnNext(error);
        }
#pragma warning disable CA1031 // Who watches for faults has a fault: there is nobody left to tell.
        catch (Exception)
#pragma warning restore CA1031
        { }
    }

    public void Dispose()
    {
        Board.Dispose();
        Users.Dispose();
        Guard.Dispose();
        Offers.Dispose();
        _watched.OnCompleted();
        _faults.OnCompleted();
    }

    private Answer CarryOut(in Command command, DateTimeOffset time, Timestamp now)
    {
        var request = command.Request;
        switch (request.Verb)
        {
            case Verb.Invalid:
                return new Answer(request.Refusal, request.Number);
            case Verb.Pass:
                return LogIn(command, time, now);
            case Verb.Forget:
                Guard.Forget(request.Name, time);
                return default;
            case Verb.Lapse:
                Offers.Lapse(request.Number);
                return default;
            case Verb.Noop:
                return new Answer(AnswerKind.Ok);
            case Verb.Help:
                return new Answer(AnswerKind.Help);
            case Verb.User:
                return new Answer(AnswerKind.PasswordRequired);
            case Verb.Port:
                return Move(command.User, (int)request.Number);
            case Verb.Out or Verb.Leave:
                return Exit(command, now);
            default:
                return command.User is { } user
                    ? ForUser(user, request, time, now)
                    : new Answer(AnswerKind.PleaseLogIn);
        }
    }

    private Answer ForUser(string user, in Request request, DateTimeOffset time, Timestamp now) =>
        request.Verb switch
        {
            Verb.Msg => Board.Post(user, request.Text, now),
            Verb.Rdm => Board.Read(request.Time.Earliest),
            Verb.Edt => Board.Edit(user, request.Number, request.Time, request.Text, now),
            Verb.Dlt => Board.Delete(user, request.Number, request.Time, now),
            Verb.Atu => Users.ListOthers(user),
            Verb.Sub => new Answer(AnswerKind.Subscribed),
            Verb.Unsub => new Answer(AnswerKind.Unsubscribed),
            Verb.Offer => Offers.Make(user, request.Details<OfferDetails>(), time),
            Verb.Accept => Offers.Accept(user, request.Number, request.Details<AcceptDetails>()),
            Verb.Decline => Offers.Decline(user, request.Number, request.Name),
            Verb.Cancel => Offers.Cancel(user, request.Number),
            _ => new Answer(AnswerKind.InvalidCommand),
        };

    private Answer LogIn(in Command command, DateTimeOffset time, Timestamp now)
    {
        var attempt = command.Request.Details<LogInAttempt>();
        var source = SourceNetwork.Of(IPAddress.Parse(attempt.Address));
        if (Addresses.IsSpent(source, time))
        {
            return new Answer(AnswerKind.AddressHeldBack);
        }

        if (Guard.Refuse(attempt.User, attempt.PasswordIsRight, time) is { } refusal)
        {
            if (refusal.Kind != AnswerKind.Blocked)
            {
                Addresses.Spend(source, time);
            }

            return refusal;
        }

        var answer = Users.Enter(attempt.User, attempt.Address, attempt.UdpPort, now);
        if (answer.Kind == AnswerKind.Welcome)
        {
            Guard.Reset(attempt.User);
            if (command.Client is { } client)
            {
                _clients[attempt.User] = client;
            }
        }

        return answer;
    }

    private Answer Move(string? user, int udpPort)
    {
        if (user is not null)
        {
            Users.Move(user, udpPort);
        }

        return new Answer(AnswerKind.PortSet, udpPort);
    }

    private Answer Exit(in Command command, Timestamp now)
    {
        var kind = command.Request.Verb == Verb.Out ? AnswerKind.Bye : AnswerKind.Left;
        if (command.User is not { } user || Users.Find(user)?.Arrival != command.Request.Number)
        {
            return new Answer(kind); // Nobody, or one who has gone already and may be back on another connection.
        }

        Users.Exit(user);
        Offers.Exit(user);
        _clients.Remove(user);
        return new Answer(kind, Time: now, Subject: user);
    }

    private void TellOthers()
    {
        foreach (var notice in Offers.Notices)
        {
            if (_clients.TryGetValue(notice.User, out var client))
            {
                client.Tell(notice.Event);
                _told.Add(client);
            }
        }

        Offers.ClearNotices();
    }

    private void Publish()
    {
        foreach (
            var publish in _publications ??= [
                Board.Publish,
                Users.Publish,
                Guard.Publish,
                Offers.Publish,
                () => _watched.OnNext(_outcomes),
            ]
        )
        {
            try
            {
                publish();
            }
#pragma warning disable CA1031 // Whatever an embedder's subscriber throws, every client gets its answer.
            catch (Exception error)
#pragma warning restore CA1031
            {
                OnError(error);
            }
        }
    }

    private void Flush()
    {
        IAnswerSink? last = null;
        foreach (ref readonly var outcome in _outcomes.Outcomes)
        {
            if (outcome.Command.Client is { } client && client != last)
            {
                client.Flush();
                last = client;
            }
        }

        foreach (var client in _told)
        {
            client.Flush();
        }

        _told.Clear();
    }
}

/// <summary>The numbers in the rules.</summary>
/// <param name="MaxFailures">Consecutive failed log-ins that block.</param>
/// <param name="BlockTime">How long a block lasts.</param>
/// <param name="FailureCapacity">Most names whose failures are remembered.</param>
/// <param name="MaxFailuresPerMinute">Failed log-ins that one address may make a minute.</param>
/// <param name="AddressCapacity">Most addresses whose failures are remembered.</param>
/// <param name="OfferLifetime">How long a file on offer waits for its answer.</param>
/// <param name="OfferCapacity">Most files on offer that are remembered.</param>
internal sealed record ForumRules(
    int MaxFailures,
    TimeSpan BlockTime,
    int FailureCapacity,
    int MaxFailuresPerMinute,
    int AddressCapacity,
    TimeSpan OfferLifetime,
    int OfferCapacity
);
