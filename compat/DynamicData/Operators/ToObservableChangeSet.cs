using System.Reactive.Concurrency;
using System.Reactive.Linq;
using DynamicData.Cache.Internal;

namespace DynamicData;

/// <content>
/// ToObservableChangeSet, of values that come.
/// <list type="table">
/// <listheader><term>Event</term><description>What is sent</description></listheader>
/// <item><term>subscription</term><description>What comes at once; an empty set if nothing does.</description></item>
/// <item><term>value, values</term><description>One set: Adds and Updates, and Removes of those that are too many (that came first).</description></item>
/// <item><term>a value's time is over</term><description>Its Remove, with those of others of the same time. Another value with its key
/// has a time of its own.</description></item>
/// <item><term>error</term><description>Passed on; so is what a selector throws.</description></item>
/// <item><term>end</term><description>Passed on when nothing is left that could expire.</description></item>
/// </list>
/// </content>
public static partial class ObservableCacheEx
{
    /// <summary>The changes of a collection of values that come one by one.</summary>
    /// <param name="source">The values.</param>
    /// <param name="keySelector">Gives the key of a value.</param>
    /// <param name="expireAfter">How long a value stays; null: for ever.</param>
    /// <param name="limitSizeTo">How many stay; negative: all.</param>
    /// <param name="scheduler">Tells the time; by default the thread pool.</param>
    /// <exception cref="ArgumentNullException">The source or the key selector is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> ToObservableChangeSet<TObject, TKey>(
        this IObservable<TObject> source,
        Func<TObject, TKey> keySelector,
        Func<TObject, TimeSpan?>? expireAfter = null,
        int limitSizeTo = -1,
        IScheduler? scheduler = null
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(keySelector);
        return Observable.Create<IChangeSet<TObject, TKey>>(observer =>
            Maker(observer, keySelector, expireAfter, limitSizeTo, scheduler).Listen(source, static item => [item])
        );
    }

    /// <summary>The changes of a collection of values that come several at a time.</summary>
    /// <param name="source">The values.</param>
    /// <param name="keySelector">Gives the key of a value.</param>
    /// <param name="expireAfter">How long a value stays; null: for ever.</param>
    /// <param name="limitSizeTo">How many stay; negative: all.</param>
    /// <param name="scheduler">Tells the time; by default the thread pool.</param>
    /// <exception cref="ArgumentNullException">The source or the key selector is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> ToObservableChangeSet<TObject, TKey>(
        this IObservable<IEnumerable<TObject>> source,
        Func<TObject, TKey> keySelector,
        Func<TObject, TimeSpan?>? expireAfter = null,
        int limitSizeTo = -1,
        IScheduler? scheduler = null
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(keySelector);
        return Observable.Create<IChangeSet<TObject, TKey>>(observer =>
            Maker(observer, keySelector, expireAfter, limitSizeTo, scheduler).Listen(source, static items => items)
        );
    }

    private static ChangeSetMaker<TObject, TKey> Maker<TObject, TKey>(
        IObserver<IChangeSet<TObject, TKey>> observer,
        Func<TObject, TKey> keySelector,
        Func<TObject, TimeSpan?>? expireAfter,
        int limitSizeTo,
        IScheduler? scheduler
    )
        where TObject : notnull
        where TKey : notnull =>
        new(observer, keySelector, expireAfter, limitSizeTo, scheduler ?? DefaultScheduler.Instance);
}
