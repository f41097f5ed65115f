using DynamicData.Kernel;

namespace DynamicData;

/// <summary>A keyed collection whose changes can be observed. Safe for use by several threads.</summary>
/// <typeparam name="TObject">Type of the items.</typeparam>
/// <typeparam name="TKey">Type of the keys.</typeparam>
public interface IConnectableCache<TObject, TKey>
    where TObject : notnull
    where TKey : notnull
{
    /// <summary>The number of items: the present one on subscription, then each that differs from the last.</summary>
    IObservable<int> CountChanged { get; }

    /// <summary>
    /// The content as one set of adds on subscription (nothing if it is empty), then one change set for each edit.
    /// </summary>
    /// <param name="predicate">Which items to see; all if null.</param>
    /// <param name="suppressEmptyChangeSets">False to be told also of edits that changed nothing.</param>
    IObservable<IChangeSet<TObject, TKey>> Connect(
        Func<TObject, bool>? predicate = null,
        bool suppressEmptyChangeSets = true
    );

    /// <summary>The change sets before they are applied. The cache must not be edited from here.</summary>
    /// <param name="predicate">Which items to see; all if null.</param>
    IObservable<IChangeSet<TObject, TKey>> Preview(Func<TObject, bool>? predicate = null);

    /// <summary>The changes of one key: an add at once if it is there, then each, one at a time.</summary>
    /// <param name="key">The key.</param>
    IObservable<Change<TObject, TKey>> Watch(TKey key);
}

/// <summary>A cache to read and observe. Disposing it completes its subscribers.</summary>
/// <typeparam name="TObject">Type of the items.</typeparam>
/// <typeparam name="TKey">Type of the keys.</typeparam>
public interface IObservableCache<TObject, TKey> : IConnectableCache<TObject, TKey>, IDisposable
    where TObject : notnull
    where TKey : notnull
{
    /// <summary>Number of items.</summary>
    int Count { get; }

    /// <summary>A copy of the items; O(n).</summary>
    IReadOnlyList<TObject> Items { get; }

    /// <summary>A copy of the items by their keys; O(n).</summary>
    IReadOnlyDictionary<TKey, TObject> KeyValues { get; }

    /// <summary>A copy of the keys; O(n).</summary>
    IReadOnlyList<TKey> Keys { get; }

    /// <summary>The item of a key, if it is there.</summary>
    /// <param name="key">The key.</param>
    Optional<TObject> Lookup(TKey key);
}

/// <summary>A cache that can be edited and whose items know their keys.</summary>
/// <typeparam name="TObject">Type of the items.</typeparam>
/// <typeparam name="TKey">Type of the keys.</typeparam>
public interface ISourceCache<TObject, TKey> : IObservableCache<TObject, TKey>
    where TObject : notnull
    where TKey : notnull
{
    /// <summary>Gives the key of an item.</summary>
    Func<TObject, TKey> KeySelector { get; }

    /// <summary>Changes the content; all changes are published as one set when the outermost edit ends.</summary>
    /// <param name="updateAction">Makes the changes. It runs under the cache's lock: it must not wait for others.</param>
    void Edit(Action<ISourceUpdater<TObject, TKey>> updateAction);
}

/// <summary>A cache that can be edited by naming the keys.</summary>
/// <typeparam name="TObject">Type of the items.</typeparam>
/// <typeparam name="TKey">Type of the keys.</typeparam>
public interface IIntermediateCache<TObject, TKey> : IObservableCache<TObject, TKey>
    where TObject : notnull
    where TKey : notnull
{
    /// <summary>Changes the content; all changes are published as one set when the outermost edit ends.</summary>
    /// <param name="updateAction">Makes the changes. It runs under the cache's lock: it must not wait for others.</param>
    void Edit(Action<ICacheUpdater<TObject, TKey>> updateAction);
}
