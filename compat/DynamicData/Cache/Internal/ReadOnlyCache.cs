using DynamicData.Kernel;

namespace DynamicData.Cache.Internal;

/// <summary>A cache without its editing methods.</summary>
/// <param name="cache">The cache.</param>
/// <param name="ownsCache">Whether it is disposed with this one.</param>
internal sealed class ReadOnlyCache<TObject, TKey>(IObservableCache<TObject, TKey> cache, bool ownsCache)
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
        if (ownsCache)
        {
            cache.Dispose();
        }
    }

    public Optional<TObject> Lookup(TKey key) => cache.Lookup(key);

    public IObservable<IChangeSet<TObject, TKey>> Preview(Func<TObject, bool>? predicate = null) =>
        cache.Preview(predicate);

    public IObservable<Change<TObject, TKey>> Watch(TKey key) => cache.Watch(key);
}
