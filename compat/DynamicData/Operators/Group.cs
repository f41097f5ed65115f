using System.Reactive;
using System.Reactive.Linq;
using DynamicData.Cache.Internal;

namespace DynamicData;

/// <content>
/// Group. A group is there while it has items; its cache is live, and its subscribers are told before those of the groups.
/// <list type="table">
/// <listheader><term>Event</term><description>What happens</description></listheader>
/// <item><term>Add, Update</term><description>The item enters its group, and leaves the one that it was in.</description></item>
/// <item><term>Remove</term><description>It leaves its group.</description></item>
/// <item><term>Refresh</term><description>It changes groups if its key is another; else its group refreshes it.</description></item>
/// <item><term>another selector, a request to group again</term><description>Each item whose key is another changes groups.
/// Nothing is grouped before the first selector.</description></item>
/// <item><term>first item of a group</term><description>An Add of the group, with its items in it.</description></item>
/// <item><term>last item gone</term><description>A Remove of the group, whose cache ends then.</description></item>
/// <item><term>no group came or went</term><description>Nothing.</description></item>
/// <item><term>error, end of the source</term><description>Passed on; so is what a selector throws. All groups end.</description></item>
/// </list>
/// </content>
public static partial class ObservableCacheEx
{
    /// <summary>The items in groups.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IGroupChangeSet<TObject, TKey, TGroupKey>> Group<TObject, TKey, TGroupKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, TGroupKey> groupSelectorKey
    )
        where TObject : notnull
        where TKey : notnull
        where TGroupKey : notnull
    {
        ArgumentNullException.ThrowIfNull(groupSelectorKey);
        return GroupBy(source, (item, _) => groupSelectorKey(item), null, null);
    }

    /// <summary>The items in groups, grouped again on request.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IGroupChangeSet<TObject, TKey, TGroupKey>> Group<TObject, TKey, TGroupKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, TGroupKey> groupSelectorKey,
        IObservable<Unit> regrouper
    )
        where TObject : notnull
        where TKey : notnull
        where TGroupKey : notnull
    {
        ArgumentNullException.ThrowIfNull(groupSelectorKey);
        ArgumentNullException.ThrowIfNull(regrouper);
        return GroupBy(source, (item, _) => groupSelectorKey(item), null, regrouper);
    }

    /// <summary>The items in groups by the latest selector.</summary>
    /// <exception cref="ArgumentNullException">The source or the selectors are null.</exception>
    public static IObservable<IGroupChangeSet<TObject, TKey, TGroupKey>> Group<TObject, TKey, TGroupKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        IObservable<Func<TObject, TGroupKey>> groupSelectorKeyObservable,
        IObservable<Unit>? regrouper = null
    )
        where TObject : notnull
        where TKey : notnull
        where TGroupKey : notnull
    {
        ArgumentNullException.ThrowIfNull(groupSelectorKeyObservable);
        return source.Group(
            groupSelectorKeyObservable.Select(select => new Func<TObject, TKey, TGroupKey>((item, _) => select(item))),
            regrouper
        );
    }

    /// <summary>The items in groups by the latest selector.</summary>
    /// <exception cref="ArgumentNullException">The source or the selectors are null.</exception>
    public static IObservable<IGroupChangeSet<TObject, TKey, TGroupKey>> Group<TObject, TKey, TGroupKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        IObservable<Func<TObject, TKey, TGroupKey>> groupSelectorKeyObservable,
        IObservable<Unit>? regrouper = null
    )
        where TObject : notnull
        where TKey : notnull
        where TGroupKey : notnull
    {
        ArgumentNullException.ThrowIfNull(groupSelectorKeyObservable);
        return GroupBy(source, null, groupSelectorKeyObservable, regrouper);
    }

    /// <summary>The items in groups that are given: one for each value, while it is there, with items or without.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IGroupChangeSet<TObject, TKey, TGroupKey>> Group<TObject, TKey, TGroupKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, TGroupKey> groupSelector,
        IObservable<IDistinctChangeSet<TGroupKey>> resultGroupSource
    )
        where TObject : notnull
        where TKey : notnull
        where TGroupKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(groupSelector);
        ArgumentNullException.ThrowIfNull(resultGroupSource);
        return Observable.Using<IGroupChangeSet<TObject, TKey, TGroupKey>, IObservableCache<TObject, TKey>>(
            () => source.AsObservableCache(),
            items =>
                resultGroupSource
                    .Transform<IGroup<TObject, TKey, TGroupKey>, TGroupKey, TGroupKey>(key => new GivenGroup<
                        TObject,
                        TKey,
                        TGroupKey
                    >(key, items, groupSelector))
                    .DisposeMany()
                    .Select(changes => new GivenGroupChangeSet<TObject, TKey, TGroupKey>(changes))
        );
    }

    private static IObservable<IGroupChangeSet<TObject, TKey, TGroupKey>> GroupBy<TObject, TKey, TGroupKey>(
        IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, TKey, TGroupKey>? select,
        IObservable<Func<TObject, TKey, TGroupKey>>? selectors,
        IObservable<Unit>? regrouper
    )
        where TObject : notnull
        where TKey : notnull
        where TGroupKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        return Observable.Create<IGroupChangeSet<TObject, TKey, TGroupKey>>(observer =>
            new LiveGroupJunction<TObject, TKey, TGroupKey>(observer, new() { Select = select }).Listen(
                source,
                selectors,
                regrouper
            )
        );
    }
}
