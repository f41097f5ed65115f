using System.Net;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace Forum.Reactive.Transport;

/// <summary>
/// A thread that serves one UDP socket and is the scheduler for everything that belongs to it: datagrams, timers and work
/// posted from other threads are done one at a time, so what runs on it needs no lock.
/// </summary>
/// <remarks>
/// Timers are exact to the microsecond where the system allows it (<c>ppoll</c> on Linux; elsewhere a millisecond or two).
/// Schedule from any thread. <see cref="Dispose"/> ends the thread after the work that is already due. What that work throws
/// comes out of <see cref="Faults"/>; the thread goes on.
/// </remarks>
public sealed class UdpEventLoop : LocalScheduler, IDisposable
{
    private static readonly TimeSpan Forever = TimeSpan.FromHours(1);
    private readonly Lock _gate = new();
    private readonly SchedulerQueue<TimeSpan> _queue = new(); // Protected by the gate.
    private readonly IStopwatch _clock;
    private readonly UdpDatagramSocket _socket;
    private readonly Thread _thread;
    private readonly Subject<Exception> _faults = new();
    private volatile bool _stopped;

    /// <summary>Binds a socket and starts its thread.</summary>
    /// <param name="local">Where to bind; port 0 lets the system choose.</param>
    /// <exception cref="System.Net.Sockets.SocketException">The address is in use or not of this host.</exception>
    public UdpEventLoop(IPEndPoint local)
    {
        ArgumentNullException.ThrowIfNull(local);
        _clock = StartStopwatch();
        _socket = new UdpDatagramSocket(local);
        _thread = new Thread(Run) { IsBackground = true, Name = $"UDP {_socket.LocalEndPoint.Port}" };
        _thread.Start();
    }

    /// <summary>The socket, whose datagrams arrive on this scheduler's thread.</summary>
    public IDatagramSocket Socket => _socket;

    /// <summary>What the work of this thread threw, told on this thread; completes when the loop ends.</summary>
    public IObservable<Exception> Faults => _faults.AsObservable();

    /// <inheritdoc/>
    public override IDisposable Schedule<TState>(
        TState state,
        TimeSpan dueTime,
        Func<IScheduler, TState, IDisposable> action
    )
    {
        ArgumentNullException.ThrowIfNull(action);
        var due = _clock.Elapsed + (dueTime > TimeSpan.Zero ? dueTime : TimeSpan.Zero);
        var item = new ScheduledItem<TimeSpan, TState>(this, state, action, due);
        bool first;
        lock (_gate)
        {
            _queue.Enqueue(item);
            first = ReferenceEquals(_queue.Peek(), item);
        }

        if (first && Thread.CurrentThread != _thread)
        {
            _socket.Wake();
        }

        return Disposable.Create((Loop: this, Item: item), static entry => entry.Loop.Remove(entry.Item));
    }

    /// <summary>Runs what is due, completes the datagrams and closes the socket. From another thread it waits for that.</summary>
    public void Dispose()
    {
        _stopped = true;
        _socket.Wake();
        if (Thread.CurrentThread != _thread)
        {
            _thread.Join();
        }
    }

    private void Remove(ScheduledItem<TimeSpan> item)
    {
        item.Cancel();
        lock (_gate)
        {
            _queue.Remove(item);
        }
    }

    private void Run()
    {
        _socket.OnLoopThread();
        while (!_stopped)
        {
            RunDue();
            if (!Receive())
            {
                _socket.Wait(UntilNext());
            }
        }

        RunDue();
        _socket.Dispose();
        _faults.OnCompleted();
    }

    private bool Receive()
    {
        try
        {
            return _socket.ReceiveBatch();
        }
#pragma warning disable CA1031 // A datagram that nobody can read must not end the thread that serves all others.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Tell(error);
            return true;
        }
    }

    private void Invoke(ScheduledItem<TimeSpan> item)
    {
        try
        {
            item.Invoke();
        }
#pragma warning disable CA1031 // Work that fails is told of; the rest of the work is still done.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Tell(error);
        }
    }

    private void Tell(Exception error)
    {
        try
        {
            _faults.OnNext(error);
        }
#pragma warning disable CA1031 // Who watches for faults has a fault: there is nobody left to tell.
        catch (Exception)
#pragma warning restore CA1031
        { }
    }

    /// <summary>Runs what is due now; what that schedules for now waits for the next turn, so that datagrams get theirs.</summary>
    private void RunDue()
    {
        var now = _clock.Elapsed;
        while (TryDequeue(now) is { } item)
        {
            if (!item.IsCanceled)
            {
                Invoke(item);
            }
        }
    }

    private ScheduledItem<TimeSpan>? TryDequeue(TimeSpan now)
    {
        lock (_gate)
        {
            return _queue.Count > 0 && _queue.Peek().DueTime <= now ? _queue.Dequeue() : null;
        }
    }

    private TimeSpan UntilNext()
    {
        lock (_gate)
        {
            return _queue.Count == 0 ? Forever : _queue.Peek().DueTime - _clock.Elapsed;
        }
    }
}
