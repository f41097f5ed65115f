namespace DynamicData;

/// <content>MergeManyChangeSets, where of several children with one key that of the first item in order is shown.</content>
public static partial class ObservableCacheEx
{
    /// <summary>The children of all items in one collection.</summary>
    /// <exception cref="ArgumentNullException">An argument without a default is null.</exception>
    public static IObservable<IChangeSet<TDestination, TDestinationKey>> MergeManyChangeSets<
        TObject,
        TKey,
        TDestination,
        TDestinationKey
    >(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, IObservable<IChangeSet<TDestination, TDestinationKey>>> observableSelector,
        IComparer<TObject> sourceComparer,
        IComparer<TDestination> childComparer
    )
        where TObject : notnull
        where TKey : notnull
        where TDestination : notnull
        where TDestinationKey : notnull
    {
        ArgumentNullException.ThrowIfNull(observableSelector);
        ArgumentNullException.ThrowIfNull(sourceComparer);
        ArgumentNullException.ThrowIfNull(childComparer);
        return MergeChildren(source, (item, _) => observableSelector(item), null, sourceComparer, childComparer, true);
    }

    /// <summary>The children of all items in one collection.</summary>
    /// <exception cref="ArgumentNullException">An argument without a default is null.</exception>
    public static IObservable<IChangeSet<TDestination, TDestinationKey>> MergeManyChangeSets<
        TObject,
        TKey,
        TDestination,
        TDestinationKey
    >(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, TKey, IObservable<IChangeSet<TDestination, TDestinationKey>>> observableSelector,
        IComparer<TObject> sourceComparer,
        IComparer<TDestination> childComparer
    )
        where TObject : notnull
        where TKey : notnull
        where TDestination : notnull
        where TDestinationKey : notnull
    {
        ArgumentNullException.ThrowIfNull(observableSelector);
        ArgumentNullException.ThrowIfNull(sourceComparer);
        ArgumentNullException.ThrowIfNull(childComparer);
        return MergeChildren(source, observableSelector, null, sourceComparer, childComparer, true);
    }

    /// <summary>The children of all items in one collection.</summary>
    /// <exception cref="ArgumentNullException">An argument without a default is null.</exception>
    public static IObservable<IChangeSet<TDestination, TDestinationKey>> MergeManyChangeSets<
        TObject,
        TKey,
        TDestination,
        TDestinationKey
    >(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, IObservable<IChangeSet<TDestination, TDestinationKey>>> observableSelector,
        IComparer<TObject> sourceComparer,
        IEqualityComparer<TDestination>? equalityComparer = null,
        IComparer<TDestination>? childComparer = null
    )
        where TObject : notnull
        where TKey : notnull
        where TDestination : notnull
        where TDestinationKey : notnull
    {
        ArgumentNullException.ThrowIfNull(observableSelector);
        ArgumentNullException.ThrowIfNull(sourceComparer);
        return MergeChildren(
            source,
            (item, _) => observableSelector(item),
            equalityComparer,
            sourceComparer,
            childComparer,
            true
        );
    }

    /// <summary>The children of all items in one collection.</summary>
    /// <exception cref="ArgumentNullException">An argument without a default is null.</exception>
    public static IObservable<IChangeSet<TDestination, TDestinationKey>> MergeManyChangeSets<
        TObject,
        TKey,
        TDestination,
        TDestinationKey
    >(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, TKey, IObservable<IChangeSet<TDestination, TDestinationKey>>> observableSelector,
        IComparer<TObject> sourceComparer,
        IEqualityComparer<TDestination>? equalityComparer = null,
        IComparer<TDestination>? childComparer = null
    )
        where TObject : notnull
        where TKey : notnull
        where TDestination : notnull
        where TDestinationKey : notnull
    {
        ArgumentNullException.ThrowIfNull(observableSelector);
        ArgumentNullException.ThrowIfNull(sourceComparer);
        return MergeChildren(source, observableSelector, equalityComparer, sourceComparer, childComparer, true);
    }

