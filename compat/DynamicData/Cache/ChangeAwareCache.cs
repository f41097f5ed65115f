using DynamicData.Cache.Internal;
using DynamicData.Kernel;

namespace DynamicData;

/// <summary>A dictionary that records its changes until they are captured. For one thread at a time.</summary>
/// <typeparam name="TObject">Type of the items.</typeparam>
/// <typeparam name="TKey">Type of the keys.</typeparam>
public sealed class ChangeAwareCache<TObject, TKey> : ICache<TObject, TKey>
    where TObject : notnull
    where TKey : notnull
{
    private readonly Dictionary<TKey, TObject> _data;
    private ChangeSet<TObject, TKey> _changes = [];

    /// <summary>An empty cache.</summary>
    public ChangeAwareCache() => _data = [];

    /// <summary>A cache that edits a given dictionary.</summary>
    /// <param name="data">The dictionary; not copied.</param>
    /// <exception cref="ArgumentNullException"><paramref name="data"/> is null.</exception>
    public ChangeAwareCache(Dictionary<TKey, TObject> data)
    {
        ArgumentNullException.ThrowIfNull(data);
        _data = data;
    }

    /// <summary>An empty cache with room.</summary>
    /// <param name="capacity">Number of items it has room for.</param>
    public ChangeAwareCache(int capacity) => _data = new(capacity);

    /// <inheritdoc/>
    public int Count => _data.Count;

    /// <inheritdoc/>
    public IEnumerable<TObject> Items => _data.Values;

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<TKey, TObject>> KeyValues => _data;

    /// <inheritdoc/>
    public IEnumerable<TKey> Keys => _data.Keys;

    /// <summary>Adds an item whose key must be new.</summary>
    /// <param name="item">The item.</param>
    /// <param name="key">Its key.</param>
    /// <exception cref="ArgumentException">The key is there already.</exception>
    public void Add(TObject item, TKey key)
    {
        _data.Add(key, item);
        _changes.Add(new(ChangeReason.Add, key, item));
    }

    /// <inheritdoc/>
    public void AddOrUpdate(TObject item, TKey key)
    {
        _changes.Add(
            _data.TryGetValue(key, out var existing)
                ? new(ChangeReason.Update, key, item, existing)
                : new(ChangeReason.Add, key, item)
        );
        _data[key] = item;
    }

    /// <summary>Hands over the changes since the last call.</summary>
    /// <returns>The changes in order, un-netted.</returns>
    public ChangeSet<TObject, TKey> CaptureChanges()
    {
        if (_changes.Count == 0)
        {
            return ChangeSet<TObject, TKey>.Empty;
        }

        var captured = _changes;
        _changes = [];
        return captured;
    }

    /// <inheritdoc/>
    public void Clear()
    {
        foreach (var (key, item) in _data)
        {
            _changes.Add(new(ChangeReason.Remove, key, item));
        }

        _data.Clear();
    }

    /// <inheritdoc/>
    public void Clone(IChangeSet<TObject, TKey> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        foreach (ref readonly var change in changes.AsSpan())
        {
            switch (change.Reason)
            {
                case ChangeReason.Add or ChangeReason.Update:
                    AddOrUpdate(change.Current, change.Key);
                    break;
                case ChangeReason.Remove:
                    Remove(change.Key);
                    break;
                case ChangeReason.Refresh:
                    Refresh(change.Key);
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public Optional<TObject> Lookup(TKey key) =>
        _data.TryGetValue(key, out var item) ? item : default(Optional<TObject>);

    /// <inheritdoc/>
    public void Refresh()
    {
        foreach (var (key, item) in _data)
        {
            _changes.Add(new(ChangeReason.Refresh, key, item));
        }
    }

    /// <inheritdoc/>
    public void Refresh(IEnumerable<TKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        foreach (var key in keys)
        {
            Refresh(key);
        }
    }

    /// <inheritdoc/>
    public void Refresh(TKey key)
    {
        if (_data.TryGetValue(key, out var existing))
        {
            _changes.Add(new(ChangeReason.Refresh, key, existing));
        }
    }

    /// <inheritdoc/>
    public void Remove(IEnumerable<TKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        foreach (var key in keys)
        {
            Remove(key);
        }
    }

    /// <inheritdoc/>
    public void Remove(TKey key)
    {
        if (_data.Remove(key, out var existing))
        {
            _changes.Add(new(ChangeReason.Remove, key, existing));
        }
    }
}
