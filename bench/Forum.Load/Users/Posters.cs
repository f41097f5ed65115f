using System.Diagnostics;
using System.Text;
using Forum.Load.Net;

namespace Forum.Load.Users;

/// <summary>What is posted: the same bytes to each server.</summary>
internal static class Payload
{
    public const int Length = 30;

    public static byte[] Text(int length) =>
        [.. Enumerable.Range(0, length).Select(i => (byte)(i % 6 == 5 && i < length - 1 ? ' ' : 'a' + (i % 26)))];
}

/// <summary>A user who keeps a number of requests unanswered while running.</summary>
internal abstract class ClosedLoopUser(Poller poller, int port, int id, int depth, Window window)
    : ForumUser(poller, port, id)
{
    private readonly InFlight _inFlight = new(depth);
    private bool _running;
    private long _now;

    /// <summary>Counts the answers.</summary>
    public Window Window { get; set; } = window;

    /// <summary>Whether every request was answered.</summary>
    public bool IsQuiet => _inFlight.Count == 0;

    /// <summary>Keeps so many requests unanswered from now on, at most as many as the depth.</summary>
    public void Start(int requests = int.MaxValue)
    {
        _inFlight.Limit = Math.Min(requests, depth);
        _running = true;
        OnRound();
        Flush();
    }

    /// <summary>Asks for nothing more.</summary>
    public void Stop() => _running = false;

    /// <summary>Sends one request, outside of the loop.</summary>
    protected void AskOnce(Action write)
    {
        _inFlight.Sent(Stopwatch.GetTimestamp());
        write();
        Flush();
    }

    protected abstract void WriteRequest();

    protected override void OnBytes(ReadOnlySpan<byte> bytes)
    {
        _now = Stopwatch.GetTimestamp();
        base.OnBytes(bytes);
    }

    /// <summary>The oldest request has its whole answer.</summary>
    protected void Answered() => Window.Add(_inFlight.Answered(), _now);

    protected override void OnRound()
    {
        if (!_running || !_inFlight.HasRoom)
        {
            return;
        }

        var now = Stopwatch.GetTimestamp();
        while (_running && _inFlight.HasRoom)
        {
            _inFlight.Sent(now);
            WriteRequest();
        }
    }
}

/// <summary>Posts the same message again and again.</summary>
internal sealed class Poster(Poller poller, int port, int id, int depth, Window window, int length = Payload.Length)
    : ClosedLoopUser(poller, port, id, depth, window)
{
    private readonly byte[] _request = [.. "MSG "u8, .. Payload.Text(length), (byte)'\n'];

    protected override void WriteRequest() => Write(_request);

    protected override void OnAnswer(ReadOnlySpan<byte> line)
    {
        Expect(line, "210 "u8);
        Answered();
    }
}

/// <summary>Adds the same entry to one stream of Redis again and again.</summary>
internal sealed class RedisPoster(Poller poller, int port, int depth, Window window) : Connection(poller, port)
{
    private static readonly byte[] Request = Encoding.ASCII.GetBytes(
        "*7\r\n$4\r\nXADD\r\n$5\r\nforum\r\n$1\r\n*\r\n$4\r\nuser\r\n$4\r\nyoda\r\n$4\r\ntext\r\n"
            + $"${Payload.Length}\r\n{Encoding.ASCII.GetString(Payload.Text(Payload.Length))}\r\n"
    );

    private readonly InFlight _inFlight = new(depth);
    private bool _idFollows;
    private long _now;

    public void Start()
    {
        OnRound();
        Flush();
    }

    protected override void OnBytes(ReadOnlySpan<byte> bytes)
    {
        _now = Stopwatch.GetTimestamp();
        base.OnBytes(bytes);
    }

    protected override void OnLine(ReadOnlySpan<byte> line)
    {
        if (_idFollows)
        {
            window.Add(_inFlight.Answered(), _now);
        }
        else if (line is not [(byte)'$', ..])
        {
            throw new LoadException($"wanted $, got {Encoding.UTF8.GetString(line)}");
        }

        _idFollows = !_idFollows;
    }

    protected override void OnRound()
    {
        var now = Stopwatch.GetTimestamp();
        while (_inFlight.HasRoom)
        {
            Write(Request);
            _inFlight.Sent(now);
        }
    }
}
