using System.Diagnostics;
using Forum.Load.Measures;

namespace Forum.Load.Users;

/// <summary>Counts the answers that come while it is open, and how long they took.</summary>
internal sealed class Window
{
    private long _opened;
    private long _closed;

    public Latencies Latencies { get; } = new();

    public bool IsOpen { get; private set; }

    public double Seconds => Stopwatch.GetElapsedTime(_opened, _closed).TotalSeconds;

    public double Rate => Latencies.Count / Seconds;

    public void Open() => (IsOpen, _opened) = (true, Stopwatch.GetTimestamp());

    public void Close() => (IsOpen, _closed) = (false, Stopwatch.GetTimestamp());

    public void Add(long sent, long answered)
    {
        if (IsOpen)
        {
            Latencies.Add(answered - sent);
        }
    }
}

/// <summary>When the unanswered requests of a connection were sent: a queue of bounded length.</summary>
internal sealed class InFlight(int depth)
{
    private readonly long[] _sent = new long[depth];
    private int _head;

    public int Count { get; private set; }

    /// <summary>Most unanswered requests.</summary>
    public int Limit { get; set; } = depth;

    public bool HasRoom => Count < Limit;

    public void Sent(long now) => _sent[(_head + Count++) % _sent.Length] = now;

    /// <returns>When the oldest one was sent.</returns>
    public long Answered()
    {
        var sent = _sent[_head];
        _head = (_head + 1) % _sent.Length;
        Count--;
        return sent;
    }
}
