using System.Runtime.InteropServices;

namespace DynamicData.Cache.Internal;

/// <summary>What an operator has sent downstream: its items, and the changes it has not sent yet. For one thread at a time.</summary>
internal sealed class KeptItems<TObject, TKey>
    where TObject : notnull
    where TKey : notnull
{
    private readonly Dictionary<TKey, TObject> _items = [];
    private readonly ChangeRecorder<TObject, TKey> _recorder = new();

    public Dictionary<TKey, TObject> Items => _items;

    /// <summary>Adds, or updates what is there.</summary>
    public void Set(TKey key, TObject item)
    {
        ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(_items, key, out var existed);
        if (existed)
        {
            _recorder.Updated(key, item, slot!);
        }
        else
        {
            _recorder.Added(key, item);
        }

        slot = item;
    }

    /// <summary>Removes what is there.</summary>
    public void Delete(TKey key)
    {
        if (_items.Remove(key, out var existing))
        {
            _recorder.Removed(key, existing);
        }
    }

    /// <summary>Refreshes what is there.</summary>
    /// <returns>False if the key is absent.</returns>
    public bool Touch(TKey key)
    {
        if (!_items.TryGetValue(key, out var existing))
        {
            return false;
        }

        _recorder.Refreshed(key, existing);
        return true;
    }

    /// <summary>Makes the same changes here.</summary>
    public void Clone(IChangeSet<TObject, TKey> changes)
    {
        foreach (ref readonly var change in changes.AsSpan())
        {
            if (change.Reason is ChangeReason.Add or ChangeReason.Update)
            {
                Set(change.Key, change.Current);
            }
            else if (change.Reason == ChangeReason.Remove)
            {
                Delete(change.Key);
            }
            else if (change.Reason == ChangeReason.Refresh)
            {
                Touch(change.Key);
            }
        }
    }

    /// <summary>The changes since the last call; the given set itself if they are just that.</summary>
    public IChangeSet<TObject, TKey> Take(IChangeSet<TObject, TKey> given) =>
        given is ChangeSet<TObject, TKey> set && _recorder.TakeIfSame(set) ? set : _recorder.Take();

    /// <summary>The changes since the last call; the empty set if there are none.</summary>
    public ChangeSet<TObject, TKey> Take() => _recorder.Take();
}
