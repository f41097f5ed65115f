using System.Reactive.Linq;
using DynamicData.Cache.Internal;

namespace DynamicData;

/// <content>
/// MergeManyChangeSets: the children of all items in one collection. Of several children with one key the first in order is shown
/// (by the comparer of the items, then by that of the children); without comparers, the one that came first.
/// <list type="table">
/// <listheader><term>Event</term><description>What is sent</description></listheader>
/// <item><term>item Add</term><description>What its children's stream sends at once, in one set.</description></item>
/// <item><term>item Update</term><description>The same for the new item; the old one's children leave, in the same set.</description></item>
/// <item><term>item Remove</term><description>Its children leave; what they hid is shown.</description></item>
/// <item><term>item Refresh</term><description>With <c>resortOnSourceRefresh</c> its children are put in order again; else nothing.</description></item>
/// <item><term>change of a child</term><description>The same change if the child is shown; one that the equality comparer (by
/// default: identity) does not tell from what is shown is none.</description></item>
/// <item><term>error of any stream</term><description>Passed on; so is what a function throws.</description></item>
/// <item><term>end</term><description>Passed on when the source and all streams of children have ended.</description></item>
/// </list>
/// </content>
public static partial class ObservableCacheEx
{
    /// <summary>The children of all items in one collection.</summary>
    /// <exception cref="ArgumentNullException">An argument without a default is null.</exception>
    public static IObservable<IChangeSet<TDestination, TDestinationKey>> MergeManyChangeSets<
        TObject,
        TKey,
        TDestination,
        TDestinationKey
    >(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, IObservable<IChangeSet<TDestination, TDestinationKey>>> observableSelector,
        IComparer<TDestination> comparer
    )
        where TObject : notnull
        where TKey : notnull
        where TDestination : notnull
        where TDestinationKey : notnull
    {
        ArgumentNullException.ThrowIfNull(observableSelector);
        ArgumentNullException.ThrowIfNull(comparer);
        return MergeChildren(source, (item, _) => observableSelector(item), null, null, comparer, false);
    }

    /// <summary>The children of all items in one collection.</summary>
    /// <exception cref="ArgumentNullException">An argument without a default is null.</exception>
    public static IObservable<IChangeSet<TDestination, TDestinationKey>> MergeManyChangeSets<
        TObject,
        TKey,
        TDestination,
        TDestinationKey
    >(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, TKey, IObservable<IChangeSet<TDestination, TDestinationKey>>> observableSelector,
        IComparer<TDestination> comparer
    )
        where TObject : notnull
        where TKey : notnull
        where TDestination : notnull
        where TDestinationKey : notnull
    {
        ArgumentNullException.ThrowIfNull(observableSelector);
        ArgumentNullException.ThrowIfNull(comparer);
        return MergeChildren(source, observableSelector, null, null, comparer, false);
    }

    /// <summary>The children of all items in one collection.</summary>
    /// <exception cref="ArgumentNullException">An argument without a default is null.</exception>
    public static IObservable<IChangeSet<TDestination, TDestinationKey>> MergeManyChangeSets<
        TObject,
        TKey,
        TDestination,
        TDestinationKey
    >(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, IObservable<IChangeSet<TDestination, TDestinationKey>>> observableSelector,
        IEqualityComparer<TDestination>? equalityComparer = null,
        IComparer<TDestination>? comparer = null
    )
        where TObject : notnull
        where TKey : notnull
        where TDestination : notnull
        where TDestinationKey : notnull
    {
        ArgumentNullException.ThrowIfNull(observableSelector);
        return MergeChildren(source, (item, _) => observableSelector(item), equalityComparer, null, comparer, false);
    }

    /// <summary>The children of all items in one collection.</summary>
    /// <exception cref="ArgumentNullException">An argument without a default is null.</exception>
    public static IObservable<IChangeSet<TDestination, TDestinationKey>> MergeManyChangeSets<
        TObject,
        TKey,
        TDestination,
        TDestinationKey
    >(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, TKey, IObservable<IChangeSet<TDestination, TDestinationKey>>> observableSelector,
        IEqualityComparer<TDestination>? equalityComparer = null,
        IComparer<TDestination>? comparer = null
    )
        where TObject : notnull
        where TKey : notnull
        where TDestination : notnull
        where TDestinationKey : notnull
    {
        ArgumentNullException.ThrowIfNull(observableSelector);
        return MergeChildren(source, observableSelector, equalityComparer, null, comparer, false);
    }

    private static IObservable<IChangeSet<TChild, TChildKey>> MergeChildren<TObject, TKey, TChild, TChildKey>(
        IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, TKey, IObservable<IChangeSet<TChild, TChildKey>>> select,
        IEqualityComparer<TChild>? equality,
        IComparer<TObject>? parentComparer,
        IComparer<TChild>? childComparer,
        bool resortsOnRefresh
    )
        where TObject : notnull
        where TKey : notnull
        where TChild : notnull
        where TChildKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        return Observable.Create<IChangeSet<TChild, TChildKey>>(observer =>
            new MergeChildrenJunction<TObject, TKey, TChild, TChildKey>(
                observer,
                select,
                equality,
                parentComparer,
                childComparer,
                resortsOnRefresh
            ).Listen(source)
        );
    }
}
