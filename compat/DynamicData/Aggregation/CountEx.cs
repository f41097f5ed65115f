using System.Reactive.Linq;
using DynamicData.Cache.Internal;

namespace DynamicData.Aggregation;

/// <summary>
/// Counting. A number after each change set, also if it is the same; an error and the end are passed on.
/// <list type="table">
/// <listheader><term>Event</term><description>Effect</description></listheader>
/// <item><term>Add</term><description>One more.</description></item>
/// <item><term>Update, Refresh, Moved</term><description>None.</description></item>
/// <item><term>Remove</term><description>One less.</description></item>
/// </list>
/// </summary>
public static class CountEx
{
    /// <summary>How many items there are.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public static IObservable<int> Count<TObject>(this IObservable<IAggregateChangeSet<TObject>> source) =>
        source.Aggregate<TObject, Counting<TObject>, int>(default);

    /// <summary>How many distinct values there are.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public static IObservable<int> Count<TObject>(this IObservable<IDistinctChangeSet<TObject>> source)
        where TObject : notnull => source.Aggregate<TObject, TObject, Counting<TObject>, int>(default);

    /// <summary>How many items there are.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public static IObservable<int> Count<TObject, TKey>(this IObservable<IChangeSet<TObject, TKey>> source)
        where TObject : notnull
        where TKey : notnull => source.Aggregate<TObject, TKey, Counting<TObject>, int>(default);

    /// <summary>Whether there is none: true at first, then after each change set.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public static IObservable<bool> IsEmpty<TObject, TKey>(this IObservable<IChangeSet<TObject, TKey>> source)
        where TObject : notnull
        where TKey : notnull => source.Count().StartWith(0).Select(count => count == 0);

    /// <summary>Whether there is any: false at first, then after each change set.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public static IObservable<bool> IsNotEmpty<TObject, TKey>(this IObservable<IChangeSet<TObject, TKey>> source)
        where TObject : notnull
        where TKey : notnull => source.Count().StartWith(0).Select(count => count > 0);
}