    /// <summary>The children of all items in one collection.</summary>
    /// <exception cref="ArgumentNullException">An argument without a default is null.</exception>
    public static IObservable<IChangeSet<TDestination, TDestinationKey>> MergeManyChangeSets<
        TObject,
        TKey,
        TDestination,
        TDestinationKey
    >(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, IObservable<IChangeSet<TDestination, TDestinationKey>>> observableSelector,
        IComparer<TObject> sourceComparer,
        bool resortOnSourceRefresh,
        IComparer<TDestination> childComparer
    )
        where TObject : notnull
        where TKey : notnull
        where TDestination : notnull
        where TDestinationKey : notnull
    {
        ArgumentNullException.ThrowIfNull(observableSelector);
        ArgumentNullException.ThrowIfNull(sourceComparer);
        ArgumentNullException.ThrowIfNull(childComparer);
        return MergeChildren(
            source,
            (item, _) => observableSelector(item),
            null,
            sourceComparer,
            childComparer,
            resortOnSourceRefresh
        );
    }

    /// <summary>The children of all items in one collection.</summary>
    /// <exception cref="ArgumentNullException">An argument without a default is null.</exception>
    public static IObservable<IChangeSet<TDestination, TDestinationKey>> MergeManyChangeSets<
        TObject,
        TKey,
        TDestination,
        TDestinationKey
    >(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, TKey, IObservable<IChangeSet<TDestination, TDestinationKey>>> observableSelector,
        IComparer<TObject> sourceComparer,
        bool resortOnSourceRefresh,
        IComparer<TDestination> childComparer
    )
        where TObject : notnull
        where TKey : notnull
        where TDestination : notnull
        where TDestinationKey : notnull
    {
        ArgumentNullException.ThrowIfNull(observableSelector);
        ArgumentNullException.ThrowIfNull(sourceComparer);
        ArgumentNullException.ThrowIfNull(childComparer);
        return MergeChildren(source, observableSelector, null, sourceComparer, childComparer, resortOnSourceRefresh);
    }

    /// <summary>The children of all items in one collection.</summary>
    /// <exception cref="ArgumentNullException">An argument without a default is null.</exception>
    public static IObservable<IChangeSet<TDestination, TDestinationKey>> MergeManyChangeSets<
        TObject,
        TKey,
        TDestination,
        TDestinationKey
    >(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, IObservable<IChangeSet<TDestination, TDestinationKey>>> observableSelector,
        IComparer<TObject> sourceComparer,
        bool resortOnSourceRefresh,
        IEqualityComparer<TDestination>? equalityComparer = null,
        IComparer<TDestination>? childComparer = null
    )
        where TObject : notnull
        where TKey : notnull
        where TDestination : notnull
        where TDestinationKey : notnull
    {
        ArgumentNullException.ThrowIfNull(observableSelector);
        ArgumentNullException.ThrowIfNull(sourceComparer);
        return MergeChildren(
            source,
            (item, _) => observableSelector(item),
            equalityComparer,
            sourceComparer,
            childComparer,
            resortOnSourceRefresh
        );
    }

    /// <summary>The children of all items in one collection.</summary>
    /// <exception cref="ArgumentNullException">An argument without a default is null.</exception>
    public static IObservable<IChangeSet<TDestination, TDestinationKey>> MergeManyChangeSets<
        TObject,
        TKey,
        TDestination,
        TDestinationKey
    >(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, TKey, IObservable<IChangeSet<TDestination, TDestinationKey>>> observableSelector,
        IComparer<TObject> sourceComparer,
        bool resortOnSourceRefresh,
        IEqualityComparer<TDestination>? equalityComparer = null,
        IComparer<TDestination>? childComparer = null
    )
        where TObject : notnull
        where TKey : notnull
        where TDestination : notnull
        where TDestinationKey : notnull
    {
        ArgumentNullException.ThrowIfNull(observableSelector);
        ArgumentNullException.ThrowIfNull(sourceComparer);
        return MergeChildren(
            source,
            observableSelector,
            equalityComparer,
            sourceComparer,
            childComparer,
            resortOnSourceRefresh
        );
    }
}
