using System.Net;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace Forum.Reactive.Transport;

/// <summary>
/// A thread that serves one UDP socket and is the scheduler for everything that belongs to it: datagrams, timers and work
/// posted from other threads are done one at a time, so what runs on it needs no lock.
/// </summary>
/// <remarks>
/// Timers are exact to the microsecond where the system allows it (<c>ppoll</c> on Linux; elsewhere a millisecond or two).
/// Schedule from any thread. <see cref="Dispose"/> ends the thread after the work that is already due.
/// </remarks>
public sealed class UdpEventLoop : LocalScheduler, IDisposable
{
    private static readonly TimeSpan Forever = TimeSpan.FromHours(1);
    private readonly Lock gate = new();
    private readonly SchedulerQueue<TimeSpan> queue = new(); // Protected by the gate.
    private readonly IStopwatch clock;
    private readonly UdpDatagramSocket socket;
    private readonly Thread thread;
    private volatile bool stopped;

    /// <summary>Binds a socket and starts its thread.</summary>
    /// <param name="local">Where to bind; port 0 lets the system choose.</param>
    /// <exception cref="System.Net.Sockets.SocketException">The address is in use or not of this host.</exception>
    public UdpEventLoop(IPEndPoint local)
    {
        ArgumentNullException.ThrowIfNull(local);
        clock = StartStopwatch();
        socket = new UdpDatagramSocket(local);
        thread = new Thread(Run) { IsBackground = true, Name = $"UDP {socket.LocalEndPoint.Port}" };
        thread.Start();
    }

    /// <summary>The socket, whose datagrams arrive on this scheduler's thread.</summary>
    public IDatagramSocket Socket => socket;

    /// <inheritdoc/>
    public override IDisposable Schedule<TState>(
        TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var due = clock.Elapsed + (dueTime > TimeSpan.Zero ? dueTime : TimeSpan.Zero);
        var item = new ScheduledItem<TimeSpan, TState>(this, state, action, due);
        bool first;
        lock (gate)
        {
            queue.Enqueue(item);
            first = ReferenceEquals(queue.Peek(), item);
        }

        if (first && Thread.CurrentThread != thread)
            socket.Wake();
        return Disposable.Create((Loop: this, Item: item), static entry => entry.Loop.Remove(entry.Item));
    }

    /// <summary>Runs what is due, completes the datagrams and closes the socket. From another thread it waits for that.</summary>
    public void Dispose()
    {
        stopped = true;
        socket.Wake();
        if (Thread.CurrentThread != thread)
            thread.Join();
    }

    private void Remove(ScheduledItem<TimeSpan> item)
    {
        item.Cancel();
        lock (gate)
            queue.Remove(item);
    }

    private void Run()
    {
        socket.OnLoopThread();
        while (!stopped)
        {
            RunDue();
            if (!socket.ReceiveBatch())
                socket.Wait(UntilNext());
        }

        RunDue();
        socket.Dispose();
    }

    /// <summary>Runs what is due now; what that schedules for now waits for the next turn, so that datagrams get theirs.</summary>
    private void RunDue()
    {
        var now = clock.Elapsed;
        while (TryDequeue(now) is { } item)
        {
            if (!item.IsCanceled)
                item.Invoke();
        }
    }

    private ScheduledItem<TimeSpan>? TryDequeue(TimeSpan now)
    {
        lock (gate)
            return queue.Count > 0 && queue.Peek().DueTime <= now ? queue.Dequeue() : null;
    }

    private TimeSpan UntilNext()
    {
        lock (gate)
            return queue.Count == 0 ? Forever : queue.Peek().DueTime - clock.Elapsed;
    }
}
