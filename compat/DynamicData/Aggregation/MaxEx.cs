using DynamicData.Cache.Internal;

namespace DynamicData.Aggregation;

/// <summary>
/// The largest and the smallest. The first value comes with the first change set, then each that differs from the last; an error
/// and the end are passed on, and so is what the selector throws. O(log n) a change.
/// <list type="table">
/// <listheader><term>Event</term><description>Effect</description></listheader>
/// <item><term>Add, Update, Remove</term><description>The extreme of the items that are there, or the empty value.</description></item>
/// <item><term>Refresh, Moved</term><description>None: replace an item whose value changes.</description></item>
/// </list>
/// </summary>
public static class MaxEx
{
    /// <summary>The largest of a value of each item.</summary>
    /// <param name="source">The changes.</param>
    /// <param name="valueSelector">Gives the value of an item.</param>
    /// <param name="emptyValue">The result while there is no item.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<TResult> Maximum<TObject, TKey, TResult>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, TResult> valueSelector,
        TResult emptyValue = default
    )
        where TObject : notnull
        where TKey : notnull
        where TResult : struct, IComparable<TResult> =>
        Extreme(source, valueSelector, emptyValue, static (a, b) => b.CompareTo(a));

    /// <summary>The smallest of a value of each item.</summary>
    /// <param name="source">The changes.</param>
    /// <param name="valueSelector">Gives the value of an item.</param>
    /// <param name="emptyValue">The result while there is no item.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<TResult> Minimum<TObject, TKey, TResult>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, TResult> valueSelector,
        TResult emptyValue = default
    )
        where TObject : notnull
        where TKey : notnull
        where TResult : struct, IComparable<TResult> =>
        Extreme(source, valueSelector, emptyValue, static (a, b) => a.CompareTo(b));

    private static Operator<IChangeSet<TObject, TKey>, TResult> Extreme<TObject, TKey, TResult>(
        IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, TResult> valueSelector,
        TResult emptyValue,
        Comparison<TResult> wantedFirst
    )
        where TObject : notnull
        where TKey : notnull
        where TResult : struct, IComparable<TResult>
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(valueSelector);
        return new(
            source,
            observer => new ExtremeSink<TObject, TKey, TResult>(observer, valueSelector, emptyValue, wantedFirst)
        );
    }
}
