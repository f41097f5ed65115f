using System.Collections.ObjectModel;
using DynamicData.Binding;
using DynamicData.Cache.Internal;

namespace DynamicData;

/// <content>
/// TransformMany: the children of all items in one collection. Children that are a fixed sequence: of those with one key the last that
/// came is shown, and gone when any that has its key goes. Children that are a collection or a cache are followed while their item is
/// there, as by MergeManyChangeSets.
/// <list type="table">
/// <listheader><term>Event</term><description>What is sent (fixed sequences)</description></listheader>
/// <item><term>item Add</term><description>Add of its children.</description></item>
/// <item><term>item Update</term><description>Remove of those that the new item lacks, Add of those that the old one lacked, Update of
/// those that are others.</description></item>
/// <item><term>item Remove</term><description>Remove of its children.</description></item>
/// <item><term>item Refresh</term><description>Refresh of its children; the selector is not asked again.</description></item>
/// <item><term>nothing changed</term><description>Nothing.</description></item>
/// <item><term>error, end</term><description>Passed on; so is what a selector throws.</description></item>
/// </list>
/// </content>
public static partial class ObservableCacheEx
{
    /// <summary>The children of all items.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TDestination, TDestinationKey>> TransformMany<
        TDestination,
        TDestinationKey,
        TSource,
        TSourceKey
    >(
        this IObservable<IChangeSet<TSource, TSourceKey>> source,
        Func<TSource, IEnumerable<TDestination>> manySelector,
        Func<TDestination, TDestinationKey> keySelector
    )
        where TDestination : notnull
        where TDestinationKey : notnull
        where TSource : notnull
        where TSourceKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(manySelector);
        ArgumentNullException.ThrowIfNull(keySelector);
        return new Operator<IChangeSet<TSource, TSourceKey>, IChangeSet<TDestination, TDestinationKey>>(
            source,
            observer => new TransformManySink<TDestination, TDestinationKey, TSource, TSourceKey>(
                observer,
                manySelector,
                keySelector
            )
        );
    }

    /// <summary>The children of all items, followed as they come and go.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TDestination, TDestinationKey>> TransformMany<
        TDestination,
        TDestinationKey,
        TSource,
        TSourceKey
    >(
        this IObservable<IChangeSet<TSource, TSourceKey>> source,
        Func<TSource, ObservableCollection<TDestination>> manySelector,
        Func<TDestination, TDestinationKey> keySelector
    )
        where TDestination : notnull
        where TDestinationKey : notnull
        where TSource : notnull
        where TSourceKey : notnull
    {
        ArgumentNullException.ThrowIfNull(manySelector);
        ArgumentNullException.ThrowIfNull(keySelector);
        return source.MergeManyChangeSets(item => manySelector(item).ToObservableChangeSet(keySelector));
    }

    /// <summary>The children of all items, followed as they come and go.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TDestination, TDestinationKey>> TransformMany<
        TDestination,
        TDestinationKey,
        TSource,
        TSourceKey
    >(
        this IObservable<IChangeSet<TSource, TSourceKey>> source,
        Func<TSource, ReadOnlyObservableCollection<TDestination>> manySelector,
        Func<TDestination, TDestinationKey> keySelector
    )
        where TDestination : notnull
        where TDestinationKey : notnull
        where TSource : notnull
        where TSourceKey : notnull
    {
        ArgumentNullException.ThrowIfNull(manySelector);
        ArgumentNullException.ThrowIfNull(keySelector);
        return source.MergeManyChangeSets(item => manySelector(item).ToObservableChangeSet(keySelector));
    }

    /// <summary>The children of all items, followed as they come and go.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TDestination, TDestinationKey>> TransformMany<
        TDestination,
        TDestinationKey,
        TSource,
        TSourceKey
    >(
        this IObservable<IChangeSet<TSource, TSourceKey>> source,
        Func<TSource, IObservableCache<TDestination, TDestinationKey>> manySelector,
        Func<TDestination, TDestinationKey> keySelector
    )
        where TDestination : notnull
        where TDestinationKey : notnull
        where TSource : notnull
        where TSourceKey : notnull
    {
        ArgumentNullException.ThrowIfNull(manySelector);
        ArgumentNullException.ThrowIfNull(keySelector);
        return source.MergeManyChangeSets(item => manySelector(item).Connect());
    }
}
