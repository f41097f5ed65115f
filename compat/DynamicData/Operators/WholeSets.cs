using System.Reactive.Concurrency;
using System.Reactive.Linq;
using DynamicData.Cache.Internal;

namespace DynamicData;

/// <content>Choosing, gathering and passing on whole change sets.</content>
public static partial class ObservableCacheEx
{
    /// <summary>Concatenates the change sets of each period into one; nothing for a period without any.</summary>
    /// <param name="source">The changes.</param>
    /// <param name="timeSpan">Length of the periods, which follow each other from the subscription on.</param>
    /// <param name="scheduler">Tells the time; by default the thread pool.</param>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> Batch<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        TimeSpan timeSpan,
        IScheduler? scheduler = null
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        return Observable.Create<IChangeSet<TObject, TKey>>(observer =>
            new BatchJunction<TObject, TKey>(observer).Listen(source, timeSpan, scheduler ?? DefaultScheduler.Instance)
        );
    }

    /// <summary>Nothing until there is data, then everything.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> DeferUntilLoaded<TObject, TKey>(
        this IObservableCache<TObject, TKey> source
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Connect();
    }

    /// <summary>Nothing until there is data, then everything.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> DeferUntilLoaded<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source
    )
        where TObject : notnull
        where TKey : notnull => source.NotEmpty();

    /// <summary>Drops empty change sets.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> NotEmpty<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Where(changes => changes.Count != 0);
    }

    /// <summary>Makes the same changes in a cache. The end of the stream is not passed on to it.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IDisposable PopulateInto<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        ISourceCache<TObject, TKey> destination
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        return source.Subscribe(changes => destination.EditWith(changes, static (updater, set) => updater.Clone(set)));
    }

    /// <summary>Makes the same changes in a cache. The end of the stream is not passed on to it.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IDisposable PopulateInto<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        IIntermediateCache<TObject, TKey> destination
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        return source.Subscribe(changes => destination.EditWith(changes, static (updater, set) => updater.Clone(set)));
    }

    /// <summary>Drops the first change set that holds anything, whenever it comes.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> SkipInitial<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source
    )
        where TObject : notnull
        where TKey : notnull => source.DeferUntilLoaded().Skip(1);

    /// <summary>An empty change set first.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> StartWithEmpty<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.StartWith(ChangeSet<TObject, TKey>.Empty);
    }

    /// <summary>An empty collection first.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public static IObservable<IReadOnlyCollection<T>> StartWithEmpty<T>(this IObservable<IReadOnlyCollection<T>> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.StartWith(Array.AsReadOnly<T>([]));
    }

    /// <summary>Keeps the changes of some kinds; nothing if none is left of a set.</summary>
    /// <exception cref="ArgumentException">No kind is given.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> WhereReasonsAre<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        params ChangeReason[] reasons
    )
        where TObject : notnull
        where TKey : notnull => source.WhereReasons(reasons, keep: true);

    /// <summary>Drops the changes of some kinds; nothing if none is left of a set.</summary>
    /// <exception cref="ArgumentException">No kind is given.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> WhereReasonsAreNot<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        params ChangeReason[] reasons
    )
        where TObject : notnull
        where TKey : notnull => source.WhereReasons(reasons, keep: false);

    private static IObservable<IChangeSet<TObject, TKey>> WhereReasons<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        ChangeReason[] reasons,
        bool keep
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(reasons);
        if (reasons.Length == 0)
        {
            throw new ArgumentException("Must select at least one reason", nameof(reasons));
        }

        var chosen = reasons.ToHashSet();
        return source
            .Select(changes => new ChangeSet<TObject, TKey>(
                changes.Where(change => chosen.Contains(change.Reason) == keep)
            ))
            .NotEmpty();
    }
}
