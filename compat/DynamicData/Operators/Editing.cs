namespace DynamicData;

/// <content>Edits of one step. Each is one edit: one change set if anything changed.</content>
public static partial class ObservableCacheEx
{
    /// <summary>Adds an item, or replaces the one with its key.</summary>
    public static void AddOrUpdate<TObject, TKey>(this ISourceCache<TObject, TKey> source, TObject item)
        where TObject : notnull
        where TKey : notnull => source.EditWith(item, static (updater, one) => updater.AddOrUpdate(one));

    /// <summary>Adds items, or replaces those with their keys.</summary>
    public static void AddOrUpdate<TObject, TKey>(this ISourceCache<TObject, TKey> source, IEnumerable<TObject> items)
        where TObject : notnull
        where TKey : notnull => source.EditWith(items, static (updater, all) => updater.AddOrUpdate(all));

    /// <summary>Adds an item, or replaces the one with its key if the comparer calls it different.</summary>
    public static void AddOrUpdate<TObject, TKey>(
        this ISourceCache<TObject, TKey> source,
        TObject item,
        IEqualityComparer<TObject> equalityComparer
    )
        where TObject : notnull
        where TKey : notnull =>
        source.EditWith(
            (item, equalityComparer),
            static (updater, one) => updater.AddOrUpdate(one.item, one.equalityComparer)
        );

    /// <summary>Adds items, or replaces those with their keys that the comparer calls different.</summary>
    public static void AddOrUpdate<TObject, TKey>(
        this ISourceCache<TObject, TKey> source,
        IEnumerable<TObject> items,
        IEqualityComparer<TObject> equalityComparer
    )
        where TObject : notnull
        where TKey : notnull =>
        source.EditWith(
            (items, equalityComparer),
            static (updater, all) => updater.AddOrUpdate(all.items, all.equalityComparer)
        );

    /// <summary>Adds an item, or replaces the one with its key.</summary>
    public static void AddOrUpdate<TObject, TKey>(this IIntermediateCache<TObject, TKey> source, TObject item, TKey key)
        where TObject : notnull
        where TKey : notnull =>
        source.EditWith((item, key), static (updater, one) => updater.AddOrUpdate(one.item, one.key));

    /// <summary>Removes an item if it is there.</summary>
    public static void Remove<TObject, TKey>(this ISourceCache<TObject, TKey> source, TObject item)
        where TObject : notnull
        where TKey : notnull => source.EditWith(item, static (updater, one) => updater.Remove(one));

    /// <summary>Removes an item if it is there.</summary>
    public static void Remove<TObject, TKey>(this ISourceCache<TObject, TKey> source, TKey key)
        where TObject : notnull
        where TKey : notnull => source.EditWith(key, static (updater, one) => updater.Remove(one));

    /// <summary>Removes items; those that are absent are ignored.</summary>
    public static void Remove<TObject, TKey>(this ISourceCache<TObject, TKey> source, IEnumerable<TObject> items)
        where TObject : notnull
        where TKey : notnull => source.EditWith(items, static (updater, all) => updater.Remove(all));

    /// <summary>Removes items; keys that are absent are ignored.</summary>
    public static void Remove<TObject, TKey>(this ISourceCache<TObject, TKey> source, IEnumerable<TKey> keys)
        where TObject : notnull
        where TKey : notnull => source.EditWith(keys, static (updater, all) => updater.Remove(all));

    /// <summary>Removes an item if it is there.</summary>
    public static void Remove<TObject, TKey>(this IIntermediateCache<TObject, TKey> source, TKey key)
        where TObject : notnull
        where TKey : notnull => source.EditWith(key, static (updater, one) => updater.Remove(one));

    /// <summary>Removes items; keys that are absent are ignored.</summary>
    public static void Remove<TObject, TKey>(this IIntermediateCache<TObject, TKey> source, IEnumerable<TKey> keys)
        where TObject : notnull
        where TKey : notnull => source.EditWith(keys, static (updater, all) => updater.Remove(all));

    /// <summary>Removes an item if it is there.</summary>
    public static void RemoveKey<TObject, TKey>(this ISourceCache<TObject, TKey> source, TKey key)
        where TObject : notnull
        where TKey : notnull => source.EditWith(key, static (updater, one) => updater.RemoveKey(one));

    /// <summary>Removes items; keys that are absent are ignored.</summary>
    public static void RemoveKeys<TObject, TKey>(this ISourceCache<TObject, TKey> source, IEnumerable<TKey> keys)
        where TObject : notnull
        where TKey : notnull => source.EditWith(keys, static (updater, all) => updater.RemoveKeys(all));

    /// <summary>Removes everything.</summary>
    public static void Clear<TObject, TKey>(this ISourceCache<TObject, TKey> source)
        where TObject : notnull
        where TKey : notnull => source.EditWith(0, static (updater, _) => updater.Clear());

    /// <summary>Removes everything.</summary>
    public static void Clear<TObject, TKey>(this IIntermediateCache<TObject, TKey> source)
        where TObject : notnull
        where TKey : notnull => source.EditWith(0, static (updater, _) => updater.Clear());

    /// <summary>Tells subscribers to look at each item anew.</summary>
    public static void Refresh<TObject, TKey>(this ISourceCache<TObject, TKey> source)
        where TObject : notnull
        where TKey : notnull => source.EditWith(0, static (updater, _) => updater.Refresh());

    /// <summary>Tells subscribers to look at this item anew.</summary>
    public static void Refresh<TObject, TKey>(this ISourceCache<TObject, TKey> source, TObject item)
        where TObject : notnull
        where TKey : notnull => source.EditWith(item, static (updater, one) => updater.Refresh(one));

    /// <summary>Tells subscribers to look at these items anew.</summary>
    public static void Refresh<TObject, TKey>(this ISourceCache<TObject, TKey> source, IEnumerable<TObject> items)
        where TObject : notnull
        where TKey : notnull => source.EditWith(items, static (updater, all) => updater.Refresh(all));

    /// <summary>An edit that needs no closure where the cache is one of this library's.</summary>
    private static void EditWith<TObject, TKey, TState>(
        this ISourceCache<TObject, TKey> source,
        TState state,
        Action<ISourceUpdater<TObject, TKey>, TState> action
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source is SourceCache<TObject, TKey> cache)
        {
            cache.Edit(state, action);
        }
        else
        {
            EditForeign(source, state, action);
        }
    }

    private static void EditWith<TObject, TKey, TState>(
        this IIntermediateCache<TObject, TKey> source,
        TState state,
        Action<ICacheUpdater<TObject, TKey>, TState> action
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source is IntermediateCache<TObject, TKey> cache)
        {
            cache.Edit(state, action);
        }
        else
        {
            EditForeign(source, state, action);
        }
    }

    // Apart, for a closure costs from the start of the method that it is in.
    private static void EditForeign<TObject, TKey, TState>(
        ISourceCache<TObject, TKey> source,
        TState state,
        Action<ISourceUpdater<TObject, TKey>, TState> action
    )
        where TObject : notnull
        where TKey : notnull => source.Edit(updater => action(updater, state));

    private static void EditForeign<TObject, TKey, TState>(
        IIntermediateCache<TObject, TKey> source,
        TState state,
        Action<ICacheUpdater<TObject, TKey>, TState> action
    )
        where TObject : notnull
        where TKey : notnull => source.Edit(updater => action(updater, state));
}
