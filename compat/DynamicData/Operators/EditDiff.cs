using System.Reactive.Linq;
using DynamicData.Cache.Internal;
using DynamicData.Kernel;

namespace DynamicData;

/// <content>EditDiff.</content>
public static partial class ObservableCacheEx
{
    /// <summary>Makes a cache hold just the given items, in one edit; what is equal stays.</summary>
    /// <typeparam name="TObject">Type of the items.</typeparam>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <param name="source">The cache.</param>
    /// <param name="allItems">All that it shall hold.</param>
    /// <param name="equalityComparer">Tells whether an item is still the same.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static void EditDiff<TObject, TKey>(
        this ISourceCache<TObject, TKey> source,
        IEnumerable<TObject> allItems,
        IEqualityComparer<TObject> equalityComparer
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(allItems);
        ArgumentNullException.ThrowIfNull(equalityComparer);
        source.EditDiff(allItems, equalityComparer.Equals);
    }

    /// <summary>Makes a cache hold just the given items, in one edit; what is equal stays.</summary>
    /// <typeparam name="TObject">Type of the items.</typeparam>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <param name="source">The cache.</param>
    /// <param name="allItems">All that it shall hold.</param>
    /// <param name="areItemsEqual">Tells whether an item (first) is still the same (second).</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static void EditDiff<TObject, TKey>(
        this ISourceCache<TObject, TKey> source,
        IEnumerable<TObject> allItems,
        Func<TObject, TObject, bool> areItemsEqual
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(allItems);
        ArgumentNullException.ThrowIfNull(areItemsEqual);
        source.EditWith(
            (allItems, areItemsEqual),
            static (updater, all) => Diff.Apply(updater, all.allItems, all.areItemsEqual)
        );
    }

    /// <summary>The changes from each collection to the next.</summary>
    /// <typeparam name="TObject">Type of the items.</typeparam>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <param name="source">The collections.</param>
    /// <param name="keySelector">Gives the key of an item.</param>
    /// <param name="equalityComparer">Tells whether an item is still the same; by default its type's.</param>
    /// <exception cref="ArgumentNullException">The stream or the selector is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> EditDiff<TObject, TKey>(
        this IObservable<IEnumerable<TObject>> source,
        Func<TObject, TKey> keySelector,
        IEqualityComparer<TObject>? equalityComparer = null
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(keySelector);
        var comparer = equalityComparer ?? EqualityComparer<TObject>.Default;
        return new Operator<IEnumerable<TObject>, IChangeSet<TObject, TKey>>(
            source,
            observer => new DiffSink<TObject, TKey>(observer, keySelector, comparer)
        );
    }

    /// <summary>The changes of a cache that holds the latest value, if there is one.</summary>
    /// <typeparam name="TObject">Type of the items.</typeparam>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <param name="source">The values.</param>
    /// <param name="keySelector">Gives the key of an item.</param>
    /// <param name="equalityComparer">Tells whether an item is still the same; by default its type's.</param>
    /// <exception cref="ArgumentNullException">The stream or the selector is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> EditDiff<TObject, TKey>(
        this IObservable<Optional<TObject>> source,
        Func<TObject, TKey> keySelector,
        IEqualityComparer<TObject>? equalityComparer = null
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(keySelector);
        return source
            .Select(value => value.HasValue ? new[] { value.Value } : Enumerable.Empty<TObject>())
            .EditDiff(keySelector, equalityComparer);
    }
}
