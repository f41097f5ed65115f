using System.Reactive.Concurrency;
using System.Reactive.Linq;
using DynamicData.Cache.Internal;

namespace DynamicData;

/// <content>
/// LimitSizeTo: no more than so many items; those that came (or were replaced) longest ago leave.
/// <list type="table">
/// <listheader><term>Event</term><description>What is sent by a limited stream</description></listheader>
/// <item><term>Add, Update</term><description>The same, and in the same set a Remove of each item that is too much. An Update of one that
/// had left is an Add.</description></item>
/// <item><term>Remove, Refresh</term><description>The same, unless the item had left.</description></item>
/// <item><term>nothing changed</term><description>Nothing.</description></item>
/// <item><term>error, end</term><description>Passed on.</description></item>
/// </list>
/// </content>
public static partial class ObservableCacheEx
{
    /// <summary>The items that came last; the source is left alone.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="size"/> is below 1.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> LimitSizeTo<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        int size
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ThrowIfNoSize(size);
        return new Operator<IChangeSet<TObject, TKey>, IChangeSet<TObject, TKey>>(
            source,
            observer => new SizeLimitSink<TObject, TKey>(observer, size)
        );
    }

    /// <summary>
    /// Removes from a cache, while it is subscribed to, what came longest ago when there is too much, in one edit each time;
    /// tells what it removed.
    /// </summary>
    /// <param name="source">The cache.</param>
    /// <param name="sizeLimit">How many items it may have.</param>
    /// <param name="scheduler">Where it removes; by default the thread pool.</param>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="sizeLimit"/> is below 1.</exception>
    public static IObservable<IEnumerable<KeyValuePair<TKey, TObject>>> LimitSizeTo<TObject, TKey>(
        this ISourceCache<TObject, TKey> source,
        int sizeLimit,
        IScheduler? scheduler = null
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ThrowIfNoSize(sizeLimit);
        return new Operator<IChangeSet<TObject, TKey>, IEnumerable<KeyValuePair<TKey, TObject>>>(
            source.Connect().ObserveOn(scheduler ?? DefaultScheduler.Instance),
            observer => new CacheSizeSink<TObject, TKey>(observer, source, sizeLimit)
        );
    }

    private static void ThrowIfNoSize(int size)
    {
        if (size <= 0)
        {
            throw new ArgumentException("Size limit must be greater than zero", nameof(size));
        }
    }
}
