using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace Forum.Reactive.Transport.Simulation;

/// <summary>
/// The loop of a program on a simulated host: the thread of the network's scheduler, with the clocks of the host. It ends with the
/// host's programs, and what was scheduled on it then never happens.
/// </summary>
internal sealed class SimulatedLoop(SimulatedHost host, string name) : ILoop, IServiceProvider, IStopwatchProvider
{
    private readonly ISubject<Unit> _stopped = new AsyncSubject<Unit>();
    private List<Action> _posted = [];
    private List<Action> _deferred = [];
    private List<Action> _spare = [];
    private bool _runsPosted;
    private bool _isStopping;

    public SimulatedHost Host => host;

    public bool HasEnded { get; private set; }

    public bool IsCurrent => host.Network.CurrentLoop == this;

    /// <summary>Nothing: what is thrown comes out of the network's scheduler, where the test sees it.</summary>
    public IObservable<Exception> Faults => Observable.Never<Exception>();

    public DateTimeOffset Now => host.Network.Scheduler.Now + host.ClockOffset;

    private SimulationQueue Queue => host.Network.Queue;

    public void Post(Action act)
    {
        ArgumentNullException.ThrowIfNull(act);
        if (HasEnded)
        {
            return;
        }

        _posted.Add(act);
        if (_posted.Count == 1)
        {
            Plan(this, _runsPosted ? 1 : 0, static (_, loop) => loop.RunPosted());
        }
    }

    public void Defer(Action act)
    {
        ArgumentNullException.ThrowIfNull(act);
        if (HasEnded)
        {
            return;
        }

        _deferred.Add(act);
        if (_deferred.Count == 1)
        {
            Queue.AtEndOfTick(RunDeferred);
        }
    }

    public IObservable<Unit> Stop()
    {
        if (HasEnded || _isStopping)
        {
            return _stopped;
        }

        _isStopping = true;
        if (Queue.IsRunning)
        {
            Post(End);
        }
        else
        {
            End(); // Nothing is under way that it could break off.
        }

        return _stopped;
    }

    public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) =>
        Schedule(state, TimeSpan.Zero, action);

    public IDisposable Schedule<TState>(
        TState state,
        DateTimeOffset dueTime,
        Func<IScheduler, TState, IDisposable> action
    ) => Schedule(state, dueTime - Now, action);

    public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return HasEnded ? Disposable.Empty : Plan(state, Math.Max(1, dueTime.Ticks), action);
    }

    public object? GetService(Type serviceType) => serviceType == typeof(IStopwatchProvider) ? this : null;

    public IStopwatch StartStopwatch() => new Stopwatch(host);

    public override string ToString() => $"{host.Name}/{name}";

    /// <summary>What is done until the result is disposed is done on this loop.</summary>
    internal Turn Enter() => new(this);

    /// <summary>The program is gone.</summary>
    internal void Vanish()
    {
        HasEnded = true;
        _posted.Clear();
        _deferred.Clear();
    }

    private void End()
    {
        RunPosted();
        RunDeferred();
        using (Enter())
        {
            host.Tcp.CloseOf(this);
            host.Udp.CloseOf(this);
        }

        RunPosted(); // What observers did when they were told of it
        RunDeferred();
        Vanish();
        host.Remove(this);
        _stopped.OnNext(Unit.Default);
        _stopped.OnCompleted();
    }

    /// <summary>What is scheduled for now happens a tick later, so that what schedules itself anew does not stop the time.</summary>
    private Timer<TState> Plan<TState>(TState state, long ticks, Func<IScheduler, TState, IDisposable> action)
    {
        var timer = new Timer<TState>(this, state, action, host.Monotonic + ticks);
        host.Schedule(timer, host.Monotonic + ticks);
        return timer;
    }

    private IDisposable RunPosted()
    {
        _runsPosted = true;
        RunAll(ref _posted);
        _runsPosted = false;
        return Disposable.Empty;
    }

    private void RunDeferred()
    {
        if (!HasEnded)
        {
            RunAll(ref _deferred);
        }
    }

    private void RunAll(ref List<Action> acts)
    {
        using var turn = Enter();
        var running = acts;
        (acts, _spare) = (_spare, []);
        foreach (var act in running)
        {
            act();
        }

        running.Clear();
        _spare = running;
    }

    internal readonly struct Turn : IDisposable
    {
        private readonly SimulatedNetwork _network;
        private readonly SimulatedLoop? _before;

        public Turn(SimulatedLoop loop)
        {
            _network = loop.Host.Network;
            _before = _network.CurrentLoop;
            _network.CurrentLoop = loop;
        }

        public void Dispose() => _network.CurrentLoop = _before;
    }

    private sealed class Timer<TState>(
        SimulatedLoop loop,
        TState state,
        Func<IScheduler, TState, IDisposable> action,
        long due
    ) : IHappening, IDisposable
    {
        private readonly SingleAssignmentDisposable _inner = new();

        public void Happen()
        {
            if (!loop.HasEnded && !_inner.IsDisposed && loop.Host.IsTimeFor(this, due))
            {
                using var turn = loop.Enter();
                _inner.Disposable = action(loop, state);
            }
        }

        public void Dispose() => _inner.Dispose();
    }

    private sealed class Stopwatch(SimulatedHost host) : IStopwatch
    {
        private readonly long _start = host.Monotonic;

        public TimeSpan Elapsed => TimeSpan.FromTicks(host.Monotonic - _start);
    }
}
