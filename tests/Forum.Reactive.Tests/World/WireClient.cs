using System.Text;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Tests.World;

/// <summary>A client that speaks lines and remembers what it read, and when its connection ended.</summary>
internal sealed class WireClient
{
    private readonly ForumWorld _world;
    private readonly List<byte> _received = [];
    private readonly Queue<byte[]> _unsent = new();
    private int _taken;

    public WireClient(ForumWorld world, IConnection connection)
    {
        (_world, Connection) = (world, connection);
        connection.Writable.Subscribe(_ => Flush());
        connection
            .Received.CheckGrammar()
            .Subscribe(
                piece => _received.AddRange(piece.Span),
                error => (Error, EndedAt) = (error, world.Now),
                () => (IsClosed, EndedAt) = (true, world.Now)
            );
    }

    public IConnection Connection { get; }

    public string? Greeting { get; set; }

    /// <summary>Whether the server closed its side in an orderly way.</summary>
    public bool IsClosed { get; private set; }

    public Exception? Error { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public long ReceivedBytes => _received.Count;

    /// <summary>Bytes that the server's side has not taken yet.</summary>
    public int UnsentBytes => _unsent.Sum(piece => piece.Length);

    /// <summary>The lines that came since the last call.</summary>
    public string[] Take()
    {
        var text = Encoding.UTF8.GetString([.. _received[_taken..]]);
        _taken = _received.Count;
        return text.Length == 0 ? [] : text.TrimEnd('\n').Split('\n');
    }

    /// <summary>Sends the lines at once, and lets time pass until they are answered.</summary>
    public string[] Ask(params string[] lines)
    {
        Send(lines);
        _world.Settle();
        return Take();
    }

    /// <summary>Sends a line so that the server reads it at exactly <paramref name="time"/>.</summary>
    public string[] AskAt(DateTimeOffset time, string line)
    {
        _world.PassUntil(time.AddTicks(-1));
        return Ask(line);
    }

    public void Send(params string[] lines) =>
        Send(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))));

    public void Send(byte[] bytes)
    {
        _unsent.Enqueue(bytes);
        Flush();
    }

    /// <summary>Ends the connection without a word, as a crash does.</summary>
    public void Abort() => Connection.Dispose();

    /// <summary>Shuts down the sending side.</summary>
    public void CloseOutput() => Connection.CloseOutput();

    private void Flush()
    {
        while (_unsent.TryPeek(out var bytes))
        {
            var taken = Connection.Write(bytes);
            _unsent.Dequeue();
            if (taken < bytes.Length)
            {
                var rest = new Queue<byte[]>(_unsent);
                _unsent.Clear();
                _unsent.Enqueue(bytes[taken..]);
                while (rest.TryDequeue(out var later))
                {
                    _unsent.Enqueue(later);
                }

                return;
            }
        }
    }
}
