using System.Reactive.Concurrency;
using System.Reactive.Linq;
using DynamicData.Cache.Internal;

namespace DynamicData;

/// <content>
/// ExpireAfter. An item lives from when it is added or replaced; a refresh does not renew it. It expires when the
/// scheduler's time has reached the end of its life: never before, and after it by no more than the scheduler is late.
/// Without a scheduler that is the thread pool. An addition, a renewal or a removal costs O(log n) at most.
/// </content>
public static partial class ObservableCacheEx
{
    /// <summary>Removes items from a cache when they expire; the result tells which, before subscribers see it.</summary>
    /// <typeparam name="TObject">Type of the items.</typeparam>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <param name="source">The cache.</param>
    /// <param name="timeSelector">How long an item lives; null: for ever.</param>
    /// <param name="pollingInterval">If given, items are removed only at multiples of it.</param>
    /// <param name="scheduler">Tells the time and waits.</param>
    /// <exception cref="ArgumentNullException">The cache or the selector is null.</exception>
    public static IObservable<IEnumerable<KeyValuePair<TKey, TObject>>> ExpireAfter<TObject, TKey>(
        this ISourceCache<TObject, TKey> source,
        Func<TObject, TimeSpan?> timeSelector,
        TimeSpan? pollingInterval = default,
        IScheduler? scheduler = null
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(timeSelector);
        return Observable.Create<IEnumerable<KeyValuePair<TKey, TObject>>>(observer =>
            new CacheExpirer<TObject, TKey>(
                observer,
                source,
                timeSelector,
                pollingInterval,
                scheduler ?? DefaultScheduler.Instance
            ).Listen()
        );
    }

    /// <summary>Lets changes pass and injects a removal when an item expires; the source is left alone.</summary>
    /// <exception cref="ArgumentNullException">The stream or the selector is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> ExpireAfter<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, TimeSpan?> timeSelector
    )
        where TObject : notnull
        where TKey : notnull => ExpireStream(source, timeSelector, null, null);

    /// <summary>Lets changes pass and injects a removal when an item expires; the source is left alone.</summary>
    /// <exception cref="ArgumentNullException">The stream or the selector is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> ExpireAfter<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, TimeSpan?> timeSelector,
        IScheduler scheduler
    )
        where TObject : notnull
        where TKey : notnull => ExpireStream(source, timeSelector, null, scheduler);

    /// <summary>Lets changes pass and injects a removal when an item expires; the source is left alone.</summary>
    /// <exception cref="ArgumentNullException">The stream or the selector is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> ExpireAfter<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, TimeSpan?> timeSelector,
        TimeSpan? pollingInterval
    )
        where TObject : notnull
        where TKey : notnull => ExpireStream(source, timeSelector, pollingInterval, null);

    /// <summary>Lets changes pass and injects a removal when an item expires; the source is left alone.</summary>
    /// <typeparam name="TObject">Type of the items.</typeparam>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <param name="source">The changes.</param>
    /// <param name="timeSelector">How long an item lives; null: for ever.</param>
    /// <param name="pollingInterval">If given, items are removed only at multiples of it.</param>
    /// <param name="scheduler">Tells the time and waits.</param>
    /// <remarks>
    /// Later changes of an item that has expired: its removal is dropped, an update is an add. The end of the source is
    /// passed on when nothing is left that could expire, an error at once.
    /// </remarks>
    /// <exception cref="ArgumentNullException">The stream or the selector is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> ExpireAfter<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, TimeSpan?> timeSelector,
        TimeSpan? pollingInterval,
        IScheduler scheduler
    )
        where TObject : notnull
        where TKey : notnull => ExpireStream(source, timeSelector, pollingInterval, scheduler);

    private static IObservable<IChangeSet<TObject, TKey>> ExpireStream<TObject, TKey>(
        IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, TimeSpan?> timeSelector,
        TimeSpan? pollingInterval,
        IScheduler? scheduler
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(timeSelector);
        return Observable.Create<IChangeSet<TObject, TKey>>(observer =>
            new StreamExpirer<TObject, TKey>(
                observer,
                timeSelector,
                pollingInterval,
                scheduler ?? DefaultScheduler.Instance
            ).Listen(source)
        );
    }
}
