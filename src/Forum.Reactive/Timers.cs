using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace Forum.Reactive;

/// <summary>Timers that are replaced and cancelled.</summary>
internal static class Timers
{
    /// <summary>
    /// Puts a timer into <paramref name="slot"/> in place of the one there. It is in its place before it can fall due, so that what it
    /// does may replace it again.
    /// </summary>
    public static void Start<T>(this SerialDisposable slot, IScheduler scheduler, TimeSpan wait, T state, Action<T> act)
    {
        var timer = new SingleAssignmentDisposable();
        slot.Disposable = timer;
        timer.Disposable = scheduler.Schedule(
            (state, act),
            wait > TimeSpan.Zero ? wait : TimeSpan.Zero,
            static (_, timer) =>
            {
                timer.act(timer.state);
                return Disposable.Empty;
            }
        );
    }
}
