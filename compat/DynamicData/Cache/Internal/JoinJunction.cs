using System.Reactive.Disposables;
using DynamicData.Kernel;

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

/// <summary>One right item, or none, for each left one.</summary>
internal sealed class OneToOneJunction<TLeft, TLeftKey, TRight, TRightKey, TResult>(
    IObserver<IChangeSet<TResult, TLeftKey>> observer,
    Func<TRight, TLeftKey> selectKey,
    Func<TLeftKey, TLeft, Optional<TRight>, TResult> join,
    bool isInner
) : JoinJunction<TLeft, TLeftKey, TRight, TRightKey, TResult, TLeftKey>(observer)
    where TLeft : notnull
    where TLeftKey : notnull
    where TRight : notnull
    where TRightKey : notnull
    where TResult : notnull
{
    private readonly Dictionary<TLeftKey, (TRightKey Key, TRight Item)> _rights = [];
    private readonly Dictionary<TRightKey, TLeftKey> _leftKeys = [];

    protected override void JoinLeft(TLeftKey key, TLeft left)
    {
        if (_rights.TryGetValue(key, out var right))
        {
            Joined.Set(key, join(key, left, right.Item));
        }
        else if (!isInner)
        {
            Joined.Set(key, join(key, left, default));
        }
    }

    protected override void RemoveLeft(TLeftKey key) => Joined.Delete(key);

    protected override void RefreshLeft(TLeftKey key) => Joined.Touch(key);

    protected override void ApplyRight(in Change<TRight, TRightKey> change, bool isStarted)
    {
        if (change.Reason == ChangeReason.Remove)
        {
            Part(change.Key, isStarted);
        }
        else if (change.Reason != ChangeReason.Moved)
        {
            Pair(change, selectKey(change.Current), isStarted);
        }
    }

    private void Pair(in Change<TRight, TRightKey> change, TLeftKey leftKey, bool isStarted)
    {
        var isPaired = _leftKeys.TryGetValue(change.Key, out var old);
        var isSame = isPaired && EqualityComparer<TLeftKey>.Default.Equals(old, leftKey);
        if (isSame && change.Reason == ChangeReason.Refresh)
        {
            Joined.Touch(leftKey);
            return;
        }

        if (isPaired && !isSame)
        {
            Part(change.Key, isStarted);
        }

        _leftKeys[change.Key] = leftKey;
        _rights[leftKey] = (change.Key, change.Current);
        if (isStarted && Lefts.TryGetValue(leftKey, out var left))
        {
            JoinLeft(leftKey, left);
        }
    }

    /// <summary>Takes a right item from its left one, unless another has taken its place.</summary>
    private void Part(TRightKey key, bool isStarted)
    {
        if (
            !_leftKeys.Remove(key, out var leftKey)
            || !_rights.TryGetValue(leftKey, out var right)
            || !EqualityComparer<TRightKey>.Default.Equals(right.Key, key)
        )
        {
            return;
        }

        _rights.Remove(leftKey);
        if (isInner)
        {
            Joined.Delete(leftKey);
        }
        else if (isStarted && Lefts.TryGetValue(leftKey, out var left))
        {
            JoinLeft(leftKey, left);
        }
    }
}

/// <summary>Each right item with its left one.</summary>
internal sealed class PairJunction<TLeft, TLeftKey, TRight, TRightKey, TResult>(
    IObserver<IChangeSet<TResult, (TLeftKey, TRightKey)>> observer,
    Func<TRight, TLeftKey> selectKey,
    Func<(TLeftKey, TRightKey), TLeft, TRight, TResult> join
) : JoinJunction<TLeft, TLeftKey, TRight, TRightKey, TResult, (TLeftKey, TRightKey)>(observer)
    where TLeft : notnull
    where TLeftKey : notnull
    where TRight : notnull
    where TRightKey : notnull
    where TResult : notnull
{
    private readonly Dictionary<TLeftKey, Dictionary<TRightKey, TRight>> _rights = [];
    private readonly Dictionary<TRightKey, TLeftKey> _leftKeys = [];

    protected override void JoinLeft(TLeftKey key, TLeft left)
    {
        foreach (var (rightKey, right) in RightsOf(key))
        {
            Joined.Set((key, rightKey), join((key, rightKey), left, right));
        }
    }

    protected override void RemoveLeft(TLeftKey key)
    {
        foreach (var rightKey in RightsOf(key).Keys)
        {
            Joined.Delete((key, rightKey));
        }
    }

    protected override void RefreshLeft(TLeftKey key)
    {
        foreach (var rightKey in RightsOf(key).Keys)
        {
            Joined.Touch((key, rightKey));
        }
    }

    protected override void ApplyRight(in Change<TRight, TRightKey> change, bool isStarted)
    {
        if (change.Reason == ChangeReason.Remove)
        {
            Part(change.Key);
        }
        else if (change.Reason != ChangeReason.Moved)
        {
            Pair(change, selectKey(change.Current), isStarted);
        }
    }

    private void Pair(in Change<TRight, TRightKey> change, TLeftKey leftKey, bool isStarted)
    {
        var isPaired = _leftKeys.TryGetValue(change.Key, out var old);
        var isSame = isPaired && EqualityComparer<TLeftKey>.Default.Equals(old, leftKey);
        if (isSame && change.Reason == ChangeReason.Refresh)
        {
            Joined.Touch((leftKey, change.Key));
            return;
        }

        if (isPaired && !isSame)
        {
            Part(change.Key);
        }

        _leftKeys[change.Key] = leftKey;
        if (!_rights.TryGetValue(leftKey, out var rights))
        {
            _rights.Add(leftKey, rights = []);
        }

        rights[change.Key] = change.Current;
        if (isStarted && Lefts.TryGetValue(leftKey, out var left))
        {
            Joined.Set((leftKey, change.Key), join((leftKey, change.Key), left, change.Current));
        }
    }

    private void Part(TRightKey key)
    {
        if (!_leftKeys.Remove(key, out var leftKey))
        {
            return;
        }

        var rights = _rights[leftKey];
        rights.Remove(key);
        if (rights.Count == 0)
        {
            _rights.Remove(leftKey);
        }

        Joined.Delete((leftKey, key));
    }

    private Dictionary<TRightKey, TRight> RightsOf(TLeftKey key) => _rights.GetValueOrDefault(key) ?? [];
}
