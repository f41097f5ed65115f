using System.Diagnostics;

namespace Forum.Load.Net;

/// <summary>The load could not be carried out, or was answered wrongly.</summary>
internal sealed class LoadException(string message) : Exception(message);

/// <summary>Waits for all connections of a load, on the calling thread. Level-triggered: one receive a connection and round.</summary>
internal sealed class Poller
{
    private const int MaxEvents = 512;

    private readonly int _epoll = Libc.CreateEpoll();
    private readonly List<Connection?> _connections = [];
    private readonly byte[] _events = new byte[MaxEvents * Libc.EventSize];
    private readonly byte[] _buffer = new byte[64 * 1024];

    public int Add(Connection connection)
    {
        _connections.Add(connection);
        _ = Libc.Control(_epoll, Libc.Add, connection.Descriptor, Libc.In, _connections.Count - 1);
        return _connections.Count - 1;
    }

    public void Watch(int token, int descriptor, uint events) =>
        _ = Libc.Control(_epoll, Libc.Modify, descriptor, events, token);

    /// <summary>The descriptor is about to be closed, which ends the watch.</summary>
    public void Remove(int token) => _connections[token] = null;

    /// <summary>Handles what comes until <paramref name="isOver"/>.</summary>
    /// <exception cref="LoadException">It is not over in time.</exception>
    public void RunUntil(Func<bool> isOver, TimeSpan limit)
    {
        var start = Stopwatch.GetTimestamp();
        while (!isOver())
        {
            if (Stopwatch.GetElapsedTime(start) > limit)
            {
                throw new LoadException($"still not over after {limit.TotalSeconds:0} s");
            }

            Poll(timeoutMilliseconds: 10);
        }
    }

    /// <summary>Handles what comes for so long.</summary>
    public void RunFor(TimeSpan time)
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            Poll(timeoutMilliseconds: 10);
        }
    }

    /// <summary>Handles what is there, or comes within the time.</summary>
    public void Poll(int timeoutMilliseconds)
    {
        var count = Libc.Wait(_epoll, _events, timeoutMilliseconds);
        for (var i = 0; i < count; i++)
        {
            (var events, var token) = Libc.EventAt(_events, i);
            _connections[token]?.Handle(events, _buffer);
        }
    }
}
