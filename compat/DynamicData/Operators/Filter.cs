using System.Reactive;
using System.Reactive.Linq;
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
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, bool> filter,
        bool suppressEmptyChangeSets = true
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(filter);
        return new Operator<IChangeSet<TObject, TKey>, IChangeSet<TObject, TKey>>(
            source,
            observer => new StaticFilter<TObject, TKey>(observer, filter, suppressEmptyChangeSets)
        );
    }

    /// <summary>The items that satisfy the latest predicate; none before the first. A new one is one change set.</summary>
    /// <typeparam name="TObject">Type of the items.</typeparam>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <param name="source">The changes.</param>
    /// <param name="predicateChanged">The predicates.</param>
    /// <param name="suppressEmptyChangeSets">False to be told also of change sets of which nothing is left.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> Filter<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        IObservable<Func<TObject, bool>> predicateChanged,
        bool suppressEmptyChangeSets = true
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(predicateChanged);
        return FilterBy(source, predicateChanged, static (filter, item) => filter(item), null, suppressEmptyChangeSets);
    }

    /// <summary>As the overload without <paramref name="reapplyFilter"/>, which has all items looked at anew.</summary>
    /// <typeparam name="TObject">Type of the items.</typeparam>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <param name="source">The changes.</param>
    /// <param name="predicateChanged">The predicates.</param>
    /// <param name="reapplyFilter">When to apply the latest predicate to all items again.</param>
    /// <param name="suppressEmptyChangeSets">False to be told also of change sets of which nothing is left.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> Filter<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        IObservable<Func<TObject, bool>> predicateChanged,
        IObservable<Unit> reapplyFilter,
        bool suppressEmptyChangeSets = true
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(predicateChanged);
        ArgumentNullException.ThrowIfNull(reapplyFilter);
        return FilterBy(
            source,
            predicateChanged,
            static (filter, item) => filter(item),
            reapplyFilter,
            suppressEmptyChangeSets
        );
    }

    /// <summary>The items that satisfy a predicate on the latest state; none before the first state.</summary>
    /// <typeparam name="TObject">Type of the items.</typeparam>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TState">Type of the states.</typeparam>
    /// <param name="source">The changes.</param>
    /// <param name="predicateState">The states.</param>
    /// <param name="predicate">Which items pass in a state.</param>
    /// <param name="suppressEmptyChangeSets">False to be told also of change sets of which nothing is left.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> Filter<TObject, TKey, TState>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        IObservable<TState> predicateState,
        Func<TState, TObject, bool> predicate,
        bool suppressEmptyChangeSets = true
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(predicateState);
        ArgumentNullException.ThrowIfNull(predicate);
        return FilterBy(source, predicateState, predicate, null, suppressEmptyChangeSets);
    }

    private static IObservable<IChangeSet<TObject, TKey>> FilterBy<TObject, TKey, TState>(
        IObservable<IChangeSet<TObject, TKey>> source,
        IObservable<TState> states,
        Func<TState, TObject, bool> predicate,
        IObservable<Unit>? reapply,
        bool suppressEmpty
    )
        where TObject : notnull
        where TKey : notnull =>
        Observable.Create<IChangeSet<TObject, TKey>>(observer =>
            new DynamicFilter<TObject, TKey, TState>(observer, predicate, suppressEmpty).Listen(source, states, reapply)
        );
}
