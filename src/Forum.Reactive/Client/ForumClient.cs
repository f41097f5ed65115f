using System.Reactive;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Text;
using Forum.Reactive.Protocol;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Client;

/// <summary>
/// A session with a forum: requests go out at once, replies come back in the order of the requests, events between them.
/// </summary>
/// <remarks>
/// Safe on any thread. Observers are called one at a time, by the thread that receives; the next bytes wait for them.
/// When the connection ends, <see cref="Replies"/> and <see cref="Events"/> complete, and requests without a reply fail with
/// an <see cref="IOException"/>.
/// </remarks>
public sealed class ForumClient : IDisposable
{
    private readonly Lock _gate = new();
    private readonly IConnection _connection;
    private readonly OutputBuffer _output = new(); // Protected by the gate, as is the queue
    private readonly Queue<AsyncSubject<Reply>> _awaited = new();
    private readonly Subject<Reply> _replies = new();
    private readonly Subject<ForumEvent> _events = new();
    private readonly ReplyParser _parser = new();
    private LineFramer _framer = new(LineFramer.MaxAnswerLength);
    private Exception? _ended; // Protected by the gate

    private ForumClient(IConnection connection) => _connection = connection;

    /// <summary>Every reply, in order; completes when the connection ends.</summary>
    public IObservable<Reply> Replies => _replies;

    /// <summary>What the server tells unasked; completes when the connection ends.</summary>
    public IObservable<ForumEvent> Events => _events;

    /// <summary>
    /// Connects when subscribed to: one client whose server has said that it is ready, or the error why not, among them a
    /// <see cref="ForumException"/> when the server refuses.
    /// </summary>
    /// <param name="host">Name or address.</param>
    /// <param name="port">TCP port.</param>
    /// <param name="network">Default: this machine's network.</param>
    public static IObservable<ForumClient> Connect(string host, int port, INetwork? network = null) =>
        (network ?? new RealNetwork()).Connect(host, port).SelectMany(connection => new ForumClient(connection).Open());

    /// <summary>Sends one request line as <c>docs/protocol.md</c> has them, at once.</summary>
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
                return Observable.Throw<Reply>(_ended);
            }

            _awaited.Enqueue(reply);
            line.CopyTo(_output.GetSpan(line.Length + 1));
            _output.GetSpan(line.Length + 1)[line.Length] = (byte)'\n';
            _output.Advance(line.Length + 1);
            Flush();
        }

        return reply;
    }

    /// <summary>USER and PASS: logs in.</summary>
    /// <returns>The reply to PASS, or to USER if that was refused.</returns>
    public IObservable<Reply> LogIn(string user, string password) =>
        Send($"USER {user}").SelectMany(reply => reply.IsSuccess ? Send($"PASS {password}") : Observable.Return(reply));

    /// <summary>MSG: posts a message.</summary>
    public IObservable<Reply> Post(string message) => Send($"MSG {message}");

    /// <summary>EDT: replaces the text of a message of one's own.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="time">Its time, as the server wrote it.</param>
    /// <param name="message">The new text.</param>
    public IObservable<Reply> Edit(long number, string time, string message) => Send($"EDT #{number} {time} {message}");

    /// <summary>DLT: deletes a message of one's own.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="time">Its time, as the server wrote it.</param>
    public IObservable<Reply> Delete(long number, string time) => Send($"DLT #{number} {time}");

    /// <summary>RDM: the messages posted or edited later than <paramref name="time"/>, in the server's zone and words.</summary>
    public IObservable<Reply> Read(string time) => Send($"RDM {time}");

    /// <summary>ATU: the other active users.</summary>
    public IObservable<Reply> ListUsers() => Send("ATU");

    /// <summary>SUB: from now on, <see cref="Events"/> tells of posts, edits, deletions, arrivals and departures.</summary>
    public IObservable<Reply> Follow() => Send("SUB");

    /// <summary>OUT: logs out; the server closes the connection.</summary>
    public IObservable<Reply> LogOut() => Send("OUT");

    /// <summary>Ends the connection at once.</summary>
    public void Dispose()
    {
        End(new ObjectDisposedException(nameof(ForumClient)));
    }

    private IObservable<ForumClient> Open()
    {
        var greeting = new AsyncSubject<Reply>();
        _awaited.Enqueue(greeting);
        _connection.Writable.Subscribe(_ => FlushLater());
        _connection.Received.Subscribe(
            Receive,
            error => End(new IOException("The connection was lost.", error)),
            () => End(new IOException("The server closed the connection."))
        );
        return greeting.Select(reply => reply.IsSuccess ? this : throw Refused(reply));
    }

    private ForumException Refused(Reply reply)
    {
        Dispose();
        return new ForumException(reply);
    }

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

/// <summary>The server refused.</summary>
/// <param name="reply">In these words.</param>
public sealed class ForumException(Reply reply) : Exception(reply.Text)
{
    /// <summary>What the server said.</summary>
    public Reply Reply { get; } = reply;
}
