using System.Reactive;
using System.Reactive.Linq;
using System.Security.Cryptography;
using Forum.Reactive.Forum;
using Forum.Reactive.Log;
using Forum.Reactive.Protocol;
using Forum.Reactive.Server.Relay;
using Forum.Reactive.Transport;
using Forum.Reactive.Views;

namespace Forum.Reactive.Server;

/// <summary>
/// One connection of a client: puts its requests into the log, and takes the outcomes that <see cref="Replies"/> brings. It takes
/// no further request while the client does not read, while a log-in is being decided, while <see cref="MaxInFlight"/> requests
/// wait in the log, and when it has had its turn.
/// </summary>
/// <remarks>For the loop alone.</remarks>
internal sealed class Session : IObserver<Request>, IRequestFlow, IFeedReader, ITimed, ITurn, IDisposable
{
    /// <summary>Most requests of a session that wait in the log.</summary>
    public const int MaxInFlight = 256;

    /// <summary>Most requests of a session in a round of the loop: what one pipelines never costs another.</summary>
    public const int MostATurn = 64;

    private readonly IConnection _connection;
    private readonly SessionServices _services;
    private readonly SessionOutput _output; // The way out
    private readonly RequestStream _requests; // The way in
    private readonly SessionTimeout _timeout;
    private readonly LoginDialogue _login; // Who it is
    private readonly Action<Session> _ended;
    private long _submitted; // Requests that went into the log, and how many came out
    private long _answered;
    private int _taken; // Requests in this turn
    private bool _isClosing; // The last answer was said
    private bool _inputEnded; // The client asks for nothing more
    private bool _isLingering; // The client's close is awaited
    private bool _hasLeft; // The log-in, if any, was told to end, or will be as soon as it is there
    private bool _isDisposed;
    private TcpPassage? _passage; // What is relayed, once that is all that this connection is for

    public Session(long id, IConnection connection, SessionServices services, Action<Session> ended)
    {
        (Id, _connection, _services, _ended) = (id, connection, services, ended);
        _output = new SessionOutput(this, connection, services);
        _requests = connection.Received.ToRequests(services.Parser, this);
        _login = new LoginDialogue(connection.RemoteEndPoint.Address.ToString());
        _timeout = new SessionTimeout(services, this);
    }

    /// <summary>Its number on this node, from 1.</summary>
    public long Id { get; }

    /// <summary>Whether <see cref="Replies"/> has to flush it; kept by that.</summary>
    public bool HasNews { get; set; }

    public bool IsLoggedIn => _login.Login != 0 || _passage is not null;

    bool ITurn.Waits { get; set; }

    bool IRequestFlow.IsOver => _isClosing || _isDisposed;

    bool IRequestFlow.MustWait => MustWaitForOthers || _taken >= MostATurn;

    private static Act PathsHeldBack => Act.Refuse(new Answer(AnswerKind.PathsHeldBack));

    private bool MustWaitForOthers =>
        _login.IsPending || _output.IsFull || _submitted - _answered >= MaxInFlight || _passage is not null;

    /// <summary>Greets the client and begins to read.</summary>
    public void Start()
    {
        Submit(Act.Greet());
        _timeout.Start();
        Listen();
    }

    /// <summary>Refuses the client with one line.</summary>
    public void Refuse(AnswerKind reason)
    {
        Submit(Act.Refuse(new Answer(reason)));
        Listen();
    }

    /// <summary>Tells the client that the server stops, and logs the user out.</summary>
    public void Stop() => Close(AnswerKind.ServerStops, LogOutReason.ServerStops);

    /// <summary>Its place is needed for another: tells the client, who has not logged in.</summary>
    public void GiveWay() => Close(AnswerKind.TooManyConnections, LogOutReason.ConnectionEnded);

    void IRequestFlow.Arrived()
    {
        _taken = 0;
        _timeout.Touch();
    }

    void IRequestFlow.Pause()
    {
        _connection.Pause();
        AskForTurn();
    }

    void IRequestFlow.Resume() => _connection.Resume();

    public void OnNext(Request value)
    {
        _taken++;
        if (value.Verb == Verb.Bind && !IsLoggedIn)
        {
            Bind(value.Text);
            return;
        }

        var act = _login.Admit(value);
        if (act.Kind == ActKind.None)
        {
            Verify(value.Text);
        }
        else
        {
            Submit(act.Kind == ActKind.Paths && !_services.MayTellPaths(_login.Name!) ? PathsHeldBack : act);
        }
    }

    /// <summary>The client asks for nothing more: what it asked for is answered, then the connection closes.</summary>
    public void OnCompleted()
    {
        _inputEnded = true;
        Close(AnswerKind.Left, LogOutReason.ConnectionEnded);
        if (!_isDisposed)
        {
            CloseIfDone();
        }
    }

    public void OnError(Exception error) => Dispose();

    /// <summary>Takes what became of a request; it may wait until <see cref="Flush"/>.</summary>
    public void Answer(in Answer answer)
    {
        _answered++;
        Say(answer);
        if (answer.Kind == AnswerKind.Bound && _passage is { } passage && !_isDisposed)
        {
            passage.Begin();
            _requests.Divert(passage.Take);
        }

        if (answer.Kind == AnswerKind.Welcome && _hasLeft)
        {
            _services.Own.LogOut(answer.Number, LogOutReason.ConnectionEnded); // It was over before the log came to the log-in.
        }
    }

