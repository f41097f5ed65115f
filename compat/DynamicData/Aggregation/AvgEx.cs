using System.Numerics;
using DynamicData.Cache.Internal;

namespace DynamicData.Aggregation;

/// <summary>
/// Means. A number after each change set, also if it is the same; null counts as 0; an error and the end are passed on, and so is what
/// the selector throws.
/// <list type="table">
/// <listheader><term>Event</term><description>Effect</description></listheader>
/// <item><term>Add, Update, Remove</term><description>The mean of the items that are there, or the empty value.</description></item>
/// <item><term>Refresh, Moved</term><description>None: replace an item whose number changes.</description></item>
/// </list>
/// </summary>
public static class AvgEx
{
    /// <summary>The mean of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<decimal> Avg<T>(
        this IObservable<IAggregateChangeSet<T>> source,
        Func<T, decimal> valueSelector,
        decimal emptyValue
    ) => Items<T, decimal, decimal, decimal>(source, valueSelector, emptyValue);

    /// <summary>The mean of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<decimal> Avg<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, decimal> valueSelector,
        decimal emptyValue
    )
        where TObject : notnull
        where TKey : notnull => Changes<TObject, TKey, decimal, decimal, decimal>(source, valueSelector, emptyValue);

    /// <summary>The mean of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<decimal> Avg<T>(
        this IObservable<IAggregateChangeSet<T>> source,
        Func<T, decimal?> valueSelector,
        decimal emptyValue
    ) => Items<T, decimal, decimal, decimal>(source, valueSelector.OrZero(), emptyValue);

    /// <summary>The mean of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<decimal> Avg<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, decimal?> valueSelector,
        decimal emptyValue
    )
        where TObject : notnull
        where TKey : notnull =>
        Changes<TObject, TKey, decimal, decimal, decimal>(source, valueSelector.OrZero(), emptyValue);

    /// <summary>The mean of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<double> Avg<T>(
        this IObservable<IAggregateChangeSet<T>> source,
        Func<T, double> valueSelector,
        double emptyValue = 0
    ) => Items<T, double, double, double>(source, valueSelector, emptyValue);

    /// <summary>The mean of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<double> Avg<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, double> valueSelector,
        double emptyValue = 0
    )
        where TObject : notnull
        where TKey : notnull => Changes<TObject, TKey, double, double, double>(source, valueSelector, emptyValue);

    /// <summary>The mean of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<double> Avg<T>(
        this IObservable<IAggregateChangeSet<T>> source,
        Func<T, double?> valueSelector,
        double emptyValue = 0
    ) => Items<T, double, double, double>(source, valueSelector.OrZero(), emptyValue);

    /// <summary>The mean of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<double> Avg<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, double?> valueSelector,
        double emptyValue = 0
    )
        where TObject : notnull
        where TKey : notnull =>
        Changes<TObject, TKey, double, double, double>(source, valueSelector.OrZero(), emptyValue);

    /// <summary>The mean of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<float> Avg<T>(
        this IObservable<IAggregateChangeSet<T>> source,
        Func<T, float> valueSelector,
        float emptyValue = 0
    ) => Items<T, float, float, float>(source, valueSelector, emptyValue);

    /// <summary>The mean of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<float> Avg<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, float> valueSelector,
        float emptyValue = 0
    )
        where TObject : notnull
        where TKey : notnull => Changes<TObject, TKey, float, float, float>(source, valueSelector, emptyValue);

    /// <summary>The mean of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<float> Avg<T>(
        this IObservable<IAggregateChangeSet<T>> source,
        Func<T, float?> valueSelector,
        float emptyValue = 0
    ) => Items<T, float, float, float>(source, valueSelector.OrZero(), emptyValue);

    /// <summary>The mean of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<float> Avg<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, float?> valueSelector,
        float emptyValue = 0
    )
        where TObject : notnull
        where TKey : notnull => Changes<TObject, TKey, float, float, float>(source, valueSelector.OrZero(), emptyValue);

    /// <summary>The mean of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<double> Avg<T>(
        this IObservable<IAggregateChangeSet<T>> source,
        Func<T, int> valueSelector,
        int emptyValue = 0
    ) => Items<T, int, long, double>(source, valueSelector, emptyValue);

    /// <summary>The mean of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<double> Avg<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, int> valueSelector,
        int emptyValue = 0
    )
        where TObject : notnull
        where TKey : notnull => Changes<TObject, TKey, int, long, double>(source, valueSelector, emptyValue);

    /// <summary>The mean of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<double> Avg<T>(
        this IObservable<IAggregateChangeSet<T>> source,
        Func<T, int?> valueSelector,
        int emptyValue = 0
    ) => Items<T, int, long, double>(source, valueSelector.OrZero(), emptyValue);

    /// <summary>The mean of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<double> Avg<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, int?> valueSelector,
        int emptyValue = 0
    )
        where TObject : notnull
        where TKey : notnull => Changes<TObject, TKey, int, long, double>(source, valueSelector.OrZero(), emptyValue);

    /// <summary>The mean of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<double> Avg<T>(
        this IObservable<IAggregateChangeSet<T>> source,
        Func<T, long> valueSelector,
        long emptyValue = 0
    ) => Items<T, long, Int128, double>(source, valueSelector, emptyValue);

    /// <summary>The mean of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<double> Avg<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, long> valueSelector,
        long emptyValue = 0
    )
        where TObject : notnull
        where TKey : notnull => Changes<TObject, TKey, long, Int128, double>(source, valueSelector, emptyValue);

    /// <summary>The mean of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<double> Avg<T>(
        this IObservable<IAggregateChangeSet<T>> source,
        Func<T, long?> valueSelector,
        long emptyValue = 0
    ) => Items<T, long, Int128, double>(source, valueSelector.OrZero(), emptyValue);

    /// <summary>The mean of a number of each item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<double> Avg<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, long?> valueSelector,
        long emptyValue = 0
    )
        where TObject : notnull
        where TKey : notnull =>
        Changes<TObject, TKey, long, Int128, double>(source, valueSelector.OrZero(), emptyValue);

    private static IObservable<TResult> Items<T, TNumber, TSum, TResult>(
        IObservable<IAggregateChangeSet<T>> source,
        Func<T, TNumber> valueSelector,
        TResult empty
    )
        where TNumber : struct, INumber<TNumber>
        where TSum : struct, INumber<TSum>
        where TResult : struct, INumber<TResult>
    {
        ArgumentNullException.ThrowIfNull(valueSelector);
        return source.Aggregate<T, Averaging<T, TNumber, TSum, TResult>, TResult>(new(valueSelector, empty));
    }

    private static IObservable<TResult> Changes<TObject, TKey, TNumber, TSum, TResult>(
        IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, TNumber> valueSelector,
        TResult empty
    )
        where TObject : notnull
        where TKey : notnull
        where TNumber : struct, INumber<TNumber>
        where TSum : struct, INumber<TSum>
        where TResult : struct, INumber<TResult>
    {
        ArgumentNullException.ThrowIfNull(valueSelector);
        return source.Aggregate<TObject, TKey, Averaging<TObject, TNumber, TSum, TResult>, TResult>(
            new(valueSelector, empty)
        );
    }
}
