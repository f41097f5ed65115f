using System.Reactive.Disposables;
using DynamicData.Cache.Internal;

namespace DynamicData;

/// <content>Holding notifications back.</content>
public sealed partial class IntermediateCache<TObject, TKey>
{
    private int _notificationSuspensions; // guarded by the gate
    private int _countSuspensions; // guarded by the gate
    private ChangeSet<TObject, TKey>? _heldBack; // changes since notifications were suspended; guarded by the gate

    /// <inheritdoc/>
    public IDisposable SuspendCount()
    {
        lock (Gate)
        {
            _countSuspensions++;
        }

        return Disposable.Create(() => Resume(ref _countSuspensions));
    }

    /// <inheritdoc/>
    public IDisposable SuspendNotifications()
    {
        lock (Gate)
        {
            _notificationSuspensions++;
        }

        return Disposable.Create(() => Resume(ref _notificationSuspensions));
    }

    private void Resume(ref int suspensions)
    {
        lock (Gate)
        {
            if (--suspensions > 0)
            {
                return;
            }

            Enqueue(Publish(TakeHeldBack()));
        }

        _queue.Drain();
    }

    private ChangeSet<TObject, TKey>? Hold(ChangeSet<TObject, TKey>? changes)
    {
        if (changes is { Count: > 0 })
        {
            (_heldBack ??= []).AddRange(changes);
        }

        return null;
    }

    private ChangeSet<TObject, TKey>? TakeHeldBack()
    {
        if (_notificationSuspensions > 0)
        {
            return null;
        }

        var held = _heldBack;
        _heldBack = null;
        return held;
    }
}
