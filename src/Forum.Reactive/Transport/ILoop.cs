using System.Reactive;
using System.Reactive.Concurrency;

namespace Forum.Reactive.Transport;

/// <summary>
/// One thread that everything of a node runs on: what its connections receive, its timers, and what other threads post to it.
/// <see cref="IScheduler.Now"/> is the wall clock; timers and durations go by a monotonic stopwatch (<see cref="IStopwatchProvider"/>,
/// through <see cref="IServiceProvider"/> as Rx has it).
/// </summary>
public interface ILoop : IScheduler
{
    /// <summary>Whether the caller runs on the loop. Safe on any thread.</summary>
    bool IsCurrent { get; }

    /// <summary>Runs <paramref name="act"/> on the loop soon, in the order of posting. Safe on any thread.</summary>
    void Post(Action act);

    /// <summary>
    /// Runs <paramref name="act"/> at the end of this round, after everything received in it was handed out. On the loop only.
    /// </summary>
    void Defer(Action act);

    /// <summary>
    /// Runs what is due and posted, ends, and joins the thread. Safe on any thread.
    /// </summary>
    /// <returns>One value when that is done, also for those who subscribe later.</returns>
    IObservable<Unit> Stop();
}
