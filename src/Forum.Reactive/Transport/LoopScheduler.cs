using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Subjects;

namespace Forum.Reactive.Transport;

/// <summary>A thread that is a scheduler; how it waits, and for which sockets, is its heirs'.</summary>
#pragma warning disable CA1001 // Subjects that complete hold nothing.
public abstract class LoopScheduler : LocalScheduler, ILoop
#pragma warning restore CA1001
{
    private readonly Thread _thread;
    private readonly IStopwatch _clock;
    private readonly AsyncSubject<Unit> _stopped = new();
    private readonly Subject<Exception> _faults = new();
    private readonly Lock _gate = new();
    private readonly TimerQueue _timers = new(); // Protected by the gate, as are the next three
    private List<Action> _posted = [];
    private bool _stopping;
    private bool _ended;
    private List<Action> _deferred = []; // Of the loop's thread, as is the next
    private List<Action> _running = [];

    private protected LoopScheduler(string name)
    {
        _clock = RealTime.Scheduler.StartStopwatch();
        _thread = new Thread(Run) { Name = name, IsBackground = true };
    }

    /// <inheritdoc/>
    public bool IsCurrent => Thread.CurrentThread == _thread;

    /// <inheritdoc/>
    public IObservable<Exception> Faults => _faults;

    /// <inheritdoc/>
    public void Post(Action act)
    {
        ArgumentNullException.ThrowIfNull(act);
        lock (_gate)
        {
            if (_ended)
            {
                return;
            }

            _posted.Add(act);
            WakeUnlessCurrent(isFirst: _posted.Count == 1);
        }
    }

    /// <inheritdoc/>
    public void Defer(Action act)
    {
        ArgumentNullException.ThrowIfNull(act);
        if (!IsCurrent)
        {
            throw new InvalidOperationException(
                "Only what runs on the loop can put something off to the end of its round."
            );
        }

        _deferred.Add(act);
    }

    /// <inheritdoc/>
    public override IDisposable Schedule<TState>(
        TState state,
        TimeSpan dueTime,
        Func<IScheduler, TState, IDisposable> action
    )
    {
        ArgumentNullException.ThrowIfNull(action);
        var due = _clock.Elapsed + Scheduler.Normalize(dueTime);
        var timer = new LoopTimer<TState>(this, due, state, action);
        lock (_gate)
        {
            if (_ended)
            {
                return Disposable.Empty;
            }

            _timers.Add(timer);
            WakeUnlessCurrent(isFirst: _timers.First == timer);
        }

        return timer;
    }

    /// <inheritdoc/>
    public override IDisposable Schedule<TState>(
        TState state,
        DateTimeOffset dueTime,
        Func<IScheduler, TState, IDisposable> action
    ) => Schedule(state, dueTime - Now, action);

    /// <inheritdoc/>
    public IObservable<Unit> Stop()
    {
        lock (_gate)
        {
            if (!_stopping)
            {
                _stopping = true;
                Wake();
            }
        }

        return _stopped;
    }

    /// <summary>Timers that wait.</summary>
    internal int TimerCount
    {
        get
        {
            lock (_gate)
            {
                return _timers.Count;
            }
        }
    }

    internal void Cancel(LoopTimer timer)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
        }
    }

    private protected void Start() => _thread.Start();

    /// <summary>Called once on the loop, first.</summary>
    private protected virtual void Begin()
    {
        // Most have nothing to prepare.
    }

    /// <summary>Ends a <see cref="WaitAndReceive"/> that runs, or the next one. On any thread, under the gate, until <see cref="Close"/>.</summary>
    private protected abstract void Wake();

    /// <summary>Waits until something is received, or woken, or <paramref name="timeout"/> is over, and hands out what there is.</summary>
    private protected abstract void WaitAndReceive(TimeSpan timeout);

    /// <summary>Lets go of all sockets, and tells their observers.</summary>
    private protected abstract void ReleaseAll();

    /// <summary>Whether a socket has not told its end yet after <see cref="ReleaseAll"/>.</summary>
    private protected virtual bool HasSockets => false;

    /// <summary>Closes what the loop itself needs. Nothing is called after it.</summary>
    private protected abstract void Close();

    /// <summary>Runs a handler, so that what it throws does not end the loop.</summary>
    /// <returns>Whether it did not throw.</returns>
    private protected bool Try<T>(T state, Action<T> act)
    {
        try
        {
            act(state);
            return true;
        }
#pragma warning disable CA1031 // Whatever is thrown goes to those who listen for it.
        catch (Exception error) when (_faults.HasObservers)
#pragma warning restore CA1031
        {
            Tell(error);
            return false;
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

    private void Run()
    {
        Begin();
        while (!IsStopping())
        {
            WaitAndReceive(UntilNext());
            RunRound();
        }

        RunRound(); // What was posted before the end
        ReleaseAll();
        do
        {
            RunRound(); // What observers did when they were told of it
        } while (AwaitSockets());

        lock (_gate)
        {
            _ended = true;
            _timers.Clear();
            _posted.Clear();
            Close();
        }

        ThreadPool.UnsafeQueueUserWorkItem(static loop => loop.Join(), this, preferLocal: false);
    }

    private bool AwaitSockets()
    {
        if (!HasSockets)
        {
            return false;
        }

        bool isPosted;
        lock (_gate)
        {
            isPosted = _posted.Count > 0;
        }

        WaitAndReceive(isPosted ? TimeSpan.Zero : Timeout.InfiniteTimeSpan); // Their last operation ends with a post.
        return true;
    }

    private void Join()
    {
        _thread.Join();
        _faults.OnCompleted();
        _stopped.OnNext(Unit.Default);
        _stopped.OnCompleted();
    }

    private void RunRound()
    {
        RunDue();
        RunPosted();
        RunDeferred();
    }

    /// <summary>Runs what is due now; what that schedules for now waits for the next round, so that sockets get their turn.</summary>
    private void RunDue()
    {
        var now = _clock.Elapsed;
        while (TakeDue(now) is { } timer)
        {
            Try(timer, static due => due.Run());
        }
    }

    private LoopTimer? TakeDue(TimeSpan now)
    {
        lock (_gate)
        {
            return _timers.First is { } first && first.Due <= now ? _timers.TakeFirst() : null;
        }
    }

    private void RunPosted()
    {
        lock (_gate)
        {
            (_posted, _running) = (_running, _posted);
        }

        RunAll();
    }

    private void RunDeferred()
    {
        (_deferred, _running) = (_running, _deferred);
        RunAll();
    }

    private void RunAll()
    {
        foreach (var act in _running)
        {
            Try(act, static posted => posted());
        }

        _running.Clear();
    }

    private TimeSpan UntilNext()
    {
        lock (_gate)
        {
            if (_posted.Count > 0 || _deferred.Count > 0 || _stopping)
            {
                return TimeSpan.Zero;
            }

            var wait = _timers.First is { } first ? first.Due - _clock.Elapsed : Timeout.InfiniteTimeSpan;
            return _timers.First is not null && wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
        }
    }

    private bool IsStopping()
    {
        lock (_gate)
        {
            return _stopping;
        }
    }

    /// <summary>Under the gate, so that it cannot come after <see cref="Close"/>.</summary>
    private void WakeUnlessCurrent(bool isFirst)
    {
        if (isFirst && !IsCurrent)
        {
            Wake();
        }
    }
}
