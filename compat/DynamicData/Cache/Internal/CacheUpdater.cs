using System.Runtime.InteropServices;
using DynamicData.Kernel;

namespace DynamicData.Cache.Internal;

/// <summary>
/// The content of a cache and what an edit can do with it. Changes are recorded only if someone will be told of them.
/// Guarded by the cache's gate.
/// </summary>
internal sealed partial class CacheUpdater<TObject, TKey>(Func<TObject, TKey>? keySelector)
    : ISourceUpdater<TObject, TKey>
    where TObject : notnull
    where TKey : notnull
{
    private readonly ChangeRecorder<TObject, TKey> _recorder = new();
    private ChangeSet<TObject, TKey>? _cloned;

    /// <summary>The content.</summary>
    public Dictionary<TKey, TObject> Data { get; } = [];

    /// <summary>Whether changes are recorded.</summary>
    public bool Recording { get; set; }

    public int Count => Data.Count;

    public IEnumerable<TObject> Items => Data.Values;

    public IEnumerable<KeyValuePair<TKey, TObject>> KeyValues => Data;

    public IEnumerable<TKey> Keys => Data.Keys;

    /// <summary>The recorded changes; the empty set if there are none.</summary>
    public ChangeSet<TObject, TKey> TakeChanges()
    {
        var cloned = _cloned;
        _cloned = null;
        return cloned is not null && _recorder.TakeIfSame(cloned) ? cloned : _recorder.Take();
    }

    public Optional<TObject> Lookup(TKey key) =>
        Data.TryGetValue(key, out var item) ? item : default(Optional<TObject>);

    public TKey GetKey(TObject item) =>
        keySelector is null ? throw new KeySelectorException("A key selector must be specified") : keySelector(item);

    public IEnumerable<KeyValuePair<TKey, TObject>> GetKeyValues(IEnumerable<TObject> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return items.Select(item => KeyValuePair.Create(GetKey(item), item));
    }

    /// <summary>Adds or replaces; one hash a call.</summary>
    public void Set(TKey key, TObject item)
    {
        ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(Data, key, out var existed);
        var previous = slot;
        slot = item;
        if (!Recording)
        {
            return;
        }

        if (existed)
        {
            _recorder.Updated(key, item, previous!);
        }
        else
        {
            _recorder.Added(key, item);
        }
    }

    public void Delete(TKey key)
    {
        if (Data.Remove(key, out var existing) && Recording)
        {
            _recorder.Removed(key, existing);
        }
    }

    public void Touch(TKey key)
    {
        if (Recording && Data.TryGetValue(key, out var existing))
        {
            _recorder.Refreshed(key, existing);
        }
    }

    public void Clear()
    {
        if (Recording)
        {
            foreach (var (key, item) in Data)
            {
                _recorder.Removed(key, item);
            }
        }

        Data.Clear();
    }

    public void Refresh()
    {
        if (!Recording)
        {
            return;
        }

        foreach (var (key, item) in Data)
        {
            _recorder.Refreshed(key, item);
        }
    }

    public void Clone(IChangeSet<TObject, TKey> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        foreach (ref readonly var change in changes.AsSpan())
        {
            Apply(change);
        }
    }

    /// <summary>
    /// Makes the same changes as a set that nobody modifies any more, so that it can be passed on as it is if it turns out
    /// to be just what the whole edit changed.
    /// </summary>
    public void CloneWhole(IChangeSet<TObject, TKey> changes)
    {
        Clone(changes);
        _cloned = changes as ChangeSet<TObject, TKey>;
    }

    private void Apply(in Change<TObject, TKey> change)
    {
        switch (change.Reason)
        {
            case ChangeReason.Add or ChangeReason.Update:
                Set(change.Key, change.Current);
                break;
            case ChangeReason.Remove:
                Delete(change.Key);
                break;
            case ChangeReason.Refresh:
                Touch(change.Key);
                break;
        }
    }
}
