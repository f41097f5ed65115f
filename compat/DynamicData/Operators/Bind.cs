using System.Collections.ObjectModel;
using System.ComponentModel;
using System.Reactive.Linq;
using DynamicData.Binding;
using DynamicData.Cache.Internal;

namespace DynamicData;

/// <content>
/// Bind. The collection is for one thread at a time, that which sends the changes. Sets are passed on as they are, after the collection
/// has changed; an error and the end too, and it stays as it is then.
/// <list type="table">
/// <listheader><term>Event</term><description>What the collection does</description></listheader>
/// <item><term>first set, many changes</term><description>Loads all; one notification says that all may be new.</description></item>
/// <item><term>Add</term><description>Adds at the end; inserts at its index if sorted.</description></item>
/// <item><term>Update</term><description>Replaces in place, or removes and adds, as the options say.</description></item>
/// <item><term>Remove, Moved</term><description>Removes, moves.</description></item>
/// <item><term>Refresh</term><description>Nothing: a move that follows is told as one.</description></item>
/// </list>
/// </content>
public static partial class ObservableCacheEx
{
    /// <summary>Keeps the items in a collection.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> Bind<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        IObservableCollection<TObject> destination,
        int refreshThreshold = BindingOptions.DefaultResetThreshold
    )
        where TObject : notnull
        where TKey : notnull =>
        source.Bind(destination, new ObservableCollectionAdaptor<TObject, TKey>(refreshThreshold));

    /// <summary>Keeps the items in a collection.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> Bind<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        IObservableCollection<TObject> destination,
        BindingOptions options
    )
        where TObject : notnull
        where TKey : notnull => source.Bind(destination, new ObservableCollectionAdaptor<TObject, TKey>(options));

    /// <summary>Keeps the items in a collection.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> Bind<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        IObservableCollection<TObject> destination,
        IObservableCollectionAdaptor<TObject, TKey> updater
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(updater);
        return source.Do(changes => updater.Adapt(changes, destination));
    }

    /// <summary>Keeps the items in a collection.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> Bind<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        out ReadOnlyObservableCollection<TObject> readOnlyObservableCollection,
        BindingOptions options
    )
        where TObject : notnull
        where TKey : notnull
    {
        var target = new ObservableCollectionExtended<TObject>();
        readOnlyObservableCollection = new(target);
        return source.Bind(target, options);
    }

    /// <summary>Keeps the items in a collection.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> Bind<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        out ReadOnlyObservableCollection<TObject> readOnlyObservableCollection,
        int resetThreshold = BindingOptions.DefaultResetThreshold,
        bool useReplaceForUpdates = BindingOptions.DefaultUseReplaceForUpdates,
        IObservableCollectionAdaptor<TObject, TKey>? adaptor = null
    )
        where TObject : notnull
        where TKey : notnull
    {
        var target = new ObservableCollectionExtended<TObject>();
        readOnlyObservableCollection = new(target);
        return source.Bind(
            target,
            adaptor ?? new ObservableCollectionAdaptor<TObject, TKey>(resetThreshold, useReplaceForUpdates)
        );
    }

    /// <summary>Keeps the items in a collection, in their order.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<ISortedChangeSet<TObject, TKey>> Bind<TObject, TKey>(
        this IObservable<ISortedChangeSet<TObject, TKey>> source,
        IObservableCollection<TObject> destination
    )
        where TObject : notnull
        where TKey : notnull => source.Bind(destination, new SortedObservableCollectionAdaptor<TObject, TKey>());

    /// <summary>Keeps the items in a collection, in their order.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<ISortedChangeSet<TObject, TKey>> Bind<TObject, TKey>(
        this IObservable<ISortedChangeSet<TObject, TKey>> source,
        IObservableCollection<TObject> destination,
        BindingOptions options
    )
        where TObject : notnull
        where TKey : notnull => source.Bind(destination, new SortedObservableCollectionAdaptor<TObject, TKey>(options));

    /// <summary>Keeps the items in a collection, in their order.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<ISortedChangeSet<TObject, TKey>> Bind<TObject, TKey>(
        this IObservable<ISortedChangeSet<TObject, TKey>> source,
        IObservableCollection<TObject> destination,
        ISortedObservableCollectionAdaptor<TObject, TKey> updater
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(updater);
        return source.Do(changes => updater.Adapt(changes, destination));
    }

    /// <summary>Keeps the items in a collection, in their order.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> Bind<TObject, TKey>(
        this IObservable<ISortedChangeSet<TObject, TKey>> source,
        out ReadOnlyObservableCollection<TObject> readOnlyObservableCollection,
        BindingOptions options
    )
        where TObject : notnull
        where TKey : notnull
    {
        var target = new ObservableCollectionExtended<TObject>();
        readOnlyObservableCollection = new(target);
        return source.Bind(target, options);
    }

    /// <summary>Keeps the items in a collection, in their order.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> Bind<TObject, TKey>(
        this IObservable<ISortedChangeSet<TObject, TKey>> source,
        out ReadOnlyObservableCollection<TObject> readOnlyObservableCollection,
        int resetThreshold = BindingOptions.DefaultResetThreshold,
        bool useReplaceForUpdates = BindingOptions.DefaultUseReplaceForUpdates,
        ISortedObservableCollectionAdaptor<TObject, TKey>? adaptor = null
    )
        where TObject : notnull
        where TKey : notnull
    {
        var target = new ObservableCollectionExtended<TObject>();
        readOnlyObservableCollection = new(target);
        return source.Bind(
            target,
            adaptor ?? new SortedObservableCollectionAdaptor<TObject, TKey>(resetThreshold, useReplaceForUpdates)
        );
    }
}
