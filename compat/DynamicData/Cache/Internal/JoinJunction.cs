using System.Reactive.Disposables;

namespace DynamicData.Cache.Internal;

/// <summary>Where two sides meet. What both have at first is joined when both are there, in one set.</summary>
internal abstract class JoinJunction<TLeft, TLeftKey, TRight, TRightKey, TResult, TResultKey>(
    IObserver<IChangeSet<TResult, TResultKey>> observer
) : Junction<IChangeSet<TResult, TResultKey>>(observer)
    where TLeft : notnull
    where TLeftKey : notnull
    where TRight : notnull
    where TRightKey : notnull
    where TResult : notnull
    where TResultKey : notnull
{
    private int _open = 2;
    private bool _isStarted;

    protected override bool IsComplete => _open == 0;

    protected KeptItems<TResult, TResultKey> Joined { get; } = new();

    protected Dictionary<TLeftKey, TLeft> Lefts { get; } = [];

    public IDisposable Listen(
        IObservable<IChangeSet<TLeft, TLeftKey>> left,
        IObservable<IChangeSet<TRight, TRightKey>> right
    )
    {
        _open++; // the beginning is a stream too
        var subscriptions = StableCompositeDisposable.Create(
            left.Subscribe(MainInlet<IChangeSet<TLeft, TLeftKey>>(ChangeLeft, Close)),
            right.Subscribe(MainInlet<IChangeSet<TRight, TRightKey>>(ChangeRight, Close))
        );
        Post(Start);
        return subscriptions;
    }

    /// <summary>Joins a left item with what is right of it.</summary>
    protected abstract void JoinLeft(TLeftKey key, TLeft left);

    protected abstract void RemoveLeft(TLeftKey key);

    protected abstract void RefreshLeft(TLeftKey key);

    /// <summary>Notes a change of the right side, and joins it if the beginning is over.</summary>
    protected abstract void ApplyRight(in Change<TRight, TRightKey> change, bool isStarted);

    private IChangeSet<TResult, TResultKey>? Start()
    {
        _isStarted = true;
        foreach (var (key, left) in Lefts)
        {
            JoinLeft(key, left);
        }

        Close();
        return TakeUnlessEmpty();
    }

    private IChangeSet<TResult, TResultKey>? ChangeLeft(IChangeSet<TLeft, TLeftKey> changes)
    {
        foreach (ref readonly var change in changes.AsSpan())
        {
            ApplyLeft(change);
        }

        return TakeUnlessEmpty();
    }

    private void ApplyLeft(in Change<TLeft, TLeftKey> change)
    {
        switch (change.Reason)
        {
            case ChangeReason.Add or ChangeReason.Update:
                Lefts[change.Key] = change.Current;
                if (_isStarted)
                {
                    JoinLeft(change.Key, change.Current);
                }

                break;
            case ChangeReason.Remove:
                Lefts.Remove(change.Key);
                RemoveLeft(change.Key);
                break;
            case ChangeReason.Refresh:
                RefreshLeft(change.Key);
                break;
        }
    }

    private IChangeSet<TResult, TResultKey>? ChangeRight(IChangeSet<TRight, TRightKey> changes)
    {
        foreach (ref readonly var change in changes.AsSpan())
        {
            ApplyRight(change, _isStarted);
        }

        return TakeUnlessEmpty();
    }

    private ChangeSet<TResult, TResultKey>? TakeUnlessEmpty()
    {
        var changes = Joined.Take();
        return changes.Count > 0 ? changes : null;
    }

    private void Close() => _open--;
}
