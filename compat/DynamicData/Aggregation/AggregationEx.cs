using System.Reactive.Linq;
using DynamicData.Cache.Internal;

namespace DynamicData.Aggregation;

/// <summary>Change sets as items that came and left.</summary>
public static class AggregationEx
{
    /// <summary>Each change set as items that came and left.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public static IObservable<IAggregateChangeSet<TObject>> ForAggregation<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Select(changes => new AggregateChangeSet<TObject, TKey>(changes));
    }

    /// <summary>The state of an aggregation after each change set.</summary>
    internal static IObservable<TResult> Aggregate<TObject, TKey, TAggregation, TResult>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        TAggregation start
    )
        where TObject : notnull
        where TKey : notnull
        where TAggregation : struct, IAggregation<TObject, TResult>
    {
        ArgumentNullException.ThrowIfNull(source);
        return new Operator<IChangeSet<TObject, TKey>, TResult>(
            source,
            observer => new AggregationSink<TObject, TKey, TAggregation, TResult>(observer, start)
        );
    }

    /// <summary>The state of an aggregation after each set of items.</summary>
    internal static IObservable<TResult> Aggregate<TObject, TAggregation, TResult>(
        this IObservable<IAggregateChangeSet<TObject>> source,
        TAggregation start
    )
        where TAggregation : struct, IAggregation<TObject, TResult>
    {
        ArgumentNullException.ThrowIfNull(source);
        return new Operator<IAggregateChangeSet<TObject>, TResult>(
            source,
            observer => new AggregateItemsSink<TObject, TAggregation, TResult>(observer, start)
        );
    }
}
