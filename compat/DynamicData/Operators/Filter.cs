using DynamicData.Cache.Internal;

namespace DynamicData;

/// <content>Filter.</content>
public static partial class ObservableCacheEx
{
    /// <summary>The items that satisfy a fixed predicate.</summary>
    /// <typeparam name="TObject">Type of the items.</typeparam>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <param name="source">The changes.</param>
    /// <param name="filter">Which items pass.</param>
    /// <param name="suppressEmptyChangeSets">False to be told also of change sets of which nothing is left.</param>
    /// <remarks>
    /// Add: an Add if it passes. Update: an Update, or an Add if its predecessor did not pass, or a Remove if it does not.
    /// Refresh: as an update, passed on as a Refresh. Remove: a Remove if it had passed. Moves are ignored.
    /// </remarks>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> Filter<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source, Func<TObject, bool> filter, bool suppressEmptyChangeSets = true)
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(filter);
        return new Operator<IChangeSet<TObject, TKey>, IChangeSet<TObject, TKey>>(
            source, observer => new StaticFilter<TObject, TKey>(observer, filter, suppressEmptyChangeSets));
    }
}
