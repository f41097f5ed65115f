using System.Net;
using System.Reactive.Subjects;
using System.Text;
using Forum.Reactive.Protocol;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Client;

/// <summary>
/// Lines to a server and back: requests go out at once, replies come in the order of the requests, events between them.
/// </summary>
/// <remarks>Safe on any thread. Observers are called by the thread that receives, one at a time.</remarks>
internal sealed class Conversation : IDisposable
{
    private readonly Lock _gate = new();
    private readonly IConnection _connection;
    private readonly OutputBuffer _output = new(); // Protected by the gate, as are the queue and the end
    private readonly Queue<AsyncSubject<Reply>> _awaited = new();
    private readonly Subject<Reply> _replies = new();
    private readonly Subject<ForumEvent> _events = new();
    private readonly ReplyParser _parser = new();
    private volatile bool _isLoggedIn;
    private LineFramer _framer = new(LineFramer.MaxAnswerLength);
    private Exception? _ended;

    /// <summary>Takes over a connection, which is read from <see cref="Begin"/> on.</summary>
    public Conversation(IConnection connection) => _connection = connection;

    /// <summary>The other end.</summary>
    public IPEndPoint RemoteEndPoint => _connection.RemoteEndPoint;

    /// <summary>Whether the server has welcomed a user here.</summary>
    public bool IsLoggedIn
    {
        get => _isLoggedIn;
        private set => _isLoggedIn = value;
    }

    /// <summary>Every reply, in order; completes when the connection ends.</summary>
    public IObservable<Reply> Replies => _replies;

    /// <summary>What the server tells unasked; completes when the connection ends.</summary>
    public IObservable<ForumEvent> Events => _events;

    /// <summary>Begins to read.</summary>
    /// <returns>The server's greeting, also for those who subscribe later.</returns>
    public IObservable<Reply> Begin()
    {
        var greeting = new AsyncSubject<Reply>();
        _awaited.Enqueue(greeting);
        _connection.Writable.Subscribe(_ => FlushLater());
        _connection.Received.Subscribe(
            Receive,
            error => End(new IOException("The connection was lost.", error)),
            () => End(new IOException("The server closed the connection."))
        );
        return greeting;
    }

    /// <summary>Sends one line, at once.</summary>
    /// <returns>Its reply, also for those who subscribe later; fails when the connection ends before it came.</returns>
    /// <exception cref="ArgumentException">The line is longer than 8,192 bytes, or has control characters.</exception>
    public IObservable<Reply> Send(string request)
    {
        var line = Encoding.UTF8.GetBytes(request);
        if (line.Length > LineFramer.MaxRequestLength || !PrintableText.IsValid(line))
        {
            throw new ArgumentException(
                "A request is one line of at most 8,192 bytes without control characters.",
                nameof(request)
            );
        }

        var reply = new AsyncSubject<Reply>();
        lock (_gate)
        {
            if (_ended is not null)
            {
                reply.OnError(_ended);
                return reply;
            }

            _awaited.Enqueue(reply);
            line.CopyTo(_output.GetSpan(line.Length + 1));
            _output.GetSpan(line.Length + 1)[line.Length] = (byte)'\n';
            _output.Advance(line.Length + 1);
            Flush();
        }

        return reply;
    }

    /// <summary>Ends the connection at once.</summary>
    public void Dispose() => End(new ObjectDisposedException(nameof(ForumClient)));

    private void FlushLater()
    {
        lock (_gate)
        {
            Flush();
        }
    }

    private void Flush()
    {
        if (_output.Length > 0)
        {
            var taken = _connection.Write(_output.Pending);
            _output.Take(_ended is null ? taken : 0); // The connection may be lost in this very write.
        }
    }

    private void Receive(ReadOnlyMemory<byte> piece)
    {
        var input = piece.Span;
        try
        {
            while (_framer.Next(ref input, out var line) is var frame && frame != Frame.None)
            {
                if (frame == Frame.TooLong)
                {
                    throw new ProtocolException("The server sent a line that is too long.");
                }

                Handle(_parser.Parse(line));
            }
        }
        catch (ProtocolException error)
        {
            End(error);
        }
    }

    private void Handle(object? received)
    {
        switch (received)
        {
            case Reply reply:
                var awaited = Next();
                IsLoggedIn |= reply.Code == 230;
                _replies.OnNext(reply);
                awaited?.OnNext(reply);
                awaited?.OnCompleted();
                break;
            case ForumEvent what:
                _events.OnNext(what);
                break;
        }
    }

    private AsyncSubject<Reply>? Next()
    {
        lock (_gate)
        {
            return _awaited.TryDequeue(out var reply) ? reply : null;
        }
    }

    private void End(Exception reason)
    {
        lock (_gate)
        {
            if (_ended is not null)
            {
                return;
            }

            _ended = reason;
            _output.Release();
        }

        while (Next() is { } unanswered)
        {
            unanswered.OnError(reason);
        }

        _connection.Dispose(); // The server need not wait for this side to close.
        _replies.OnCompleted();
        _events.OnCompleted();
    }
}