    /// <summary>Takes something that nobody here asked for: an event for this client, or that its log-in has ended.</summary>
    public void Tell(in Answer what)
    {
        if (what.Kind == AnswerKind.Event)
        {
            _output.Add((ForumEvent)what.Subject!);
        }
        else
        {
            _hasLeft = true;
            Say(what);
        }
    }

    /// <summary>Begins to send the live feed, from here on.</summary>
    public void Follow()
    {
        if (!_isDisposed)
        {
            _output.Follow(_services.Feed.Subscribe(this));
        }
    }

    /// <summary>Ends the live feed.</summary>
    public void Unfollow()
    {
        _services.Feed.Unsubscribe(this);
        _output.Unfollow();
    }

    /// <summary>Sends what can be sent, and goes on taking requests if that was what it waited for.</summary>
    public void Flush()
    {
        _output.Flush();
        _passage?.Flush();
        if (!_isDisposed)
        {
            CloseIfDone();
            AskForTurn();
        }
    }

    public void TakeTurn()
    {
        if (_isDisposed)
        {
            return;
        }

        _output.Continue();
        _taken = 0;
        if (!MustWaitForOthers || _isClosing)
        {
            _requests.Continue();
        }

        Flush();
    }

    public void TimeOut() => Close(AnswerKind.TimedOut, LogOutReason.TimedOut);

    /// <summary>Aborts the connection, and logs the user out.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _timeout.Dispose();
        _passage?.Dispose();
        _services.Feed.Unsubscribe(this);
        _output.Dispose();
        _requests.Release();
        _connection.Dispose();
        Leave(LogOutReason.ConnectionEnded);
        _ended(this);
    }

    private void Listen()
    {
        _connection.Writable.Subscribe(new AnonymousObserver<Unit>(_ => Flush(), OnError));
        _requests.Subscribe(this);
    }

    /// <summary>The password is verified elsewhere, if that takes time; the log has only whether it was right.</summary>
    private void Verify(byte[] password)
    {
        if (_services.IsBlocked(_login.Name!))
        {
            Submit(Act.Refuse(new Answer(AnswerKind.Blocked, Subject: _login.Name)));
            return;
        }

        var user = _login.Name!;
        _services
            .Authenticator.Verify(user, password)
            .Select(isRight => (bool?)isRight)
            .DefaultIfEmpty(null)
            .Subscribe(isRight =>
            {
                CryptographicOperations.ZeroMemory(password);
                OnLoop(isRight, TryToLogIn);
            });
    }

    /// <summary>This connection is for the relay from now on.</summary>
    private void Bind(byte[] text)
    {
        if (_services.Relay is not { } relay)
        {
            Submit(Act.Refuse(new Answer(AnswerKind.NoRelay)));
        }
        else if (RelayWire.TryParse(text, out var ticket) && relay.Knows(ticket))
        {
            _passage = new TcpPassage(_connection, _services.Loop, relay, ticket, Dispose);
            Submit(Act.Refuse(new Answer(AnswerKind.Bound)));
        }
        else
        {
            Submit(Act.Refuse(new Answer(AnswerKind.NoSuchTicket)));
        }
    }

    private void OnLoop<T>(T value, Action<T> act)
    {
        if (_services.Loop.IsCurrent)
        {
            act(value);
        }
        else
        {
            _services.Loop.Post(() => act(value));
        }
    }

    /// <param name="passwordIsRight">Null: too many passwords wait to be verified.</param>
    private void TryToLogIn(bool? passwordIsRight)
    {
        if (!_isDisposed && !_isClosing)
        {
            Submit(
                passwordIsRight is { } isRight
                    ? _login.Attempt(isRight)
                    : Act.Refuse(new Answer(AnswerKind.LogInHeldBack))
            );
        }
    }

    private void Submit(in Act act) =>
        _services.Log.Append([new Entry(new Origin(_services.Node, Id, ++_submitted), act)]);

    private void Say(in Answer answer)
    {
        _isClosing |= answer.Closes;
        _login.Settle(answer);
        _output.Add(answer);
    }

    private void AskForTurn()
    {
        if (_output.HasMore || (_requests.IsPaused && (_isClosing || !MustWaitForOthers)))
        {
            _services.Turns.Ask(this);
        }
    }

    private void Close(AnswerKind reason, LogOutReason how)
    {
        if (_output.IsClosed || _passage is not null)
        {
            Dispose(); // It lingered long enough, or knows no words any more.
        }
        else if (!_isClosing)
        {
            Submit(Act.Refuse(new Answer(reason)));
            Leave(how);
        }
    }

    private void Leave(LogOutReason how)
    {
        if (!_hasLeft)
        {
            _hasLeft = true;
            if (_login.Login != 0)
            {
                _services.Own.LogOut(_login.Login, how);
            }
        }
    }

    /// <summary>When the last answer is on its way: waits for the client to close too, but not for long.</summary>
    private void CloseIfDone()
    {
        if (_output.IsClosed && _inputEnded)
        {
            Dispose();
        }
        else if (_output.IsClosed && !_isLingering)
        {
            _isLingering = true;
            _timeout.Linger(_services.Options.LingerTime);
        }
    }
}
