using System.Collections.Immutable;
using DynamicData;
using DynamicData.Kernel;

namespace Forum.Reactive;

/// <summary>
/// A cache to look at and nothing else: no cast reaches what is behind it, and disposing it does nothing. What is read shows whole
/// batches only and takes no lock: one immutable dictionary, swapped with each change set, before any subscriber hears of that.
/// </summary>
internal sealed class PublishedCache<TObject, TKey> : IObservableCache<TObject, TKey>
    where TObject : notnull
    where TKey : notnull
{
    private readonly IObservableCache<TObject, TKey> _cache;
    private ImmutableDictionary<TKey, TObject> _shown = ImmutableDictionary<TKey, TObject>.Empty; // One writer swaps it, any thread reads it

    /// <param name="cache">Nobody else has subscribed to it yet.</param>
    public PublishedCache(IObservableCache<TObject, TKey> cache)
    {
        _cache = cache;
        cache.Connect().Subscribe(Show);
    }

    public int Count => Shown.Count;

    public IObservable<int> CountChanged => _cache.CountChanged;

    public IReadOnlyList<TObject> Items => [.. Shown.Values];

    public IReadOnlyDictionary<TKey, TObject> KeyValues => Shown;

    public IReadOnlyList<TKey> Keys => [.. Shown.Keys];

    private ImmutableDictionary<TKey, TObject> Shown => Volatile.Read(ref _shown);

    public IObservable<IChangeSet<TObject, TKey>> Connect(
        Func<TObject, bool>? predicate = null,
        bool suppressEmptyChangeSets = true
    ) => _cache.Connect(predicate, suppressEmptyChangeSets);

    public void Dispose()
    {
        // Whoever looks at it does not own it.
    }

    public Optional<TObject> Lookup(TKey key) =>
        Shown.TryGetValue(key, out var found) ? Optional.Some(found) : Optional.None<TObject>();

    public IObservable<IChangeSet<TObject, TKey>> Preview(Func<TObject, bool>? predicate = null) =>
        _cache.Preview(predicate);

    public IObservable<Change<TObject, TKey>> Watch(TKey key) => _cache.Watch(key);

    private void Show(IChangeSet<TObject, TKey> changes)
    {
        var next = Shown.ToBuilder();
        foreach (var change in changes)
        {
            if (change.Reason == ChangeReason.Remove)
            {
                next.Remove(change.Key);
            }
            else
            {
                next[change.Key] = change.Current;
            }
        }

        Volatile.Write(ref _shown, next.ToImmutable());
    }
}
