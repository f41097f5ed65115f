using System.Buffers;
using System.Reactive;
using Forum.Reactive.Protocol;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Server;

/// <summary>
/// One connection of a client: cuts its bytes into requests, puts them into the log, and brings the answers back. It reads no
/// further while the client does not read, while a log-in is being decided, and while <see cref="MaxInFlight"/> requests wait
/// in the log; what it has of a piece by then it keeps.
/// </summary>
/// <remarks>
/// Bytes are handled by one thread at a time: the one that receives them or, while the session is parked, the one that finds
/// the reason gone. Answers come from the log's thread.
/// </remarks>
internal sealed class Session : IAnswerSink, IObserver<ReadOnlyMemory<byte>>, IDisposable
{
    internal const int MaxInFlight = 256;
    private const int Running = 0;
    private const int Parked = 1;

    [ThreadStatic]
    private static Command[]? t_commands;

    private readonly IConnection _connection;
    private readonly SessionServices _services;
    private readonly SessionOutput _output;
    private readonly SessionTimeout _timeout;
    private readonly Action<Session> _ended;
    private readonly LoginDialogue _login;
    private LineFramer _framer = new(LineFramer.MaxRequestLength);
    private byte[] _held = []; // What was received and not handled, as is its extent: of whoever handles bytes
    private int _heldStart;
    private int _heldEnd;
    private int _parked; // Running or Parked
    private long _submitted; // Written by who handles bytes
    private long _answered; // Written by the log's thread
    private volatile bool _closing;
    private volatile bool _inputEnded;
    private int _lingering; // 1 once the client's close is awaited
    private int _left; // 1 once the log was told that the connection ends
    private int _disposed;

    public Session(IConnection connection, SessionServices services, Action<Session> ended)
    {
        (_connection, _services, _ended) = (connection, services, ended);
        _output = new SessionOutput(connection, services, Flush);
        _login = new LoginDialogue(services.Credentials, connection.RemoteEndPoint.Address.ToString());
        _timeout = new SessionTimeout(services, isLoggedIn: () => _login.User is not null, TimeOut);
    }

    /// <summary>Greets the client and begins to read.</summary>
    public void Start()
    {
        Submit(new Command(Request.Refused(AnswerKind.Ready), null, this));
        _timeout.Start();
        _connection.Writable.Subscribe(new AnonymousObserver<Unit>(_ => Flush(), Lose));
        _connection.Received.Subscribe(this);
    }

    /// <summary>Refuses the client with one line.</summary>
    public void Refuse(AnswerKind reason)
    {
        Submit(new Command(Request.Refused(reason), null, this));
        _connection.Writable.Subscribe(new AnonymousObserver<Unit>(_ => Flush(), Lose));
        _connection.Received.Subscribe(this);
    }

    /// <summary>Tells the client that the server stops, and logs the user out.</summary>
    public void Stop() => Close(AnswerKind.ServerStops);

    public void OnNext(ReadOnlyMemory<byte> piece)
    {
        if (_closing || _disposed != 0)
        {
            return; // What comes behind the last answer is read, lest it be the cause of a reset that destroys it.
        }

        _timeout.Touch();
        Handle(piece.Span, wasParked: false);
    }

    /// <summary>The client asks for nothing more: what it asked for is answered, then the connection closes.</summary>
    public void OnCompleted()
    {
        _inputEnded = true;
        Leave();
        CloseIfDone();
    }

    public void OnError(Exception error) => Lose();

    public void Answer(in Answer answer)
    {
        _answered++;
        if (answer.Closes)
        {
            _closing = true;
        }

        _login.Settle(answer);
        _output.Add(answer);
        if (answer.Kind == AnswerKind.Welcome)
        {
            Interlocked.MemoryBarrier();
            if (_left != 0)
            {
                AppendLeave(); // The session was over before the log came to the log-in.
            }
        }
    }

    public void Tell(ForumEvent what) => _output.Add(what);

    public void Follow()
    {
        _output.Follow(_services.Feed.Subscribe(this, Flush));
        Interlocked.MemoryBarrier();
        if (_disposed != 0)
        {
            _services.Feed.Unsubscribe(this); // The connection was lost meanwhile.
        }
    }

    public void Unfollow()
    {
        _services.Feed.Unsubscribe(this);
        _output.Unfollow();
    }

    /// <summary>Sends what can be sent, and goes on reading if that was what it waited for.</summary>
    public void Flush()
    {
        _output.Flush();
        if (_disposed == 0)
        {
            CloseIfDone();
            Unpark();
        }
    }

