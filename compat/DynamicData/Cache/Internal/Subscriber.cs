using System.Reactive;

namespace DynamicData.Cache.Internal;

/// <summary>How a cache ended: completed, or failed with its source.</summary>
internal sealed record Termination(Exception? Error);

/// <summary>
/// An observer of a cache. What the draining thread sends before the subscribing thread has sent the initial state is
/// held, and sent by the subscribing thread after it.
/// </summary>
/// <param name="observer">Who is told.</param>
/// <param name="gate">The cache's gate; guards what is held.</param>
internal abstract class Subscriber<T>(IObserver<T> observer, Lock gate) : IDisposable
{
    private Queue<Notification<T>>? _held; // guarded by the gate
    private volatile bool _isOpen; // set under the gate
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
        lock (gate)
        {
            Leave();
        }
    }

    /// <summary>Sends the initial state, then what came meanwhile. Called once, outside the gate.</summary>
    public void Open()
    {
        try
        {
            SendInitial();
            while (TryRelease(out var held))
            {
                held!.Accept(observer);
            }
        }
        catch
        {
            Dispose();
            throw;
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

    private bool TryHold(Notification<T> notification)
    {
        lock (gate)
        {
            if (_isOpen)
            {
                return false;
            }

            (_held ??= new()).Enqueue(notification);
            return true;
        }
    }

    private bool TryRelease(out Notification<T>? held)
    {
        lock (gate)
        {
            if (!_isDisposed && _held is not null && _held.TryDequeue(out held))
            {
                return true;
            }

            held = null;
            _held = null;
            _isOpen = true;
            return false;
        }
    }
}
