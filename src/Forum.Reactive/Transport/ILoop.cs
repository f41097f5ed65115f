using System.Reactive;
using System.Reactive.Concurrency;

namespace Forum.Reactive.Transport;

/// <summary>
/// One thread that handles sockets, timers and posted work, one after the other, in rounds: what runs on it needs no lock.
/// </summary>
/// <remarks>
/// <para><see cref="IScheduler.Now"/> is the wall clock. Timers and the stopwatch that <c>StartStopwatch</c> gives are monotonic: an
/// absolute time is turned into a wait when it is scheduled, and a clock that is set meanwhile changes nothing.</para>
/// <para>Schedule and cancel on any thread. After the end, what is scheduled, posted or deferred is dropped.</para>
/// </remarks>
public interface ILoop : IScheduler
{
    /// <summary>Whether the caller runs on the loop.</summary>
    bool IsCurrent { get; }

    /// <summary>
    /// What actions, timers and observers on the loop threw; the loop goes on. On the loop. While nobody listens, an exception is
    /// thrown on, as on any thread.
    /// </summary>
    IObservable<Exception> Faults { get; }

    /// <summary>Runs <paramref name="act"/> on the loop, soon, behind what was posted before. On any thread.</summary>
    void Post(Action act);

    /// <summary>
    /// Runs <paramref name="act"/> at the end of this round, when everything received in it was handed out, so that what comes
    /// together is handled together. On the loop only. What deferred work defers runs at the end of the next round: sockets get
    /// their turn in between.
    /// </summary>
    void Defer(Action act);

    /// <summary>
    /// Runs what is due and posted, aborts the connections and closes the sockets that are still there, tells their observers, and
    /// ends the thread. On any thread.
    /// </summary>
    /// <returns>Hot: one value when the thread is gone, also for those who subscribe later.</returns>
    IObservable<Unit> Stop();
}
