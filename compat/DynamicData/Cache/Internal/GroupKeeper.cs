using System.Runtime.InteropServices;

namespace DynamicData.Cache.Internal;

/// <summary>Which item is in which group, and which groups a set of changes touches.</summary>
/// <typeparam name="TObject">Type of the items.</typeparam>
/// <typeparam name="TKey">Type of the keys.</typeparam>
/// <typeparam name="TGroupKey">Type of the groups' keys.</typeparam>
/// <typeparam name="TGroup">What holds the items of a group.</typeparam>
internal abstract class GroupKeeper<TObject, TKey, TGroupKey, TGroup>
    where TObject : notnull
    where TKey : notnull
    where TGroupKey : notnull
    where TGroup : class
{
    private readonly Dictionary<TKey, Entry> _items = [];
    private readonly Dictionary<TGroupKey, TGroup> _groups = [];
    private readonly HashSet<TGroupKey> _seen = [];
    private readonly List<(TGroupKey Key, TGroup Group)> _touched = []; // in the order in which they were

    /// <summary>Gives the key of an item's group. Null: not known yet.</summary>
    public Func<TObject, TKey, TGroupKey>? Select { get; set; }

    /// <summary>The groups that have items.</summary>
    protected Dictionary<TGroupKey, TGroup> Groups => _groups;

    public void Change(IChangeSet<TObject, TKey> changes)
    {
        foreach (ref readonly var change in changes.AsSpan())
        {
            Apply(change);
        }
    }

    /// <summary>Asks for the group of each item again.</summary>
    public void Regroup()
    {
        foreach (var (key, entry) in _items.ToArray())
        {
            Put(key, entry.Item, RegroupingReason);
        }
    }

    /// <summary>Hands over the groups that were touched since the last call.</summary>
    protected void TakeTouched(List<(TGroupKey Key, TGroup Group)> taken)
    {
        taken.AddRange(_touched);
        _touched.Clear();
        _seen.Clear();
    }

    /// <summary>As what an item counts that is asked for its group again and stays in it.</summary>
    protected virtual ChangeReason RegroupingReason => ChangeReason.Moved;

    protected abstract TGroup Create(TGroupKey key);

    /// <summary>Called before the first change of a group in a set.</summary>
    protected virtual void OnTouch(TGroup group) { }

    protected abstract void Set(TGroup group, TKey key, TObject item);

    protected abstract void Delete(TGroup group, TKey key);

    protected virtual void Refresh(TGroup group, TKey key) { }

    private void Apply(in Change<TObject, TKey> change)
    {
        switch (change.Reason)
        {
            case ChangeReason.Add or ChangeReason.Update or ChangeReason.Refresh:
                Put(change.Key, change.Current, change.Reason);
                break;
            case ChangeReason.Remove when _items.Remove(change.Key, out var gone) && gone.IsGrouped:
                Delete(Touch(gone.Group), change.Key);
                break;
        }
    }

    private void Put(TKey key, TObject item, ChangeReason reason)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_items, key, out _);
        var previous = entry;
        if (Select is null)
        {
            entry = new(item, default!, IsGrouped: false);
            return;
        }

        var group = Select(item, key);
        entry = new(item, group, IsGrouped: true);
        if (previous.IsGrouped && EqualityComparer<TGroupKey>.Default.Equals(previous.Group, group))
        {
            Renew(key, item, group, reason);
            return;
        }

        if (previous.IsGrouped)
        {
            Delete(Touch(previous.Group), key);
        }

        Set(Touch(group), key, item);
    }

    private void Renew(TKey key, TObject item, TGroupKey group, ChangeReason reason)
    {
        if (reason is ChangeReason.Add or ChangeReason.Update)
        {
            Set(Touch(group), key, item);
        }
        else if (reason == ChangeReason.Refresh)
        {
            Refresh(Touch(group), key);
        }
    }

    private TGroup Touch(TGroupKey key)
    {
        ref var group = ref CollectionsMarshal.GetValueRefOrAddDefault(_groups, key, out _);
        group ??= Create(key);
        if (_seen.Add(key))
        {
            _touched.Add((key, group));
            OnTouch(group);
        }

        return group;
    }

    private readonly record struct Entry(TObject Item, TGroupKey Group, bool IsGrouped);
}
