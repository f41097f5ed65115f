using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Forum.Reactive.Transport;
using Microsoft.Reactive.Testing;

namespace Forum.Reactive.Tests.World;

/// <summary>
/// A loop that runs when the test says so, on the test's thread, with a virtual clock that a test may set. Other threads may post
/// to it: <see cref="RunUntil"/> waits for them.
/// </summary>
internal sealed class TestLoop : ILoop, IServiceProvider, IStopwatchProvider
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TestScheduler _timers = new();
    private readonly Queue<Action> _posted = new(); // Its own lock
    private readonly Queue<Action> _deferred = new();
    private bool _running;

    /// <summary>What is added to the virtual time: a wall clock that somebody set.</summary>
    public TimeSpan ClockOffset { get; set; } = TimeSpan.FromDays(737_843);

    /// <summary>How much virtual time passes at a time while <see cref="RunUntil"/> has nothing else to do; zero: none, and it waits for
    /// other threads.</summary>
    public TimeSpan IdleStep { get; set; }

    /// <summary>Whether virtual time passes as real time does while <see cref="RunUntil"/> waits for others.</summary>
    public bool IsLive { get; set; }

    public DateTimeOffset Now => _timers.Now + ClockOffset;

    public bool IsCurrent => _running;

    /// <summary>What is thrown comes out of the test's own call.</summary>
    public IObservable<Exception> Faults => Observable.Never<Exception>();

    /// <summary>By the virtual time, whoever sets the clock.</summary>
    public IStopwatch StartStopwatch() => _timers.StartStopwatch();

    public object? GetService(Type serviceType) => serviceType == typeof(IStopwatchProvider) ? this : null;

    public void Post(Action act)
    {
        lock (_posted)
        {
            _posted.Enqueue(act);
            Monitor.PulseAll(_posted);
        }
    }

    public void Defer(Action act) => _deferred.Enqueue(act);

    public IObservable<Unit> Stop()
    {
        Run();
        return Observable.Return(Unit.Default);
    }

    /// <summary>Runs <paramref name="act"/> on the loop, and all that follows from it.</summary>
    public void Run(Action act)
    {
        Post(act);
        Run();
    }

    /// <summary>Runs what is posted, what is due, and what is deferred, until nothing is left.</summary>
    public void Run()
    {
        Assert.False(_running, "The loop runs already.");
        _running = true;
        try
        {
            while (TryTake(out var act))
            {
                act();
            }
        }
        finally
        {
            _running = false;
        }
    }

    /// <summary>Lets virtual time pass.</summary>
    public void Advance(TimeSpan time)
    {
        Run();
        _running = true;
        try
        {
            _timers.AdvanceBy(time.Ticks);
        }
        finally
        {
            _running = false;
        }

        Run();
    }

    /// <summary>Runs until <paramref name="condition"/> holds, whatever other threads have to do for it.</summary>
    public void RunUntil(Func<bool> condition)
    {
        var now = Environment.TickCount64;
        var end = now + (long)Patience.TotalMilliseconds;
        for (Run(); !condition(); Run())
        {
            if (IdleStep > TimeSpan.Zero)
            {
                Advance(IdleStep);
                Assert.True(Environment.TickCount64 < end, "What was awaited did not happen within a minute.");
                continue;
            }

            lock (_posted)
            {
                if (_posted.Count == 0 && !Monitor.Wait(_posted, TimeSpan.FromMilliseconds(100)))
                {
                    Assert.True(Environment.TickCount64 < end, "What was awaited did not happen within a minute.");
                }
            }

            var passed = Environment.TickCount64 - now;
            now += passed;
            if (IsLive && passed > 0)
            {
                Advance(TimeSpan.FromMilliseconds(passed));
            }
        }
    }

    public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) =>
        _timers.Schedule(state, action);

    public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action) =>
        _timers.Schedule(state, dueTime, action);

    public IDisposable Schedule<TState>(
        TState state,
        DateTimeOffset dueTime,
        Func<IScheduler, TState, IDisposable> action
    ) => _timers.Schedule(state, dueTime - Now, action);

    private bool TryTake(out Action act)
    {
        lock (_posted)
        {
            return _posted.TryDequeue(out act!) || _deferred.TryDequeue(out act!);
        }
    }
}
