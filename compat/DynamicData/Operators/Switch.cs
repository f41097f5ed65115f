using System.Reactive.Linq;
using DynamicData.Cache.Internal;

namespace DynamicData;

/// <content>
/// Switch.
/// <list type="table">
/// <listheader><term>Event</term><description>What is sent</description></listheader>
/// <item><term>another stream</term><description>A Remove of each item of the one before, then what the new one sends.</description></item>
/// <item><term>change of the latest stream</term><description>The same change; an Update of an absent item as an Add.</description></item>
/// <item><term>empty set</term><description>Nothing.</description></item>
/// <item><term>error of either</term><description>Passed on.</description></item>
/// <item><term>end</term><description>Passed on when the streams' stream and the latest stream have ended.</description></item>
/// </list>
/// </content>
public static partial class ObservableCacheEx
{
    /// <summary>The items of the latest cache.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="sources"/> is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> Switch<TObject, TKey>(
        this IObservable<IObservableCache<TObject, TKey>> sources
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(sources);
        return sources.Select(cache => cache.Connect()).Switch();
    }

    /// <summary>The items of the latest stream.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="sources"/> is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> Switch<TObject, TKey>(
        this IObservable<IObservable<IChangeSet<TObject, TKey>>> sources
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(sources);
        return Observable.Create<IChangeSet<TObject, TKey>>(observer =>
            new SwitchJunction<TObject, TKey>(observer).Listen(sources)
        );
    }
}
