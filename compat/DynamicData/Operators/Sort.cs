using System.Reactive;
using System.Reactive.Linq;
using DynamicData.Cache.Internal;

namespace DynamicData;

/// <content>
/// Sort. O(log n) a change; items that compare as equal are ordered by the hash codes of their keys.
/// <list type="table">
/// <listheader><term>Event</term><description>What is sent</description></listheader>
/// <item><term>first set</term><description>An Add for each item, in order, with its index.</description></item>
/// <item><term>Add, Update, Remove</term><description>The same with its indexes at that moment; Update has both.</description></item>
/// <item><term>Refresh</term><description>The Refresh, and a Moved at the end of the set if the item's place has changed. One
/// that changed in place is found by looking at each, O(n).</description></item>
/// <item><term>as many changes as <c>resetThreshold</c></term><description>The changes without indexes: the whole is sorted
/// anew (Reset). 0 or less: never.</description></item>
/// <item><term>another comparer, a request to sort again</term><description>A set of moves (Reorder), nothing if none is needed;
/// for a comparer and a content of <c>resetThreshold</c> items or more an empty set (Reset).</description></item>
/// <item><term>empty set</term><description>An empty set.</description></item>
/// <item><term>error</term><description>Passed on; so is what a comparer throws.</description></item>
/// <item><term>end</term><description>Passed on when all streams have ended.</description></item>
/// </list>
/// </content>
public static partial class ObservableCacheEx
{
    private const int DefaultSortResetThreshold = 100;

    /// <summary>The changes with their places in order.</summary>
    /// <param name="source">The changes.</param>
    /// <param name="comparer">The order.</param>
    /// <param name="sortOptimisations">What is known of the items.</param>
    /// <param name="resetThreshold">How many changes at once are not placed one by one.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<ISortedChangeSet<TObject, TKey>> Sort<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        IComparer<TObject> comparer,
        SortOptimisations sortOptimisations = SortOptimisations.None,
        int resetThreshold = DefaultSortResetThreshold
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(comparer);
        return new Operator<IChangeSet<TObject, TKey>, ISortedChangeSet<TObject, TKey>>(
            source,
            observer => new SortSink<TObject, TKey>(observer, new(comparer, sortOptimisations, resetThreshold))
        );
    }

    /// <summary>The changes with their places in the order of the latest comparer.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<ISortedChangeSet<TObject, TKey>> Sort<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        IObservable<IComparer<TObject>> comparerObservable,
        SortOptimisations sortOptimisations = SortOptimisations.None,
        int resetThreshold = DefaultSortResetThreshold
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(comparerObservable);
        return SortBy(source, null, comparerObservable, null, sortOptimisations, resetThreshold);
    }

    /// <summary>The changes with their places in order; sorted again on request, after items changed in place.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<ISortedChangeSet<TObject, TKey>> Sort<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        IComparer<TObject> comparer,
        IObservable<Unit> resorter,
        SortOptimisations sortOptimisations = SortOptimisations.None,
        int resetThreshold = DefaultSortResetThreshold
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(comparer);
        ArgumentNullException.ThrowIfNull(resorter);
        return SortBy(source, comparer, null, resorter, sortOptimisations, resetThreshold);
    }

    /// <summary>The changes with their places in the order of the latest comparer; sorted again on request.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<ISortedChangeSet<TObject, TKey>> Sort<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        IObservable<IComparer<TObject>> comparerObservable,
        IObservable<Unit> resorter,
        SortOptimisations sortOptimisations = SortOptimisations.None,
        int resetThreshold = DefaultSortResetThreshold
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(comparerObservable);
        ArgumentNullException.ThrowIfNull(resorter);
        return SortBy(source, null, comparerObservable, resorter, sortOptimisations, resetThreshold);
    }

    private static IObservable<ISortedChangeSet<TObject, TKey>> SortBy<TObject, TKey>(
        IObservable<IChangeSet<TObject, TKey>> source,
        IComparer<TObject>? comparer,
        IObservable<IComparer<TObject>>? comparers,
        IObservable<Unit>? resorter,
        SortOptimisations optimisations,
        int resetThreshold
    )
        where TObject : notnull
        where TKey : notnull =>
        Observable.Create<ISortedChangeSet<TObject, TKey>>(observer =>
            new SortJunction<TObject, TKey>(observer, new(comparer, optimisations, resetThreshold)).Listen(
                source,
                comparers,
                resorter
            )
        );
}
