namespace DynamicData;

/// <summary>What an edit can do, naming the keys. Valid only inside that edit.</summary>
/// <typeparam name="TObject">Type of the items.</typeparam>
/// <typeparam name="TKey">Type of the keys.</typeparam>
public interface ICacheUpdater<TObject, TKey> : IQuery<TObject, TKey>
    where TObject : notnull
    where TKey : notnull
{
    /// <summary>Adds items, or replaces those with their keys.</summary>
    void AddOrUpdate(IEnumerable<KeyValuePair<TKey, TObject>> keyValuePairs);

    /// <summary>Adds an item, or replaces the one with its key.</summary>
    void AddOrUpdate(KeyValuePair<TKey, TObject> item);

    /// <summary>Adds an item, or replaces the one with its key.</summary>
    void AddOrUpdate(TObject item, TKey key);

    /// <summary>Removes everything.</summary>
    void Clear();

    /// <summary>Makes the same changes here.</summary>
    void Clone(IChangeSet<TObject, TKey> changes);

    /// <summary>The key of an item.</summary>
    /// <exception cref="Cache.Internal.KeySelectorException">This cache has no key selector.</exception>
    TKey GetKey(TObject item);

    /// <summary>Items with their keys.</summary>
    /// <exception cref="Cache.Internal.KeySelectorException">This cache has no key selector.</exception>
    IEnumerable<KeyValuePair<TKey, TObject>> GetKeyValues(IEnumerable<TObject> items);

    /// <summary>Tells subscribers to look at each item anew.</summary>
    void Refresh();

    /// <summary>Tells subscribers to look at these items anew.</summary>
    void Refresh(IEnumerable<TKey> keys);

    /// <summary>Tells subscribers to look at this item anew.</summary>
    void Refresh(TKey key);

    /// <summary>Removes items by their keys.</summary>
    void Remove(IEnumerable<KeyValuePair<TKey, TObject>> items);

    /// <summary>Removes items; keys that are absent are ignored.</summary>
    void Remove(IEnumerable<TKey> keys);

    /// <summary>Removes an item by its key.</summary>
    void Remove(KeyValuePair<TKey, TObject> item);

    /// <summary>Removes an item if it is there.</summary>
    void Remove(TKey key);

    /// <summary>Removes an item if it is there.</summary>
    void RemoveKey(TKey key);

    /// <summary>Removes items; keys that are absent are ignored.</summary>
    void RemoveKeys(IEnumerable<TKey> key);

    /// <summary>As <see cref="Clone"/>.</summary>
    [Obsolete("Use Clone()")]
    void Update(IChangeSet<TObject, TKey> changes);
}

/// <summary>What an edit can do with items that know their keys. Valid only inside that edit.</summary>
/// <typeparam name="TObject">Type of the items.</typeparam>
/// <typeparam name="TKey">Type of the keys.</typeparam>
public interface ISourceUpdater<TObject, TKey> : ICacheUpdater<TObject, TKey>
    where TObject : notnull
    where TKey : notnull
{
    /// <summary>Adds items, or replaces those with their keys.</summary>
    void AddOrUpdate(IEnumerable<TObject> items);

    /// <summary>Adds an item, or replaces the one with its key.</summary>
    void AddOrUpdate(TObject item);

    /// <summary>Adds items, or replaces those with their keys that the comparer calls different.</summary>
    void AddOrUpdate(IEnumerable<TObject> items, IEqualityComparer<TObject> comparer);

    /// <summary>Adds an item, or replaces the one with its key if the comparer calls it different.</summary>
    void AddOrUpdate(TObject item, IEqualityComparer<TObject> comparer);

    /// <summary>Removes everything, then adds the items.</summary>
    void Load(IEnumerable<TObject> items);

    /// <summary>Tells subscribers to look at these items anew.</summary>
    void Refresh(IEnumerable<TObject> items);

    /// <summary>Tells subscribers to look at this item anew.</summary>
    void Refresh(TObject item);

    /// <summary>Removes items; those that are absent are ignored.</summary>
    void Remove(IEnumerable<TObject> items);

    /// <summary>Removes an item if it is there.</summary>
    void Remove(TObject item);
}
