using System.Reactive.Disposables;
using System.Reactive.Linq;
using DynamicData.Cache.Internal;

namespace DynamicData;

/// <content>The whole content at each change.</content>
public static partial class ObservableCacheEx
{
    /// <summary>The content after each change set; valid until the next.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public static IObservable<IQuery<TObject, TKey>> QueryWhenChanged<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        return new Operator<IChangeSet<TObject, TKey>, IQuery<TObject, TKey>>(
            source,
            observer => new QuerySink<TObject, TKey>(observer)
        );
    }

    /// <summary>What a function makes of the content after each change set.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<TDestination> QueryWhenChanged<TObject, TKey, TDestination>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<IQuery<TObject, TKey>, TDestination> resultSelector
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(resultSelector);
        return source.QueryWhenChanged().Select(resultSelector);
    }

    /// <summary>The content after each change set, and each time that an item's own stream sends something.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IQuery<TObject, TKey>> QueryWhenChanged<TObject, TKey, TValue>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, IObservable<TValue>> itemChangedTrigger
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(itemChangedTrigger);
        return Observable.Create<IQuery<TObject, TKey>>(observer =>
        {
            var shared = source.Publish();
            var queries = new QueryJunction<TObject, TKey>(observer).Listen(
                shared,
                shared.MergeMany(itemChangedTrigger)
            );
            return StableCompositeDisposable.Create(queries, shared.Connect());
        });
    }

    /// <summary>A copy of all items after each change set, in no particular order; O(n) each time.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public static IObservable<IReadOnlyCollection<TObject>> ToCollection<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source
    )
        where TObject : notnull
        where TKey : notnull =>
        source.QueryWhenChanged(IReadOnlyCollection<TObject> (query) => Array.AsReadOnly(query.Items.ToArray()));
}
