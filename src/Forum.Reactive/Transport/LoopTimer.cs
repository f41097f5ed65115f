using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace Forum.Reactive.Transport;

/// <summary>Work that is due at a time of its loop's stopwatch. Disposing it cancels it, and what it left when it ran.</summary>
internal abstract class LoopTimer(LoopScheduler loop, TimeSpan due) : IDisposable
{
    private SingleAssignmentDisposableValue _left;

    public TimeSpan Due { get; } = due;

    /// <summary>Orders those that are due at the same time; of the queue.</summary>
    public long Number { get; set; }

    /// <summary>Where it is in the queue; -1: nowhere.</summary>
    public int Index { get; set; } = -1;

    public void Run()
    {
        if (!_left.IsDisposed)
        {
            _left.Disposable = Invoke(loop);
        }
    }

    public void Dispose()
    {
        _left.Dispose();
        loop.Cancel(this);
    }

    private protected abstract IDisposable Invoke(IScheduler scheduler);
}

/// <inheritdoc/>
internal sealed class LoopTimer<TState>(
    LoopScheduler loop,
    TimeSpan due,
    TState state,
    Func<IScheduler, TState, IDisposable> action
) : LoopTimer(loop, due)
{
    private protected override IDisposable Invoke(IScheduler scheduler) => action(scheduler, state);
}
