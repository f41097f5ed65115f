using DynamicData.Cache.Internal;

namespace DynamicData;

/// <content>
/// DistinctValues. A value is there while any item has it.
/// <list type="table">
/// <listheader><term>Event</term><description>What is sent</description></listheader>
/// <item><term>Add</term><description>Add of the value if no item had it.</description></item>
/// <item><term>Update, Refresh</term><description>If the item's value changed: Remove of the old one if no item has it any more,
/// Add of the new one if none had it.</description></item>
/// <item><term>Remove</term><description>Remove of the value if no item has it any more.</description></item>
/// <item><term>nothing changed</term><description>Nothing.</description></item>
/// <item><term>error, end</term><description>Passed on; so is what the selector throws.</description></item>
/// </list>
/// </content>
public static partial class ObservableCacheEx
{
    /// <summary>The values that items have, each once.</summary>
    /// <param name="source">The changes.</param>
    /// <param name="valueSelector">Gives the value of an item.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IDistinctChangeSet<TValue>> DistinctValues<TObject, TKey, TValue>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, TValue> valueSelector
    )
        where TObject : notnull
        where TKey : notnull
        where TValue : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(valueSelector);
        return new Operator<IChangeSet<TObject, TKey>, IDistinctChangeSet<TValue>>(
            source,
            observer => new DistinctSink<TObject, TKey, TValue>(observer, valueSelector)
        );
    }
}
