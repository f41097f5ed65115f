using System.ComponentModel;
using System.Linq.Expressions;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using DynamicData.Cache.Internal;

namespace DynamicData;

/// <content>
/// AutoRefresh: an item that says that a property changed is refreshed.
/// <list type="table">
/// <listheader><term>Event</term><description>What is sent</description></listheader>
/// <item><term>Add, Update, Remove, Refresh</term><description>The same; the item is listened to while it is there.</description></item>
/// <item><term>property changed</term><description>A Refresh of the item: at once, after <c>propertyChangeThrottle</c> without another
/// change, or with the others of each <c>changeSetBuffer</c> in one set, each item once.</description></item>
/// <item><term>error</term><description>Passed on.</description></item>
/// <item><term>end</term><description>Passed on when the source has ended and no item is left that could change.</description></item>
/// </list>
/// </content>
public static partial class ObservableCacheEx
{
    /// <summary>Refreshes an item when any of its properties changes.</summary>
    /// <param name="source">The changes.</param>
    /// <param name="changeSetBuffer">How long refreshes are gathered.</param>
    /// <param name="propertyChangeThrottle">How long an item must be at rest.</param>
    /// <param name="scheduler">Tells the time; by default the thread pool.</param>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> AutoRefresh<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        TimeSpan? changeSetBuffer = default,
        TimeSpan? propertyChangeThrottle = default,
        IScheduler? scheduler = null
    )
        where TObject : INotifyPropertyChanged
        where TKey : notnull => RefreshOn(source, null, changeSetBuffer, propertyChangeThrottle, scheduler);

    /// <summary>Refreshes an item when one of its properties changes.</summary>
    /// <param name="source">The changes.</param>
    /// <param name="propertyAccessor">Reads the property, of the item itself.</param>
    /// <param name="changeSetBuffer">How long refreshes are gathered.</param>
    /// <param name="propertyChangeThrottle">How long an item must be at rest.</param>
    /// <param name="scheduler">Tells the time; by default the thread pool.</param>
    /// <exception cref="ArgumentNullException">The source or the accessor is null.</exception>
    /// <exception cref="ArgumentException">The accessor does not read a property of the item itself.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> AutoRefresh<TObject, TKey, TProperty>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Expression<Func<TObject, TProperty>> propertyAccessor,
        TimeSpan? changeSetBuffer = default,
        TimeSpan? propertyChangeThrottle = default,
        IScheduler? scheduler = null
    )
        where TObject : INotifyPropertyChanged
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(propertyAccessor);
        return RefreshOn(
            source,
            Properties.NameOf(propertyAccessor),
            changeSetBuffer,
            propertyChangeThrottle,
            scheduler
        );
    }

    private static IObservable<IChangeSet<TObject, TKey>> RefreshOn<TObject, TKey>(
        IObservable<IChangeSet<TObject, TKey>> source,
        string? property,
        TimeSpan? buffer,
        TimeSpan? throttle,
        IScheduler? scheduler
    )
        where TObject : INotifyPropertyChanged
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        var clock = scheduler ?? DefaultScheduler.Instance;
        return Observable.Create<IChangeSet<TObject, TKey>>(observer =>
            new RefreshJunction<TObject, TKey, string?>(observer, (item, _) => ChangesOf(item)).Listen(
                source,
                buffer,
                clock
            )
        );

        IObservable<string?> ChangesOf(TObject item)
        {
            var changed = Properties
                .Changed(item)
                .Where(name => property is null || string.IsNullOrEmpty(name) || name == property);
            return throttle is { } rest ? changed.Throttle(rest, clock) : changed;
        }
    }
}