    public void Dispose() => Lose();

    /// <summary>When the last answer is on its way: waits for the client to close too, but not for long.</summary>
    private void CloseIfDone()
    {
        if (_output.IsClosed && _inputEnded)
        {
            Lose();
        }
        else if (_output.IsClosed && Interlocked.Exchange(ref _lingering, 1) == 0)
        {
            _timeout.Linger(_services.Options.LingerTime);
        }
    }

    private bool MustWait =>
        !_closing && (_login.IsPending || _output.IsFull || _submitted - Volatile.Read(ref _answered) >= MaxInFlight);

    /// <summary>Handles bytes; what must wait is kept, and the connection is paused until it was handled.</summary>
    private void Handle(ReadOnlySpan<byte> input, bool wasParked)
    {
        var paused = wasParked;
        Consume(ref input);
        while (MustWait)
        {
            Hold(input, paused);
            _connection.Pause();
            paused = true;
            Volatile.Write(ref _parked, Parked);
            if (!TryUnpark())
            {
                return;
            }

            input = Held;
            Consume(ref input);
        }

        ReleaseHeld();
        if (paused)
        {
            _connection.Resume();
        }
    }

    private ReadOnlySpan<byte> Held => _held.AsSpan(_heldStart, _heldEnd - _heldStart);

    private void Unpark()
    {
        if (Volatile.Read(ref _parked) == Parked && TryUnpark())
        {
            Handle(Held, wasParked: true);
        }
    }

    /// <returns>Whether the reason to wait is gone, and the caller is the one to go on.</returns>
    private bool TryUnpark()
    {
        Interlocked.MemoryBarrier();
        return !MustWait && Interlocked.CompareExchange(ref _parked, Running, Parked) == Parked;
    }

    /// <summary>Handles whole lines from the front of <paramref name="input"/> until it must wait.</summary>
    private void Consume(ref ReadOnlySpan<byte> input)
    {
        var commands = t_commands ?? new Command[64];
        t_commands = null; // Another session may run on this thread, inside Append.
        var count = 0;
        var frame = Frame.Line;
        while (frame != Frame.None && !MustWait && !_closing)
        {
            frame = _framer.Next(ref input, out var line);
            if (frame == Frame.None || (frame == Frame.Line && line.IsEmpty))
            {
                continue;
            }

            var request =
                frame == Frame.TooLong ? Request.Refused(AnswerKind.LineTooLong) : _services.Parser.Parse(line);
            commands[count++] = new Command(_login.Admit(request), _login.User, this);
            if (count == commands.Length || _login.IsPending)
            {
                Submit(commands.AsSpan(0, count));
                count = 0;
            }
        }

        Submit(commands.AsSpan(0, count));
        t_commands = commands;
    }

    private void Submit(ReadOnlySpan<Command> commands)
    {
        _submitted += commands.Length;
        _services.Log.Append(commands);
    }

    private void Submit(in Command command) => Submit([command]);

    /// <param name="rest">What was not handled.</param>
    /// <param name="isHeld">Whether it is the end of what was held already.</param>
    private void Hold(ReadOnlySpan<byte> rest, bool isHeld)
    {
        if (isHeld)
        {
            _heldStart = _heldEnd - rest.Length;
            return;
        }

        _held = ArrayPool<byte>.Shared.Rent(rest.Length);
        rest.CopyTo(_held);
        (_heldStart, _heldEnd) = (0, rest.Length);
    }

    private void ReleaseHeld()
    {
        if (_held.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_held);
        }

        (_held, _heldStart, _heldEnd) = ([], 0, 0);
    }

    private void TimeOut() => Close(AnswerKind.TimedOut);

    private void Close(AnswerKind reason)
    {
        if (_output.IsClosed)
        {
            Lose(); // It lingered long enough.
        }
        else if (!_closing)
        {
            _services.Log.Append([new Command(Request.Refused(reason), null, this)]);
            Leave();
        }
    }

    private void Leave()
    {
        if (Interlocked.Exchange(ref _left, 1) == 0)
        {
            AppendLeave();
        }
    }

    private void AppendLeave() => _services.Log.Append([new Command(_login.Departure(Verb.Leave), _login.User, this)]);

    private void Lose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _timeout.Dispose();
        _services.Feed.Unsubscribe(this);
        _output.Dispose();
        _connection.Dispose();
        Leave();
        _ended(this);
    }
}
