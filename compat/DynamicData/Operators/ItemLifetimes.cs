using System.Reactive.Linq;
using DynamicData.Cache.Internal;

namespace DynamicData;

/// <content>What lives as long as an item does.</content>
public static partial class ObservableCacheEx
{
    /// <summary>
    /// Disposes items that were replaced or removed, after downstream was told, and what remains when the subscription
    /// ends. An item that replaces itself is not disposed.
    /// </summary>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> DisposeMany<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        return Observable.Create<IChangeSet<TObject, TKey>>(observer =>
            new DisposeManySink<TObject, TKey>(observer).Listen(source)
        );
    }

    /// <summary>Holds a subscription for each item, made before downstream is told of it.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> SubscribeMany<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, IDisposable> subscriptionFactory
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(subscriptionFactory);
        return source.SubscribeMany((item, _) => subscriptionFactory(item));
    }

    /// <summary>Holds a subscription for each item, made before downstream is told of it.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> SubscribeMany<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, TKey, IDisposable> subscriptionFactory
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(subscriptionFactory);
        return Observable.Create<IChangeSet<TObject, TKey>>(observer =>
            new SubscribeManySink<TObject, TKey>(observer, subscriptionFactory).Listen(source)
        );
    }

    /// <summary>What the streams of all items send. The end or the failure of one ends none of the others.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<TDestination> MergeMany<TObject, TKey, TDestination>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, IObservable<TDestination>> observableSelector
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(observableSelector);
        return source.MergeMany((item, _) => observableSelector(item));
    }

    /// <summary>What the streams of all items send. The end or the failure of one ends none of the others.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<TDestination> MergeMany<TObject, TKey, TDestination>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, TKey, IObservable<TDestination>> observableSelector
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(observableSelector);
        return Observable.Create<TDestination>(observer =>
            new MergeManySink<TObject, TKey, TDestination>(observer, observableSelector).Listen(source)
        );
    }
}
