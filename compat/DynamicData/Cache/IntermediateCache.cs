using DynamicData.Binding;
using DynamicData.Cache.Internal;
using DynamicData.Kernel;

namespace DynamicData;

/// <summary>
/// As <see cref="SourceCache{TObject, TKey}"/>, but keyed by whoever edits; or filled by a stream, with which it ends.
/// </summary>
/// <typeparam name="TObject">Type of the items.</typeparam>
/// <typeparam name="TKey">Type of the keys.</typeparam>
public sealed class IntermediateCache<TObject, TKey> : IIntermediateCache<TObject, TKey>, INotifyCollectionChangedSuspender
    where TObject : notnull
    where TKey : notnull
{
    private readonly ObservableCache<TObject, TKey> _cache;

    /// <summary>An empty cache.</summary>
    public IntermediateCache() => _cache = new();

    /// <summary>A cache that follows a stream.</summary>
    /// <param name="source">The stream.</param>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public IntermediateCache(IObservable<IChangeSet<TObject, TKey>> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        _cache = new(source);
    }

    /// <inheritdoc/>
    public int Count => _cache.Count;

    /// <inheritdoc/>
    public IObservable<int> CountChanged => _cache.CountChanged;

    /// <inheritdoc/>
    public IReadOnlyList<TObject> Items => _cache.Items;

    /// <inheritdoc/>
    public IReadOnlyDictionary<TKey, TObject> KeyValues => _cache.KeyValues;

    /// <inheritdoc/>
    public IReadOnlyList<TKey> Keys => _cache.Keys;

    /// <inheritdoc/>
    public IObservable<IChangeSet<TObject, TKey>> Connect(
        Func<TObject, bool>? predicate = null, bool suppressEmptyChangeSets = true) =>
        _cache.Connect(predicate, suppressEmptyChangeSets);

    /// <inheritdoc/>
    public void Dispose() => _cache.Dispose();

    /// <inheritdoc/>
    public void Edit(Action<ICacheUpdater<TObject, TKey>> updateAction)
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
    internal void Edit<TState>(TState state, Action<ICacheUpdater<TObject, TKey>, TState> action) =>
        _cache.Edit(state, action);
}
