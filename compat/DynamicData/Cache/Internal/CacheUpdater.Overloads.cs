namespace DynamicData.Cache.Internal;

/// <summary>The many ways to say the few things that an edit can do.</summary>
internal sealed partial class CacheUpdater<TObject, TKey>
{
    public void AddOrUpdate(TObject item) => Set(GetKey(item), item);

    public void AddOrUpdate(TObject item, TKey key) => Set(key, item);

    public void AddOrUpdate(KeyValuePair<TKey, TObject> item) => Set(item.Key, item.Value);

    public void AddOrUpdate(IEnumerable<TObject> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        if (keySelector is null)
        {
            throw new KeySelectorException("A key selector must be specified");
        }

        foreach (var item in items)
        {
            Set(keySelector(item), item);
        }
    }

    public void AddOrUpdate(IEnumerable<TObject> items, IEqualityComparer<TObject> comparer)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(comparer);
        foreach (var item in items)
        {
            AddOrUpdate(item, comparer);
        }
    }

    public void AddOrUpdate(TObject item, IEqualityComparer<TObject> comparer)
    {
        ArgumentNullException.ThrowIfNull(comparer);
        var key = GetKey(item);
        if (!Data.TryGetValue(key, out var existing) || !comparer.Equals(existing, item))
        {
            Set(key, item);
        }
    }

    public void AddOrUpdate(IEnumerable<KeyValuePair<TKey, TObject>> keyValuePairs)
    {
        ArgumentNullException.ThrowIfNull(keyValuePairs);
        foreach (var (key, item) in keyValuePairs)
        {
            Set(key, item);
        }
    }

    public void Load(IEnumerable<TObject> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        Clear();
        AddOrUpdate(items);
    }

    public void Refresh(TObject item) => Touch(GetKey(item));

    public void Refresh(TKey key) => Touch(key);

    public void Refresh(IEnumerable<TObject> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        foreach (var item in items)
        {
            Touch(GetKey(item));
        }
    }

    public void Refresh(IEnumerable<TKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        foreach (var key in keys)
        {
            Touch(key);
        }
    }

    public void Remove(TObject item) => Delete(GetKey(item));

    public void Remove(TKey key) => Delete(key);

    public void Remove(KeyValuePair<TKey, TObject> item) => Delete(item.Key);

    public void Remove(IEnumerable<TObject> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        foreach (var item in items)
        {
            Delete(GetKey(item));
        }
    }

    public void Remove(IEnumerable<TKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        foreach (var key in keys)
        {
            Delete(key);
        }
    }

    public void Remove(IEnumerable<KeyValuePair<TKey, TObject>> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        foreach (var (key, _) in items)
        {
            Delete(key);
        }
    }

    public void RemoveKey(TKey key) => Delete(key);

    public void RemoveKeys(IEnumerable<TKey> key)
    {
        ArgumentNullException.ThrowIfNull(key);
        foreach (var one in key)
        {
            Delete(one);
        }
    }

    public void Update(IChangeSet<TObject, TKey> changes) => Clone(changes);
}
