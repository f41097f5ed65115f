using System.Reactive.Disposables;

namespace DynamicData.Cache.Internal;

/// <summary>
/// What must happen exactly once when a subscription ends, however it ends, and not while its items are being worked on:
/// if another thread (or this one, further up) is doing that, it is left to that thread.
/// </summary>
internal sealed class Cleanup(Action clean)
{
    private readonly Lock _gate = new();
    private bool _isWorking; // guarded by the gate
    private bool _isRequested; // guarded by the gate
    private bool _isDone; // guarded by the gate

    /// <summary>Does some work that must not meet the cleanup; not at all after it.</summary>
    public void Work<TState>(TState state, Action<TState> work)
    {
        lock (_gate)
        {
            if (_isDone || _isRequested)
            {
                return;
            }

            _isWorking = true;
        }

        try
        {
            work(state);
        }
        finally
        {
            lock (_gate)
            {
                _isWorking = false;
            }

            CleanIfRequested();
        }
    }

    /// <summary>Cleans up now, or when the work under way is done.</summary>
    public void Request()
    {
        lock (_gate)
        {
            _isRequested = true;
        }

        CleanIfRequested();
    }

    /// <summary>A subscription whose end is followed by the cleanup.</summary>
    public IDisposable After(IDisposable subscription) =>
        StableCompositeDisposable.Create(subscription, Disposable.Create(Request));

    private void CleanIfRequested()
    {
        lock (_gate)
        {
            if (!_isRequested || _isWorking || _isDone)
            {
                return;
            }

            _isDone = true;
        }

        clean();
    }
}
