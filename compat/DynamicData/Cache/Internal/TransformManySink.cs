namespace DynamicData.Cache.Internal;

/// <summary>The children of all items; of those with one key the last that came is shown.</summary>
internal sealed class TransformManySink<TChild, TChildKey, TSource, TKey>(
    IObserver<IChangeSet<TChild, TChildKey>> observer,
    Func<TSource, IEnumerable<TChild>> select,
    Func<TChild, TChildKey> keyOf
) : Sink<IChangeSet<TSource, TKey>, IChangeSet<TChild, TChildKey>>(observer)
    where TChild : notnull
    where TChildKey : notnull
    where TSource : notnull
    where TKey : notnull
{
    private readonly Dictionary<TKey, Dictionary<TChildKey, TChild>> _families = [];
    private readonly KeptItems<TChild, TChildKey> _shown = new();

    protected override bool Handle(IChangeSet<TSource, TKey> value, out IChangeSet<TChild, TChildKey>? result)
    {
        foreach (ref readonly var change in value.AsSpan())
        {
            Apply(change);
        }

        result = _shown.Take();
        return result.Count > 0;
    }

    private void Apply(in Change<TSource, TKey> change)
    {
        switch (change.Reason)
        {
            case ChangeReason.Add or ChangeReason.Update:
                Replace(change.Key, change.Current);
                break;
            case ChangeReason.Remove when _families.Remove(change.Key, out var gone):
                foreach (var key in gone.Keys)
                {
                    _shown.Delete(key);
                }

                break;
            case ChangeReason.Refresh when _families.TryGetValue(change.Key, out var family):
                foreach (var key in family.Keys)
                {
                    _shown.Touch(key);
                }

                break;
        }
    }

    private void Replace(TKey key, TSource item)
    {
        var family = new Dictionary<TChildKey, TChild>();
        foreach (var child in select(item))
        {
            family[keyOf(child)] = child;
        }

        _families.Remove(key, out var previous);
        _families.Add(key, family);
        foreach (var childKey in previous?.Keys ?? Enumerable.Empty<TChildKey>())
        {
            if (!family.ContainsKey(childKey))
            {
                _shown.Delete(childKey);
            }
        }

        foreach (var (childKey, child) in family)
        {
            if (!_shown.Items.TryGetValue(childKey, out var shown) || !ReferenceEquals(shown, child))
            {
                _shown.Set(childKey, child);
            }
        }
    }
}
