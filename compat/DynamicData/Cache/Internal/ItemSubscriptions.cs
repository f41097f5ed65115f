namespace DynamicData.Cache.Internal;

/// <summary>A subscription for each item: made for what is new, disposed for what is gone. For one thread at a time.</summary>
internal sealed class ItemSubscriptions<TObject, TKey>(Func<TObject, TKey, IDisposable> subscribe) : IDisposable
    where TObject : notnull
    where TKey : notnull
{
    private readonly Dictionary<TKey, IDisposable> _subscriptions = [];
    private readonly List<IDisposable> _replaced = [];

    /// <summary>Makes the new subscriptions of a change set first, then disposes the old ones.</summary>
    public void Apply(IChangeSet<TObject, TKey> changes)
    {
        try
        {
            foreach (ref readonly var change in changes.AsSpan())
            {
                if (change.Reason is ChangeReason.Add or ChangeReason.Update)
                {
                    Replace(change.Key, subscribe(change.Current, change.Key));
                }
                else if (change.Reason == ChangeReason.Remove)
                {
                    Replace(change.Key, null);
                }
            }
        }
        finally
        {
            DisposeAll(_replaced);
            _replaced.Clear();
        }
    }

    public void Dispose()
    {
        DisposeAll(_subscriptions.Values);
        _subscriptions.Clear();
    }

    private void Replace(TKey key, IDisposable? subscription)
    {
        if (_subscriptions.Remove(key, out var previous))
        {
            _replaced.Add(previous);
        }

        if (subscription is not null)
        {
            _subscriptions.Add(key, subscription);
        }
    }

    private static void DisposeAll(IEnumerable<IDisposable> subscriptions)
    {
        foreach (var subscription in subscriptions)
        {
            subscription.Dispose();
        }
    }
}
