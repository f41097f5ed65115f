using System.Reactive;
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
internal sealed partial class Session : IObserver<Request>, IRequestFlow, IFeedReader, ITimed, ITurn, IDisposable
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
    private readonly Departure _departure; // That its log-in ends with it
    private readonly Action<Session> _ended;
    private long _submitted; // Requests that went into the log, and how many came out
    private long _answered;
    private int _taken; // Requests in this turn
    private bool _isClosing; // The last answer was said
    private bool _inputEnded; // The client asks for nothing more
    private bool _isLingering; // The client's close is awaited
    private bool _isDisposed;
    private TcpPassage? _passage; // What is relayed, once that is all that this connection is for

    public Session(long id, IConnection connection, SessionServices services, Action<Session> ended)
    {
        (Id, _connection, _services, _ended) = (id, connection, services, ended);
        _output = new SessionOutput(this, connection, services);
        _requests = connection.Received.ToRequests(services.Parser, this);
        _login = new LoginDialogue(connection.RemoteEndPoint.Address.ToString());
        _departure = new Departure(services.Own);
        _timeout = new SessionTimeout(services, this);
    }

    /// <summary>Its number on this node, from 1.</summary>
    public long Id { get; }

    /// <summary>Whether <see cref="Replies"/> has to flush it; kept by that.</summary>
    public bool HasNews { get; set; }

    public bool IsLoggedIn => _login.Login != 0 || _passage is not null;

    bool ITurn.Waits { get; set; }

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
        Submit(Refusal(reason));
        Listen();
    }

    /// <summary>Tells the client that the server stops, and logs the user out.</summary>
    public void Stop() => Close(AnswerKind.ServerStops, LogOutReason.ServerStops);

    /// <summary>Its place is needed for another: tells the client, who has not logged in.</summary>
    public void GiveWay() => Close(AnswerKind.TooManyConnections, LogOutReason.ConnectionEnded);

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
        _departure.Leave(_login.Login, LogOutReason.ConnectionEnded);
        _ended(this);
    }

    private void Listen()
    {
        _connection.Writable.Subscribe(new AnonymousObserver<Unit>(_ => Flush(), OnError));
        _requests.Subscribe(this);
    }

    private void Close(AnswerKind reason, LogOutReason how)
    {
        if (_output.IsClosed || _passage is not null)
        {
            Dispose(); // It lingered long enough, or knows no words any more.
        }
        else if (!_isClosing)
        {
            Submit(reason == AnswerKind.TooManyConnections ? Refusal(reason) : Act.Refuse(new Answer(reason)));
            _departure.Leave(_login.Login, how);
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
