namespace DynamicData;

/// <summary>A keyed collection that records its changes.</summary>
/// <typeparam name="TObject">Type of the items.</typeparam>
/// <typeparam name="TKey">Type of the keys.</typeparam>
public interface ICache<TObject, TKey> : IQuery<TObject, TKey>
    where TObject : notnull
    where TKey : notnull
{
    /// <summary>Adds an item, or replaces the one with its key.</summary>
    /// <param name="item">The item.</param>
    /// <param name="key">Its key.</param>
    void AddOrUpdate(TObject item, TKey key);

    /// <summary>Removes everything.</summary>
    void Clear();

    /// <summary>Makes the same changes here.</summary>
    /// <param name="changes">The changes.</param>
    void Clone(IChangeSet<TObject, TKey> changes);

    /// <summary>Records a refresh of each item.</summary>
    void Refresh();

    /// <summary>Records a refresh of each item that is there.</summary>
    /// <param name="keys">Its keys.</param>
    void Refresh(IEnumerable<TKey> keys);

    /// <summary>Records a refresh of an item if it is there.</summary>
    /// <param name="key">Its key.</param>
    void Refresh(TKey key);

    /// <summary>Removes items; keys that are absent are ignored.</summary>
    /// <param name="keys">Their keys.</param>
    void Remove(IEnumerable<TKey> keys);

    /// <summary>Removes an item if it is there.</summary>
    /// <param name="key">Its key.</param>
    void Remove(TKey key);
}
