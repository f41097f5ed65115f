using DynamicData;
using DynamicData.Kernel;

namespace Forum.Reactive;

/// <summary>A cache to look at and nothing else: no cast reaches what is behind it, and disposing it does nothing.</summary>
internal sealed class PublishedCache<TObject, TKey>(IObservableCache<TObject, TKey> cache)
    : IObservableCache<TObject, TKey>
    where TObject : notnull
    where TKey : notnull
{
    public int Count => cache.Count;

    public IObservable<int> CountChanged => cache.CountChanged;

    public IReadOnlyList<TObject> Items => cache.Items;

    public IReadOnlyDictionary<TKey, TObject> KeyValues => cache.KeyValues;

    public IReadOnlyList<TKey> Keys => cache.Keys;

    public IObservable<IChangeSet<TObject, TKey>> Connect(
        Func<TObject, bool>? predicate = null,
        bool suppressEmptyChangeSets = true
    ) => cache.Connect(predicate, suppressEmptyChangeSets);

    public void Dispose()
    {
        // Whoever looks at it does not own it.
    }

    public Optional<TObject> Lookup(TKey key) => cache.Lookup(key);

    public IObservable<IChangeSet<TObject, TKey>> Preview(Func<TObject, bool>? predicate = null) =>
        cache.Preview(predicate);

    public IObservable<Change<TObject, TKey>> Watch(TKey key) => cache.Watch(key);
}
