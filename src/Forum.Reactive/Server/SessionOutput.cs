using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using Forum.Reactive.Protocol;
using Forum.Reactive.Transport;
using Forum.Reactive.Views;

namespace Forum.Reactive.Server;

/// <summary>
/// The way out of a session: answers in their order, events between them, into a bounded buffer and on to the connection as far
/// as that takes it. A long answer is written piece by piece as there is room; the answers behind it wait, and so does the
/// client, whose requests are read no further while this <see cref="IsFull"/>.
/// </summary>
/// <remarks>Safe on any thread.</remarks>
/// <param name="connection">Where the bytes go.</param>
/// <param name="services">What sessions share.</param>
/// <param name="resume">Flushes, and lets the session go on if it waited for room.</param>
internal sealed class SessionOutput(IConnection connection, SessionServices services, Action resume) : IDisposable
{
    /// <summary>Bytes from which on the output counts as full.</summary>
    public const int HighWater = 64 * 1024;

    /// <summary>Bytes of events, or of the beginning of a long answer, that are put into the buffer at a time.</summary>
    private const int Slice = 32 * 1024;

    /// <summary>Bytes of the rest of a long answer that are put into the buffer at a time: off the log's thread.</summary>
    private const int LongSlice = 128 * 1024;

    /// <summary>Most notices that wait. What others do never makes so many: see <see cref="WaitingNotices"/>.</summary>
    private const int MostNotices = 4096;

    private readonly Lock _gate = new();
    private readonly OutputBuffer _buffer = new(); // Protected by the gate, as is what follows
    private readonly SerialDisposable _stallTimer = new();
    private Queue<Answer>? _waiting;
    private WaitingNotices? _notices;
    private Answer _unfinished;
    private AnswerWriter? _ownWriter;
    private FeedCursor? _feed;
    private DateTimeOffset _progress;
    private int _told; // Bytes of notices since the buffer was last empty
    private bool _closing;
    private volatile bool _closed;
    private bool _slicing; // A slice is about to be written
    private bool _watching; // The stall timer runs
    private volatile bool _full;

    /// <summary>Whether the client must read before it is read on.</summary>
    public bool IsFull => _full;

    /// <summary>Whether the last answer was handed to the connection, or the connection is gone.</summary>
    public bool IsClosed => _closed;

    /// <summary>Adds an answer. For the log's thread, which is the only one to use the shared writer.</summary>
    public void Add(in Answer answer)
    {
        lock (_gate)
        {
            if (_closing)
            {
                return;
            }

            if (MustQueue)
            {
                (_waiting ??= new Queue<Answer>()).Enqueue(answer);
            }
            else
            {
                Begin(answer, services.Writer);
            }

            if (answer.Kind == AnswerKind.Unsubscribed)
            {
                StopFollowing();
            }

            _closing = answer.Closes;
            _full = IsFullNow();
        }
    }

    /// <summary>
    /// Adds an event for this client alone. It waits behind the answers that wait already, and while the client does not read; it never
    /// makes the output full, since it is not this client that asked for it.
    /// </summary>
    public void Add(ForumEvent what)
    {
        bool overflows;
        lock (_gate)
        {
            overflows = _notices?.Count >= MostNotices;
            if (overflows || _closing)
            {
                // Nobody reads it, or nobody will.
            }
            else if (MustQueue || _told >= Slice || _notices is { Count: > 0 })
            {
                (_notices ??= new WaitingNotices()).Add(what);
            }
            else
            {
                Tell(what, services.Writer);
            }
        }

        if (overflows)
        {
            connection.Dispose();
        }
    }

    /// <summary>Begins the live feed; a second one changes nothing.</summary>
    public void Follow(FeedCursor feed)
    {
        lock (_gate)
        {
            if (_feed is null && !_closing)
            {
                _feed = feed;
            }
            else
            {
                feed.Dispose();
            }
        }
    }

    /// <summary>Ends the live feed.</summary>
    public void Unfollow()
    {
        lock (_gate)
        {
            StopFollowing();
        }
    }

