using DynamicData.Kernel;

namespace DynamicData.Cache.Internal;

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
