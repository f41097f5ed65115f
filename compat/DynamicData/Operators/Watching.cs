using System.Reactive.Linq;

namespace DynamicData;

/// <content>Watching one key.</content>
public static partial class ObservableCacheEx
{
    /// <summary>The changes of one key, one at a time.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public static IObservable<Change<TObject, TKey>> Watch<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        TKey key
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.SelectMany(changes =>
            changes.Where(change => EqualityComparer<TKey>.Default.Equals(change.Key, key))
        );
    }

    /// <summary>The item of a key: now if it is there, and at each change; when it is removed, the removed item.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public static IObservable<TObject> WatchValue<TObject, TKey>(this IObservableCache<TObject, TKey> source, TKey key)
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Watch(key).Select(change => change.Current);
    }

    /// <summary>The item of a key at each change; when it is removed, the removed item.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public static IObservable<TObject> WatchValue<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        TKey key
    )
        where TObject : notnull
        where TKey : notnull => source.Watch(key).Select(change => change.Current);
}