    /// <summary>Sends what can be sent.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            Send();
            _full = IsFullNow();
            WatchForStall();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _closing = _closed = true;
            _waiting = null;
            _notices = null;
            _unfinished = default;
            StopFollowing();
            _full = false;
            _buffer.Release();
        }

        _stallTimer.Dispose();
    }

    private bool MustQueue => _unfinished.Kind != AnswerKind.None || _waiting is { Count: > 0 };

    // A closing connection has to be read to its end, else it would be kept for ever.
    private bool IsFullNow() =>
        !_closed && (_buffer.Length - _told >= HighWater || _unfinished.Kind != AnswerKind.None || _closing);

    private void Tell(ForumEvent what, AnswerWriter writer)
    {
        var before = _buffer.Length;
        writer.WriteEvent(what, _buffer);
        _told += _buffer.Length - before;
    }

    private void StopFollowing()
    {
        _feed?.Dispose();
        _feed = null;
    }

    private void Begin(in Answer answer, AnswerWriter writer)
    {
        _unfinished = answer;
        WriteSlice(writer, Slice);
    }

    private void WriteSlice(AnswerWriter writer, int size)
    {
        var enough = _buffer.Length + size;
        while (writer.Write(_unfinished, _buffer))
        {
            if (_buffer.Length >= enough)
            {
                return;
            }
        }

        _unfinished = default;
    }

    private void Send()
    {
        while (!_closed)
        {
            if (_buffer.Length == 0 && !Refill())
            {
                return;
            }

            var length = _buffer.Length;
            var taken = connection.Write(_buffer.Pending);
            if (_closed)
            {
                return; // The connection was lost in this very write.
            }

            _buffer.Take(taken);
            if (taken > 0 && _watching)
            {
                _progress = services.Scheduler.Now;
            }

            if (taken < length)
            {
                return;
            }
        }
    }

    /// <summary>Puts more into the empty buffer: of the answer begun, of those that wait, of the notices, of the feed.</summary>
    /// <returns>Whether there is something to send now.</returns>
    private bool Refill()
    {
        _told = 0;
        if (_unfinished.Kind != AnswerKind.None)
        {
            ScheduleSlice();
            return false;
        }

        while (_buffer.Length < Slice && _unfinished.Kind == AnswerKind.None && _waiting is { Count: > 0 })
        {
            Begin(_waiting.Dequeue(), _ownWriter ??= services.NewWriter());
        }

        while (!MustQueue && !_closing && _told < Slice && _notices?.TryTake(out var notice) == true)
        {
            Tell(notice, _ownWriter ??= services.NewWriter());
        }

        if (_buffer.Length == 0 && _closing)
        {
            _closed = connection.CloseOutput();
        }
        else if (_buffer.Length == 0)
        {
            _feed?.CopyTo(_buffer, _ownWriter ??= services.NewWriter(), Slice);
        }

        return _buffer.Length > 0;
    }

    /// <summary>Writes on elsewhere, so that a long answer holds up neither the log nor the thread that waits for sockets.</summary>
    private void ScheduleSlice()
    {
        if (_slicing)
        {
            return;
        }

        _slicing = true;
        services.Scheduler.Schedule(
            this,
            static (_, output) =>
            {
                output.ContinueSlice();
                return Disposable.Empty;
            }
        );
    }

    private void ContinueSlice()
    {
        lock (_gate)
        {
            _slicing = false;
            if (!_closed && _buffer.Length == 0 && _unfinished.Kind != AnswerKind.None)
            {
                WriteSlice(_ownWriter ??= services.NewWriter(), LongSlice);
            }
        }

        resume();
    }

    private void WatchForStall()
    {
        if (_full != _watching)
        {
            _watching = _full;
            _progress = services.Scheduler.Now;
            _stallTimer.Disposable = Disposable.Empty;
            if (_full)
            {
                AwaitStall();
            }
        }
    }

    private void AwaitStall() =>
        _stallTimer.Start(
            services.Scheduler,
            _progress + services.Options.StallTimeout,
            this,
            static output => output.CheckStall()
        );

    private void CheckStall()
    {
        lock (_gate)
        {
            if (!_full)
            {
                return;
            }

            if (services.Scheduler.Now < _progress + services.Options.StallTimeout)
            {
                AwaitStall();
                return;
            }
        }

        connection.Dispose(); // Nobody reads: there is no one to tell.
    }
}
