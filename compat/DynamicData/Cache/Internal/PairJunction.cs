namespace DynamicData.Cache.Internal;

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
