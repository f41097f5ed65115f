using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace Forum.Reactive.Transport;

/// <summary>A loop in virtual time: the scheduler of its network, on which everything is a round of its own.</summary>
internal sealed class MemoryLoop(MemoryRounds rounds) : LocalScheduler, ILoop
{
    private bool _stopped;

    public override DateTimeOffset Now => rounds.Scheduler.Now;

    public bool IsCurrent => rounds.IsRunning;

    /// <summary>Nothing: what is thrown comes out of the scheduler, where the test sees it.</summary>
    public IObservable<Exception> Faults => Observable.Never<Exception>();

    public void Post(Action act) =>
        Schedule(
            act,
            static (_, posted) =>
            {
                posted();
                return Disposable.Empty;
            }
        );

    public void Defer(Action act) => rounds.Defer(act);

    public IObservable<Unit> Stop()
    {
        _stopped = true;
        return Observable.Return(Unit.Default);
    }

    public override IStopwatch StartStopwatch() => rounds.Scheduler.StartStopwatch();

    public override IDisposable Schedule<TState>(
        TState state,
        TimeSpan dueTime,
        Func<IScheduler, TState, IDisposable> action
    ) =>
        rounds.Scheduler.Schedule(
            (Loop: this, state, action),
            dueTime,
            static (_, work) => work.Loop.Run(work.state, work.action)
        );

    public override IDisposable Schedule<TState>(
        TState state,
        DateTimeOffset dueTime,
        Func<IScheduler, TState, IDisposable> action
    ) => Schedule(state, dueTime - Now, action);

    private IDisposable Run<TState>(TState state, Func<IScheduler, TState, IDisposable> action)
    {
        var left = Disposable.Empty;
        if (!_stopped)
        {
            rounds.Run(this, loop => left = action(loop, state));
        }

        return left;
    }
}
