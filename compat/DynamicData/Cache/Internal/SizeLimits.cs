namespace DynamicData.Cache.Internal;

/// <summary>The items that came last, no more than so many.</summary>
internal sealed class SizeLimitSink<TObject, TKey>(IObserver<IChangeSet<TObject, TKey>> observer, int size)
    : Sink<IChangeSet<TObject, TKey>, IChangeSet<TObject, TKey>>(observer)
    where TObject : notnull
    where TKey : notnull
{
    private readonly KeptItems<TObject, TKey> _kept = new();
    private readonly ArrivalOrder<TKey> _order = new();

    protected override bool Handle(IChangeSet<TObject, TKey> value, out IChangeSet<TObject, TKey>? result)
    {
        foreach (ref readonly var change in value.AsSpan())
        {
            Apply(change);
        }

        while (_order.Count > size)
        {
            var oldest = _order.Oldest;
            _order.Remove(oldest);
            _kept.Delete(oldest);
        }

        result = _kept.Take(value);
        return result.Count > 0;
    }

    private void Apply(in Change<TObject, TKey> change)
    {
        switch (change.Reason)
        {
            case ChangeReason.Add or ChangeReason.Update:
                _kept.Set(change.Key, change.Current);
                _order.Renew(change.Key);
                break;
            case ChangeReason.Remove:
                _kept.Delete(change.Key);
                _order.Remove(change.Key);
                break;
            case ChangeReason.Refresh:
                _kept.Touch(change.Key);
                break;
        }
    }
}

/// <summary>Removes from a cache what came longest ago when there is too much, and tells what it removed.</summary>
internal sealed class CacheSizeSink<TObject, TKey>(
    IObserver<IEnumerable<KeyValuePair<TKey, TObject>>> observer,
    ISourceCache<TObject, TKey> cache,
    int size
) : Sink<IChangeSet<TObject, TKey>, IEnumerable<KeyValuePair<TKey, TObject>>>(observer)
    where TObject : notnull
    where TKey : notnull
{
    private readonly Dictionary<TKey, TObject> _items = [];
    private readonly ArrivalOrder<TKey> _order = new();

    protected override bool Handle(
        IChangeSet<TObject, TKey> value,
        out IEnumerable<KeyValuePair<TKey, TObject>>? result
    )
    {
        value.ApplyTo(_items);
        foreach (ref readonly var change in value.AsSpan())
        {
            if (change.Reason is ChangeReason.Add or ChangeReason.Update)
            {
                _order.Renew(change.Key);
            }
            else if (change.Reason == ChangeReason.Remove)
            {
                _order.Remove(change.Key);
            }
        }

        var tooMuch = TakeTooMuch();
        if (tooMuch.Count > 0)
        {
            cache.RemoveKeys(tooMuch.Select(pair => pair.Key));
        }

        result = tooMuch;
        return tooMuch.Count > 0;
    }

    private List<KeyValuePair<TKey, TObject>> TakeTooMuch()
    {
        var taken = new List<KeyValuePair<TKey, TObject>>();
        while (_order.Count > size)
        {
            var key = _order.Oldest;
            _order.Remove(key);
            if (_items.Remove(key, out var item))
            {
                taken.Add(new(key, item));
            }
        }

        return taken;
    }
}
