namespace DynamicData.Cache.Internal;

/// <summary>Groups with caches of their own. Their subscribers are told before those of the groups' stream.</summary>
internal sealed class LiveGroupKeeper<TObject, TKey, TGroupKey>
    : GroupKeeper<TObject, TKey, TGroupKey, ManagedGroup<TObject, TKey, TGroupKey>>
    where TObject : notnull
    where TKey : notnull
    where TGroupKey : notnull
{
    private readonly List<(TGroupKey Key, ManagedGroup<TObject, TKey, TGroupKey> Group)> _touched = [];
    private readonly List<ManagedGroup<TObject, TKey, TGroupKey>> _gone = [];

    /// <summary>Lets groups tell their changes; the changes of the groups themselves, null if there are none.</summary>
    public GroupChangeSet<TObject, TKey, TGroupKey>? Take()
    {
        TakeTouched(_touched);
        GroupChangeSet<TObject, TKey, TGroupKey>? changes = null;
        var failures = default(Failures);
        foreach (var (key, group) in _touched)
        {
            group.Resume(ref failures);
            if (ReasonOf(key, group) is { } reason)
            {
                (changes ??= []).Add(new(reason, key, group));
            }
        }

        _touched.Clear();
        failures.ThrowIfAny();
        return changes;
    }

    /// <summary>Ends the groups that were told to be gone.</summary>
    public void DisposeGone()
    {
        _gone.ForEach(static group => group.Dispose());
        _gone.Clear();
    }

    /// <summary>Ends all groups.</summary>
    public void DisposeAll()
    {
        DisposeGone();
        foreach (var group in Groups.Values)
        {
            group.Dispose();
        }

        Groups.Clear();
    }

    protected override ManagedGroup<TObject, TKey, TGroupKey> Create(TGroupKey key) => new(key);

    protected override void OnTouch(ManagedGroup<TObject, TKey, TGroupKey> group) => group.Suspend();

    protected override void Set(ManagedGroup<TObject, TKey, TGroupKey> group, TKey key, TObject item) =>
        group.Content.AddOrUpdate(item, key);

    protected override void Delete(ManagedGroup<TObject, TKey, TGroupKey> group, TKey key) => group.Content.Remove(key);

    protected override void Refresh(ManagedGroup<TObject, TKey, TGroupKey> group, TKey key) =>
        group.Content.Edit(key, static (updater, one) => updater.Refresh(one));

    private ChangeReason? ReasonOf(TGroupKey key, ManagedGroup<TObject, TKey, TGroupKey> group)
    {
        if (group.Content.Count > 0)
        {
            var isNew = !group.IsTold;
            group.IsTold = true;
            return isNew ? ChangeReason.Add : null;
        }

        Groups.Remove(key);
        _gone.Add(group);
        return group.IsTold ? ChangeReason.Remove : null;
    }
}

/// <summary>A group with a cache.</summary>
internal sealed class ManagedGroup<TObject, TKey, TGroupKey>(TGroupKey key)
    : IGroup<TObject, TKey, TGroupKey>,
        IDisposable
    where TObject : notnull
    where TKey : notnull
{
    private IDisposable? _suspension;
    private ReadOnlyCache<TObject, TKey>? _cache;

    public IntermediateCache<TObject, TKey> Content { get; } = new();

    public IObservableCache<TObject, TKey> Cache => _cache ??= new(Content, ownsCache: false);

    public TGroupKey Key => key;

    /// <summary>Whether the stream of groups has told of it.</summary>
    public bool IsTold { get; set; }

    public void Suspend() => _suspension = Content.SuspendNotifications();

    /// <summary>Tells what changed since it was suspended.</summary>
    public void Resume(ref Failures failures)
    {
        try
        {
            _suspension?.Dispose();
        }
        catch (Exception failure)
        {
            failures.Add(failure);
        }
    }

    public void Dispose() => Content.Dispose();

    public override string ToString() => $"Group {key}";
}

/// <summary>Changes of live groups.</summary>
internal sealed class GroupChangeSet<TObject, TKey, TGroupKey>
    : ChangeSet<IGroup<TObject, TKey, TGroupKey>, TGroupKey>,
        IGroupChangeSet<TObject, TKey, TGroupKey>
    where TObject : notnull
    where TKey : notnull
    where TGroupKey : notnull;
