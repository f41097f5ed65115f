using System.Reactive.Disposables;
using Forum.Reactive.Protocol;
using Forum.Reactive.Transport;
using Forum.Reactive.Views;

namespace Forum.Reactive.Server;

/// <summary>
/// The way out of a session: answers in their order, events between them, into a bounded buffer and on to the connection as far
/// as that takes it. A long answer is written piece by piece, one a turn, as there is room; the answers behind it wait, and so does
/// the client, whose requests are taken no further while this <see cref="IsFull"/>.
/// </summary>
/// <remarks>For the loop alone.</remarks>
internal sealed class SessionOutput(Session session, IConnection connection, SessionServices services) : IDisposable
{
    /// <summary>Bytes from which on the output counts as full.</summary>
    public const int HighWater = 64 * 1024;

    /// <summary>Bytes of events, or of a long answer, that are put into the buffer at a time.</summary>
    private const int Slice = 32 * 1024;

    /// <summary>Most notices that wait. What others do never makes so many: see <see cref="WaitingNotices"/>.</summary>
    private const int MostNotices = 4096;

    private readonly OutputBuffer _buffer = new();
    private readonly SerialDisposable _stallTimer = new();
    private Queue<Answer>? _waiting; // Answers behind the one that is being written
    private WaitingNotices? _notices; // What others tell, behind them
    private IAnswerLines? _unfinished; // What is left of it
    private FeedCursor? _feed;
    private TimeSpan _progress; // When something was taken last
    private int _told; // Bytes of notices since the buffer was last empty
    private bool _isClosing; // The last answer was added
    private bool _isWatching; // The stall timer runs

    /// <summary>Whether the client must read before its requests are taken.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Whether the last answer was handed to the connection, or the connection is gone.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Whether there is room for more of a long answer, which takes a turn.</summary>
    public bool HasMore => _unfinished is not null && _buffer.Length == 0 && !IsClosed;

    /// <summary>Adds an answer.</summary>
    public void Add(in Answer answer)
    {
        if (_isClosing)
        {
            return;
        }

        Put(answer);
        if (answer.Kind == AnswerKind.Unsubscribed)
        {
            Unfollow();
        }

        _isClosing = answer.Closes;
        IsFull = IsFullNow();
    }

    /// <summary>
    /// Adds an event for this client alone. It waits behind the answers that wait already, and while the client does not read; it never
    /// makes the output full, since it is not this client that asked for it.
    /// </summary>
    public void Add(ForumEvent what)
    {
        if (_isClosing)
        {
            return;
        }

        if (_notices?.Count >= MostNotices)
        {
            session.Dispose(); // Nobody reads it.
        }
        else if (MustQueue || _told >= Slice || _notices is { Count: > 0 })
        {
            (_notices ??= new WaitingNotices()).Add(what);
        }
        else
        {
            Tell(what);
        }
    }

    /// <summary>Begins the live feed; a second one changes nothing.</summary>
    public void Follow(FeedCursor feed)
    {
        if (_feed is null && !_isClosing)
        {
            _feed = feed;
        }
        else
        {
            feed.Dispose();
        }
    }

    /// <summary>Ends the live feed.</summary>
    public void Unfollow()
    {
        _feed?.Dispose();
        _feed = null;
    }

    /// <summary>Sends what can be sent.</summary>
    public void Flush()
    {
        Send();
        IsFull = IsFullNow();
        WatchForStall();
    }

    /// <summary>Puts more of a long answer into the buffer, if there is room.</summary>
    public void Continue()
    {
        if (HasMore)
        {
            WriteSlice();
        }
    }

    public void Dispose()
    {
        _isClosing = IsClosed = true;
        _waiting = null;
        _notices = null;
        _unfinished = null;
        Unfollow();
        IsFull = false;
        _buffer.Release();
        _stallTimer.Dispose();
    }

    // A closing connection has to be read to its end, else it would be kept for ever.
    private bool IsFullNow() =>
        !IsClosed
        && (_buffer.Length - _told >= HighWater || _unfinished is not null || _waiting is { Count: > 0 } || _isClosing);

    private bool MustQueue => _unfinished is not null || _waiting is { Count: > 0 };

    private void Tell(ForumEvent what)
    {
        var before = _buffer.Length;
        services.Writer.WriteEvent(what, _buffer);
        _told += _buffer.Length - before;
    }

    private void Put(in Answer answer)
    {
        if (MustQueue)
        {
            (_waiting ??= new Queue<Answer>()).Enqueue(answer);
        }
        else
        {
            Begin(answer);
        }
    }

    private void Begin(in Answer answer)
    {
        _unfinished = services.Writer.Write(answer, _buffer);
        if (_unfinished is not null)
        {
            WriteSlice();
        }
    }

    private void WriteSlice()
    {
        var enough = _buffer.Length + Slice;
        while (services.Writer.WriteLine(_unfinished!, _buffer))
        {
            if (_buffer.Length >= enough)
            {
                return;
            }
        }

        _unfinished = null;
    }

    private void Send()
    {
        while (!IsClosed)
        {
            if (_buffer.Length == 0 && !Refill())
            {
                return;
            }

            var length = _buffer.Length;
            var taken = connection.Write(_buffer.Pending);
            if (IsClosed)
            {
                return; // The connection was lost in this very write.
            }

            _buffer.Take(taken);
            if (taken > 0 && _isWatching)
            {
                _progress = services.Clock.Elapsed;
            }

            if (taken < length)
            {
                return;
            }
        }
    }

    /// <summary>Puts more into the empty buffer: of the answers that wait, of the notices, of the feed.</summary>
    /// <returns>Whether there is something to send now.</returns>
    private bool Refill()
    {
        _told = 0;
        if (_unfinished is not null)
        {
            return false; // It has to wait for its turn.
        }

        while (_buffer.Length < Slice && _unfinished is null && _waiting is { Count: > 0 })
        {
            Begin(_waiting.Dequeue());
        }

        while (!MustQueue && !_isClosing && _told < Slice && _notices?.TryTake(out var notice) == true)
        {
            Tell(notice);
        }

        if (_buffer.Length == 0 && _isClosing)
        {
            IsClosed = connection.CloseOutput();
        }
        else if (_buffer.Length == 0)
        {
            _feed?.CopyTo(_buffer, services.Writer, Slice);
        }

        return _buffer.Length > 0;
    }

    private void WatchForStall()
    {
        if (IsFull != _isWatching)
        {
            _isWatching = IsFull;
            _progress = services.Clock.Elapsed;
            _stallTimer.Disposable = Disposable.Empty;
            if (IsFull)
            {
                AwaitStall();
            }
        }
    }

    private void AwaitStall() =>
        _stallTimer.Start(
            services.Loop,
            _progress + services.Options.StallTimeout - services.Clock.Elapsed,
            this,
            static output => output.CheckStall()
        );

    private void CheckStall()
    {
        if (services.Clock.Elapsed < _progress + services.Options.StallTimeout)
        {
            AwaitStall();
        }
        else if (IsFull)
        {
            session.Dispose(); // Nobody reads: there is no one to tell.
        }
    }
}
