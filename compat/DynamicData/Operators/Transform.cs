using System.Reactive;
using System.Reactive.Linq;
using DynamicData.Cache.Internal;
using DynamicData.Kernel;

namespace DynamicData;

/// <content>
/// Transform.
/// <list type="table">
/// <listheader><term>Event</term><description>What is sent</description></listheader>
/// <item><term>Add</term><description>Add of what the factory makes.</description></item>
/// <item><term>Update</term><description>Update to what the factory makes, with the previous result.</description></item>
/// <item><term>Remove</term><description>Remove of the previous result.</description></item>
/// <item><term>Refresh</term><description>Refresh of the previous result; with <c>transformOnRefresh</c> or a
/// <c>forceTransform</c> it is made again, which is an Update.</description></item>
/// <item><term>forceTransform</term><description>One set of Updates of what is chosen; the factory sees no previous source
/// then. Null: nothing is ever forced.</description></item>
/// <item><term>empty set</term><description>An empty set.</description></item>
/// <item><term>error</term><description>Passed on; so is what the factory throws.</description></item>
/// <item><term>end</term><description>Passed on, when both streams have ended.</description></item>
/// </list>
/// </content>
public static partial class ObservableCacheEx
{
    /// <summary>Makes an item of each item; those that <paramref name="forceTransform"/> chooses are made again.</summary>
    /// <exception cref="ArgumentNullException">A stream or the factory is null.</exception>
    public static IObservable<IChangeSet<TDestination, TKey>> Transform<TDestination, TSource, TKey>(
        this IObservable<IChangeSet<TSource, TKey>> source,
        Func<TSource, TDestination> transformFactory,
        IObservable<Func<TSource, bool>>? forceTransform = null
    )
        where TDestination : notnull
        where TSource : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(transformFactory);
        return source.Transform<TDestination, TSource, TKey>(
            (item, _, _) => transformFactory(item),
            forceTransform?.ByItem<TSource, TKey>()
        );
    }

    /// <summary>Makes an item of each item; all are made again when <paramref name="forceTransform"/> says so.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TDestination, TKey>> Transform<TDestination, TSource, TKey>(
        this IObservable<IChangeSet<TSource, TKey>> source,
        Func<TSource, TDestination> transformFactory,
        IObservable<Unit> forceTransform
    )
        where TDestination : notnull
        where TSource : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(transformFactory);
        return source.Transform((item, _, _) => transformFactory(item), forceTransform);
    }

    /// <summary>Makes an item of each item, also when it is refreshed if <paramref name="transformOnRefresh"/>.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TDestination, TKey>> Transform<TDestination, TSource, TKey>(
        this IObservable<IChangeSet<TSource, TKey>> source,
        Func<TSource, TDestination> transformFactory,
        bool transformOnRefresh
    )
        where TDestination : notnull
        where TSource : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(transformFactory);
        return source.Transform((item, _, _) => transformFactory(item), transformOnRefresh);
    }

    /// <summary>Makes an item of each item; those that <paramref name="forceTransform"/> chooses are made again.</summary>
    /// <exception cref="ArgumentNullException">A stream or the factory is null.</exception>
    public static IObservable<IChangeSet<TDestination, TKey>> Transform<TDestination, TSource, TKey>(
        this IObservable<IChangeSet<TSource, TKey>> source,
        Func<TSource, TKey, TDestination> transformFactory,
        IObservable<Func<TSource, TKey, bool>>? forceTransform = null
    )
        where TDestination : notnull
        where TSource : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(transformFactory);
        return source.Transform<TDestination, TSource, TKey>(
            (item, _, key) => transformFactory(item, key),
            forceTransform
        );
    }

    /// <summary>Makes an item of each item; all are made again when <paramref name="forceTransform"/> says so.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TDestination, TKey>> Transform<TDestination, TSource, TKey>(
        this IObservable<IChangeSet<TSource, TKey>> source,
        Func<TSource, TKey, TDestination> transformFactory,
        IObservable<Unit> forceTransform
    )
        where TDestination : notnull
        where TSource : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(transformFactory);
        return source.Transform((item, _, key) => transformFactory(item, key), forceTransform);
    }

    /// <summary>Makes an item of each item, also when it is refreshed if <paramref name="transformOnRefresh"/>.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TDestination, TKey>> Transform<TDestination, TSource, TKey>(
        this IObservable<IChangeSet<TSource, TKey>> source,
        Func<TSource, TKey, TDestination> transformFactory,
        bool transformOnRefresh
    )
        where TDestination : notnull
        where TSource : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(transformFactory);
        return source.Transform((item, _, key) => transformFactory(item, key), transformOnRefresh);
    }

    /// <summary>Makes an item of each item; those that <paramref name="forceTransform"/> chooses are made again.</summary>
    /// <param name="source">The changes.</param>
    /// <param name="transformFactory">Makes an item of an item, the one that it replaces if any, and the key.</param>
    /// <param name="forceTransform">Which items to make again, and when.</param>
    /// <exception cref="ArgumentNullException">A stream or the factory is null.</exception>
    public static IObservable<IChangeSet<TDestination, TKey>> Transform<TDestination, TSource, TKey>(
        this IObservable<IChangeSet<TSource, TKey>> source,
        Func<TSource, Optional<TSource>, TKey, TDestination> transformFactory,
        IObservable<Func<TSource, TKey, bool>>? forceTransform = null
    )
        where TDestination : notnull
        where TSource : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(transformFactory);
        if (forceTransform is null)
        {
            return source.Transform(transformFactory, transformOnRefresh: false);
        }

        return Observable.Create<IChangeSet<TDestination, TKey>>(observer =>
            new ForcedTransformJunction<TDestination, TSource, TKey>(observer, transformFactory).Listen(
                source,
                forceTransform
            )
        );
    }

    /// <summary>Makes an item of each item; all are made again when <paramref name="forceTransform"/> says so.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TDestination, TKey>> Transform<TDestination, TSource, TKey>(
        this IObservable<IChangeSet<TSource, TKey>> source,
        Func<TSource, Optional<TSource>, TKey, TDestination> transformFactory,
        IObservable<Unit> forceTransform
    )
        where TDestination : notnull
        where TSource : notnull
        where TKey : notnull => source.Transform(transformFactory, forceTransform?.Select(_ => All<TSource, TKey>()));

    /// <summary>Makes an item of each item, also when it is refreshed if <paramref name="transformOnRefresh"/>.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TDestination, TKey>> Transform<TDestination, TSource, TKey>(
        this IObservable<IChangeSet<TSource, TKey>> source,
        Func<TSource, Optional<TSource>, TKey, TDestination> transformFactory,
        bool transformOnRefresh
    )
        where TDestination : notnull
        where TSource : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(transformFactory);
        return new Operator<IChangeSet<TSource, TKey>, IChangeSet<TDestination, TKey>>(
            source,
            observer => new TransformSink<TDestination, TSource, TKey>(
                observer,
                new Transformer<TDestination, TSource, TKey>(transformFactory, transformOnRefresh)
            )
        );
    }

    private static IObservable<Func<TSource, TKey, bool>> ByItem<TSource, TKey>(
        this IObservable<Func<TSource, bool>> chosen
    ) => chosen.Select(isChosen => new Func<TSource, TKey, bool>((item, _) => isChosen(item)));

    private static Func<TSource, TKey, bool> All<TSource, TKey>() => static (_, _) => true;
}
