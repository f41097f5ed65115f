using System.Reactive;

namespace DynamicData.Cache.Internal;

/// <content>The initial state, and what is held meanwhile.</content>
internal abstract partial class Subscriber<T>
{
    private const int MostHeld = 1_024; // notifications, before the draining thread slows down

    // The draining thread may be waited for by the observer, so it only slows down.
    private static readonly TimeSpan Slowdown = TimeSpan.FromMilliseconds(1);

    private int _opener; // number of the thread that sends the initial state

    /// <summary>Sends the initial state, and has what came meanwhile sent. Called once, outside the gate.</summary>
    public void Open()
    {
        try
        {
            _opener = Environment.CurrentManagedThreadId;
            SendInitial();
        }
        catch
        {
            Dispose();
            throw;
        }

        if (!TryOpen())
        {
            host.Drain();
        }
    }

    public void CatchUp(ref Failures failures)
    {
        Queue<Notification<T>>? held;
        lock (host.Gate)
        {
            held = _held;
            _held = null;
            _isOpen = true;
        }

        try
        {
            while (!_isDisposed && held is not null && held.TryDequeue(out var next))
            {
                next.Accept(observer);
            }
        }
        catch (Exception failure)
        {
            Dispose();
            failures.Add(failure);
        }
    }

    /// <summary>Opens, or leaves it to the draining thread if something is held.</summary>
    private bool TryOpen()
    {
        lock (host.Gate)
        {
            if (_held is null)
            {
                _isOpen = true;
                return true;
            }

            host.LeaveToDrain(this);
            return false;
        }
    }

    private bool TryHold(Notification<T> notification)
    {
        int held;
        lock (host.Gate)
        {
            if (_isOpen)
            {
                return false;
            }

            (_held ??= new()).Enqueue(notification);
            held = _held.Count;
        }

        if (held > MostHeld && _opener != Environment.CurrentManagedThreadId && !host.Gate.IsHeldByCurrentThread)
        {
            Thread.Sleep(Slowdown);
        }

        return true;
    }
}
