using System.Numerics;
using DynamicData.Cache.Internal;

namespace DynamicData.Aggregation;

/// <summary>
/// Sums. A number after each change set, also if it is the same; null counts as 0; an error and the end are passed on, and so is what
/// the selector throws.
/// <list type="table">
/// <listheader><term>Event</term><description>Effect</description></listheader>
/// <item><term>Add</term><description>The item's number is added.</description></item>
/// <item><term>Update</term><description>The previous item's number is subtracted, the item's is added.</description></item>
/// <item><term>Remove</term><description>The item's number is subtracted.</description></item>
/// <item><term>Refresh, Moved</term><description>None: replace an item whose number changes.</description></item>
/// </list>
/// </summary>
public static class SumEx
{
    /// <summary>The sum of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<decimal> Sum<T>(
        this IObservable<IAggregateChangeSet<T>> source,
        Func<T, decimal> valueSelector
    ) => Items(source, valueSelector);

    /// <summary>The sum of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<decimal> Sum<T>(
        this IObservable<IAggregateChangeSet<T>> source,
        Func<T, decimal?> valueSelector
    ) => Items(source, valueSelector.OrZero());

    /// <summary>The sum of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<decimal> Sum<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, decimal> valueSelector
    )
        where TObject : notnull
        where TKey : notnull => Changes(source, valueSelector);

    /// <summary>The sum of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<decimal> Sum<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, decimal?> valueSelector
    )
        where TObject : notnull
        where TKey : notnull => Changes(source, valueSelector.OrZero());

    /// <summary>The sum of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<double> Sum<T>(
        this IObservable<IAggregateChangeSet<T>> source,
        Func<T, double> valueSelector
    ) => Items(source, valueSelector);

    /// <summary>The sum of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<double> Sum<T>(
        this IObservable<IAggregateChangeSet<T>> source,
        Func<T, double?> valueSelector
    ) => Items(source, valueSelector.OrZero());

    /// <summary>The sum of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<double> Sum<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, double> valueSelector
    )
        where TObject : notnull
        where TKey : notnull => Changes(source, valueSelector);

    /// <summary>The sum of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<double> Sum<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, double?> valueSelector
    )
        where TObject : notnull
        where TKey : notnull => Changes(source, valueSelector.OrZero());

    /// <summary>The sum of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<float> Sum<T>(
        this IObservable<IAggregateChangeSet<T>> source,
        Func<T, float> valueSelector
    ) => Items(source, valueSelector);

    /// <summary>The sum of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<float> Sum<T>(
        this IObservable<IAggregateChangeSet<T>> source,
        Func<T, float?> valueSelector
    ) => Items(source, valueSelector.OrZero());

    /// <summary>The sum of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<float> Sum<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, float> valueSelector
    )
        where TObject : notnull
        where TKey : notnull => Changes(source, valueSelector);

    /// <summary>The sum of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<float> Sum<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, float?> valueSelector
    )
        where TObject : notnull
        where TKey : notnull => Changes(source, valueSelector.OrZero());

    /// <summary>The sum of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<int> Sum<T>(
        this IObservable<IAggregateChangeSet<T>> source,
        Func<T, int> valueSelector
    ) => Items(source, valueSelector);

    /// <summary>The sum of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<int> Sum<T>(
        this IObservable<IAggregateChangeSet<T>> source,
        Func<T, int?> valueSelector
    ) => Items(source, valueSelector.OrZero());

    /// <summary>The sum of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<int> Sum<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, int> valueSelector
    )
        where TObject : notnull
        where TKey : notnull => Changes(source, valueSelector);

    /// <summary>The sum of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<int> Sum<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, int?> valueSelector
    )
        where TObject : notnull
        where TKey : notnull => Changes(source, valueSelector.OrZero());

    /// <summary>The sum of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<long> Sum<T>(
        this IObservable<IAggregateChangeSet<T>> source,
        Func<T, long> valueSelector
    ) => Items(source, valueSelector);

    /// <summary>The sum of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<long> Sum<T>(
        this IObservable<IAggregateChangeSet<T>> source,
        Func<T, long?> valueSelector
    ) => Items(source, valueSelector.OrZero());

    /// <summary>The sum of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<long> Sum<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, long> valueSelector
    )
        where TObject : notnull
        where TKey : notnull => Changes(source, valueSelector);

    /// <summary>The sum of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<long> Sum<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, long?> valueSelector
    )
        where TObject : notnull
        where TKey : notnull => Changes(source, valueSelector.OrZero());

    /// <summary>A selector whose null is zero.</summary>
    internal static Func<T, TNumber> OrZero<T, TNumber>(this Func<T, TNumber?> valueSelector)
        where TNumber : struct
    {
        ArgumentNullException.ThrowIfNull(valueSelector);
        return item => valueSelector(item).GetValueOrDefault();
    }

    private static IObservable<TNumber> Items<T, TNumber>(
        IObservable<IAggregateChangeSet<T>> source,
        Func<T, TNumber> valueSelector
    )
        where TNumber : struct, INumber<TNumber>
    {
        ArgumentNullException.ThrowIfNull(valueSelector);
        return source.Aggregate<T, Summing<T, TNumber>, TNumber>(new(valueSelector));
    }

    private static IObservable<TNumber> Changes<TObject, TKey, TNumber>(
        IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, TNumber> valueSelector
    )
        where TObject : notnull
        where TKey : notnull
        where TNumber : struct, INumber<TNumber>
    {
        ArgumentNullException.ThrowIfNull(valueSelector);
        return source.Aggregate<TObject, TKey, Summing<TObject, TNumber>, TNumber>(new(valueSelector));
    }
}
