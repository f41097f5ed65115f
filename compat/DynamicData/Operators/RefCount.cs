using DynamicData.Cache.Internal;

namespace DynamicData;

/// <content>
/// RefCount.
/// <list type="table">
/// <listheader><term>Event</term><description>What happens</description></listheader>
/// <item><term>first subscriber</term><description>The source is subscribed to, into a cache.</description></item>
/// <item><term>any subscriber</term><description>It gets the cache's content, then its changes.</description></item>
/// <item><term>last one gone</term><description>The source is let go; the next subscriber is a first one.</description></item>
/// <item><term>error, end of the source</term><description>Passed on to all; who comes later gets the content and that.</description></item>
/// </list>
/// </content>
public static partial class ObservableCacheEx
{
    /// <summary>One subscription to a stream for all subscribers, each of whom sees it from its beginning.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> RefCount<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        return new SharedCache<TObject, TKey>(source);
    }
}
