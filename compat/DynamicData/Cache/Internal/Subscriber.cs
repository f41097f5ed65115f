using System.Reactive;

namespace DynamicData.Cache.Internal;

/// <summary>How a cache ended: completed, or failed with its source.</summary>
internal sealed record Termination(Exception? Error);

/// <summary>What the cache's subscribers need of it.</summary>
internal interface ISubscriptionHost
{
    /// <summary>Guards what subscribers hold.</summary>
    Lock Gate { get; }

    /// <summary>Has the draining thread open a subscriber, in its turn. The caller holds the gate.</summary>
    void LeaveToDrain(ILatecomer subscriber);

    /// <summary>Drains what is queued unless another thread does.</summary>
    void Drain();
}

/// <summary>A subscriber that holds what came while it got its initial state.</summary>
internal interface ILatecomer
{
    /// <summary>Sends what is held; from then on nothing is. Called by the draining thread.</summary>
    void CatchUp(ref Failures failures);
}

/// <summary>
/// An observer of a cache. The subscribing thread sends the initial state. What the draining thread sends before is held
/// for so long, and sent by whoever drains: the subscribing thread never has to keep up with writers.
/// </summary>
/// <param name="observer">Who is told.</param>
/// <param name="host">The cache; its gate guards what is held.</param>
/// <param name="isOpen">Whether nothing is held from the start, since there is no initial state.</param>
internal abstract partial class Subscriber<T>(IObserver<T> observer, ISubscriptionHost host, bool isOpen = false)
    : ILatecomer,
        IDisposable
{
    private Queue<Notification<T>>? _held; // guarded by the gate
    private volatile bool _isOpen = isOpen; // set under the gate
    private volatile bool _isDisposed;

    /// <summary>The last publication that the initial state contains. Set before anyone sends.</summary>
    public long Since { get; set; }

    /// <summary>Whether it was told to stop.</summary>
    protected bool IsDisposed => _isDisposed;

    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        lock (host.Gate)
        {
            Leave();
        }
    }

    /// <summary>Sends a value, in order. Called by the draining thread. An observer that throws is let go.</summary>
    public void Send(T value, ref Failures failures)
    {
        try
        {
            if (_isOpen || !TryHold(Notification.CreateOnNext(value)))
            {
                SendNow(value);
            }
        }
        catch (Exception failure)
        {
            Dispose();
            failures.Add(failure);
        }
    }

    /// <summary>Ends the stream, in order.</summary>
    public void End(Termination termination, ref Failures failures)
    {
        try
        {
            End(termination);
        }
        catch (Exception failure)
        {
            failures.Add(failure);
        }
    }

    /// <summary>Ends the stream, in order.</summary>
    public void End(Termination termination)
    {
        var end = termination.Error is { } error
            ? Notification.CreateOnError<T>(error)
            : Notification.CreateOnCompleted<T>();
        if ((_isOpen || !TryHold(end)) && !_isDisposed)
        {
            end.Accept(observer);
        }
    }

    /// <summary>Ends the stream without its initial state, which was never captured.</summary>
    public void Abort(Termination termination)
    {
        _isOpen = true;
        End(termination);
    }

    protected void SendNow(T value)
    {
        if (!_isDisposed)
        {
            observer.OnNext(value);
        }
    }

    /// <summary>Sends what was captured when the subscriber joined.</summary>
    protected abstract void SendInitial();

    /// <summary>Leaves the cache's lists. Called once, under the gate.</summary>
    protected abstract void Leave();
}
