using DynamicData.Binding;
using DynamicData.Cache.Internal;
using DynamicData.Kernel;

namespace DynamicData;

/// <summary>
/// A keyed collection that can be edited and observed, by any number of threads. Edits exclude each other; subscribers
/// are called outside all locks, one change set at a time and in order, by a thread that is editing or subscribing.
/// </summary>
/// <typeparam name="TObject">Type of the items.</typeparam>
/// <typeparam name="TKey">Type of the keys.</typeparam>
public sealed class SourceCache<TObject, TKey> : ISourceCache<TObject, TKey>, INotifyCollectionChangedSuspender
    where TObject : notnull
    where TKey : notnull
{
    private readonly IntermediateCache<TObject, TKey> _cache;

    /// <summary>An empty cache.</summary>
    /// <param name="keySelector">Gives the key of an item.</param>
    /// <exception cref="ArgumentNullException"><paramref name="keySelector"/> is null.</exception>
    public SourceCache(Func<TObject, TKey> keySelector)
    {
        ArgumentNullException.ThrowIfNull(keySelector);
        KeySelector = keySelector;
        _cache = new(keySelector);
    }

    /// <inheritdoc/>
    public int Count => _cache.Count;

    /// <inheritdoc/>
    public IObservable<int> CountChanged => _cache.CountChanged;

    /// <inheritdoc/>
    public IReadOnlyList<TObject> Items => _cache.Items;

    /// <inheritdoc/>
    public Func<TObject, TKey> KeySelector { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<TKey, TObject> KeyValues => _cache.KeyValues;

    /// <inheritdoc/>
    public IReadOnlyList<TKey> Keys => _cache.Keys;

    /// <inheritdoc/>
    public IObservable<IChangeSet<TObject, TKey>> Connect(
        Func<TObject, bool>? predicate = null,
        bool suppressEmptyChangeSets = true
    ) => _cache.Connect(predicate, suppressEmptyChangeSets);

    /// <inheritdoc/>
    public void Dispose() => _cache.Dispose();

    /// <inheritdoc/>
    public void Edit(Action<ISourceUpdater<TObject, TKey>> updateAction)
    {
        ArgumentNullException.ThrowIfNull(updateAction);
        _cache.Edit(updateAction, static (updater, edit) => edit(updater));
    }

    /// <inheritdoc/>
    public Optional<TObject> Lookup(TKey key) => _cache.Lookup(key);

    /// <inheritdoc/>
    public IObservable<IChangeSet<TObject, TKey>> Preview(Func<TObject, bool>? predicate = null) =>
        _cache.Preview(predicate);

    /// <inheritdoc/>
    public IDisposable SuspendCount() => _cache.SuspendCount();

    /// <inheritdoc/>
    public IDisposable SuspendNotifications() => _cache.SuspendNotifications();

    /// <inheritdoc/>
    public IObservable<Change<TObject, TKey>> Watch(TKey key) => _cache.Watch(key);

    /// <summary>An edit without a closure.</summary>
    internal void Edit<TState>(TState state, Action<ISourceUpdater<TObject, TKey>, TState> action) =>
        _cache.Edit(state, action);

    /// <summary>An edit whose changes are delivered when the caller says so.</summary>
    internal IntermediateCache<TObject, TKey>.PendingDelivery EditAndHold<TState>(
        TState state,
        Action<ISourceUpdater<TObject, TKey>, TState> action
    ) => _cache.EditAndHold(state, action);
}
