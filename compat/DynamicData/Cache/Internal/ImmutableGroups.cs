using DynamicData.Kernel;

namespace DynamicData.Cache.Internal;

/// <summary>Copies of the groups that were touched.</summary>
internal sealed class ImmutableGroupKeeper<TObject, TKey, TGroupKey>
    : GroupKeeper<TObject, TKey, TGroupKey, ImmutableGroupKeeper<TObject, TKey, TGroupKey>.Members>
    where TObject : notnull
    where TKey : notnull
    where TGroupKey : notnull
{
    private readonly List<(TGroupKey Key, Members Group)> _touched = [];

    /// <summary>The changes since the last call, null if there are none.</summary>
    public ImmutableGroupChangeSet<TObject, TKey, TGroupKey>? Take()
    {
        TakeTouched(_touched);
        ImmutableGroupChangeSet<TObject, TKey, TGroupKey>? changes = null;
        foreach (var (key, group) in _touched)
        {
            if (ChangeOf(key, group) is { } change)
            {
                (changes ??= []).Add(change);
            }
        }

        _touched.Clear();
        return changes;
    }

    /// <summary>Every group is told again then.</summary>
    protected override ChangeReason RegroupingReason => ChangeReason.Refresh;

    protected override Members Create(TGroupKey key) => new();

    protected override void Set(Members group, TKey key, TObject item) => group.Items[key] = item;

    protected override void Delete(Members group, TKey key) => group.Items.Remove(key);

    private Change<IGrouping<TObject, TKey, TGroupKey>, TGroupKey>? ChangeOf(TGroupKey key, Members group)
    {
        var told = group.Told;
        if (group.Items.Count == 0)
        {
            Groups.Remove(key);
            return told is null ? null : new(ChangeReason.Remove, key, told);
        }

        group.Told = new ImmutableGroup<TObject, TKey, TGroupKey>(key, new(group.Items));
        return told is null
            ? new(ChangeReason.Add, key, group.Told)
            : new(ChangeReason.Update, key, group.Told, Optional.Some(told));
    }

    internal sealed class Members
    {
        public Dictionary<TKey, TObject> Items { get; } = [];

        /// <summary>The copy that was told last.</summary>
        public IGrouping<TObject, TKey, TGroupKey>? Told { get; set; }
    }
}

/// <summary>A copy of a group.</summary>
internal sealed class ImmutableGroup<TObject, TKey, TGroupKey>(TGroupKey key, Dictionary<TKey, TObject> items)
    : IGrouping<TObject, TKey, TGroupKey>
    where TObject : notnull
    where TKey : notnull
{
    public int Count => items.Count;

    public IEnumerable<TObject> Items => items.Values;

    public TGroupKey Key => key;

    public IEnumerable<KeyValuePair<TKey, TObject>> KeyValues => items;

    public IEnumerable<TKey> Keys => items.Keys;

    public Optional<TObject> Lookup(TKey key) =>
        items.TryGetValue(key, out var item) ? item : default(Optional<TObject>);
}

/// <summary>Changes of copied groups.</summary>
internal sealed class ImmutableGroupChangeSet<TObject, TKey, TGroupKey>
    : ChangeSet<IGrouping<TObject, TKey, TGroupKey>, TGroupKey>,
        IImmutableGroupChangeSet<TObject, TKey, TGroupKey>
    where TObject : notnull
    where TKey : notnull
    where TGroupKey : notnull;
