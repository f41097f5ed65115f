using System.Net;
using System.Reactive.Concurrency;
using System.Text;
using Forum.Reactive.Protocol;
using Forum.Reactive.Transfer.Routes;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Transfer;

/// <summary>
/// A TCP connection to the server's relay: a greeting, a ticket, its answer, and then frames. Whatever goes wrong is its end.
/// </summary>
/// <remarks>Made by any thread; everything else on the engine's.</remarks>
internal sealed class Tunnel : IDisposable
{
    private const int LongestAnswer = 1024;
    private const int WordsBefore = 2; // The greeting, and the answer to the ticket
    private readonly IScheduler _scheduler;
    private readonly IPEndPoint _server;
    private readonly Action<Tunnel> _opened;
    private readonly Action<Datagram, Route> _received;
    private readonly Action<Tunnel> _ended;
    private readonly RelayFrames _frames = new();
    private readonly StringBuilder _words = new();
    private int _answers;
    private bool _isOver;

    /// <param name="connection">New; this one's from now on.</param>
    /// <param name="scheduler">The engine's thread.</param>
    /// <param name="ticket">Who this is.</param>
    /// <param name="opened">Is told that the relay lets it in.</param>
    /// <param name="received">Is given what comes.</param>
    /// <param name="ended">Is told the end, once.</param>
    public Tunnel(
        IConnection connection,
        IScheduler scheduler,
        string ticket,
        Action<Tunnel> opened,
        Action<Datagram, Route> received,
        Action<Tunnel> ended
    )
    {
        (_scheduler, _opened, _received, _ended) = (scheduler, opened, received, ended);
        _server = connection.RemoteEndPoint;
        Route = new TunnelRoute(connection);
        connection.Writable.Subscribe(_ => scheduler.Schedule(Flush), static _ => { });
        connection.Received.Subscribe(
            bytes =>
            {
                var copy = bytes.ToArray(); // The connection's thread is another.
                scheduler.Schedule(() => Take(copy));
            },
            _ => scheduler.Schedule(End),
            () => scheduler.Schedule(End)
        );
        scheduler.Schedule(() => Route.Write(Encoding.ASCII.GetBytes($"BIND {ticket}\n")));
    }

    /// <summary>The way through it.</summary>
    public TunnelRoute Route { get; }

    public void Dispose()
    {
        _isOver = true;
        _frames.Dispose();
        Route.Dispose();
    }

    private void Flush()
    {
        if (!_isOver)
        {
            Route.Flush();
        }
    }

    private void End()
    {
        if (!_isOver)
        {
            Dispose();
            _ended(this);
        }
    }

    private void Take(ReadOnlyMemory<byte> bytes)
    {
        while (!_isOver && _answers < WordsBefore && !bytes.IsEmpty)
        {
            Read((char)bytes.Span[0]);
            bytes = bytes[1..];
        }

        if (!_isOver && !bytes.IsEmpty)
        {
            _frames.Take(bytes.Span, frame => _received(new Datagram(frame, _server, IsLastOfBatch: true), Route));
        }
    }

    private void Read(char next)
    {
        _words.Append(next);
        if (next != '\n')
        {
            if (_words.Length > LongestAnswer)
            {
                End();
            }

            return;
        }

        var isGood = _words[0] == '2';
        _words.Clear();
        if (!isGood)
        {
            End();
        }
        else if (++_answers == WordsBefore)
        {
            _opened(this);
        }
    }
}
