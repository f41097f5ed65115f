using System.Reactive.Linq;
using DynamicData.Cache.Internal;

namespace DynamicData;

/// <content>
/// Page, Virtualise, Top: a part of a sorted collection.
/// <list type="table">
/// <listheader><term>Event</term><description>What is sent</description></listheader>
/// <item><term>sorted set</term><description>What it changes in the part, with places in the part: items that enter and leave
/// are Adds and Removes. A set without changes tells the new total.</description></item>
/// <item><term>request</term><description>What it changes in the part; nothing if it is the last one again, or is none (null, or a
/// number below its least).</description></item>
/// <item><term>error</term><description>Passed on.</description></item>
/// <item><term>end</term><description>Passed on when both streams have ended; for Top, with the source.</description></item>
/// </list>
/// </content>
public static partial class ObservableCacheEx
{
    /// <summary>A page: the first of 25 items until another is asked for; the last one if there are not so many.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IPagedChangeSet<TObject, TKey>> Page<TObject, TKey>(
        this IObservable<ISortedChangeSet<TObject, TKey>> source,
        IObservable<IPageRequest> pageRequests
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(pageRequests);
        return Observable.Create<IPagedChangeSet<TObject, TKey>>(observer =>
            new PageJunction<TObject, TKey>(observer).Listen(source, pageRequests)
        );
    }

    /// <summary>A part: the first 25 items until another is asked for.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IVirtualChangeSet<TObject, TKey>> Virtualise<TObject, TKey>(
        this IObservable<ISortedChangeSet<TObject, TKey>> source,
        IObservable<IVirtualRequest> virtualRequests
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(virtualRequests);
        return Observable.Create<IVirtualChangeSet<TObject, TKey>>(observer =>
            new VirtualJunction<TObject, TKey>(observer).Listen(source, virtualRequests)
        );
    }

    /// <summary>The first so many items.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is below 1.</exception>
    public static IObservable<IVirtualChangeSet<TObject, TKey>> Top<TObject, TKey>(
        this IObservable<ISortedChangeSet<TObject, TKey>> source,
        int size
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        return source.Virtualise(Observable.Return<IVirtualRequest>(new VirtualRequest(0, size)));
    }

    /// <summary>The first so many items in an order.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is below 1.</exception>
    public static IObservable<IChangeSet<TObject, TKey, VirtualContext<TObject>>> Top<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        IComparer<TObject> comparer,
        int size
    )
        where TObject : notnull
        where TKey : notnull =>
        source
            .Sort(comparer)
            .Top(size)
            .Select(part => new ChangeSet<TObject, TKey, VirtualContext<TObject>>(
                part,
                new(part.Response, comparer, new())
            ));
}
