using System.Reactive;
using System.Reactive.Linq;
using DynamicData.Cache.Internal;

namespace DynamicData;

/// <content>
/// GroupWithImmutableState. A changed group is copied, O(its items).
/// <list type="table">
/// <listheader><term>Event</term><description>What is sent</description></listheader>
/// <item><term>any set</term><description>One change for each group that it touches: Add of a new one, Remove of one that has no items
/// any more (as it was), else Update.</description></item>
/// <item><term>Refresh</term><description>As for an Update of the item if its group is another; an Update of its group if not.</description></item>
/// <item><term>a request to group again</term><description>Each item is asked for its group again, and each group is told as an Update.</description></item>
/// <item><term>error, end of the source</term><description>Passed on; so is what the selector throws.</description></item>
/// </list>
/// </content>
public static partial class ObservableCacheEx
{
    /// <summary>The items in groups, each told as a copy.</summary>
    /// <param name="source">The changes.</param>
    /// <param name="groupSelectorKey">Gives the key of an item's group.</param>
    /// <param name="regrouper">When to ask for the group of each item again; null: never.</param>
    /// <exception cref="ArgumentNullException">The source or the selector is null.</exception>
    public static IObservable<IImmutableGroupChangeSet<TObject, TKey, TGroupKey>> GroupWithImmutableState<
        TObject,
        TKey,
        TGroupKey
    >(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, TGroupKey> groupSelectorKey,
        IObservable<Unit>? regrouper = null
    )
        where TObject : notnull
        where TKey : notnull
        where TGroupKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(groupSelectorKey);
        return Observable.Create<IImmutableGroupChangeSet<TObject, TKey, TGroupKey>>(observer =>
            new ImmutableGroupJunction<TObject, TKey, TGroupKey>(
                observer,
                new() { Select = (item, _) => groupSelectorKey(item) }
            ).Listen(source, null, regrouper)
        );
    }
}
