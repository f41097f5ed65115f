using System.Collections.ObjectModel;
using System.ComponentModel;
using System.Reactive.Linq;
using DynamicData.Binding;
using DynamicData.Cache.Internal;

namespace DynamicData;

/// <content>Bind, to a binding list, and of a page or a part to a list in its order.</content>
public static partial class ObservableCacheEx
{
    /// <summary>Keeps the items in a collection.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> Bind<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        BindingList<TObject> bindingList,
        int resetThreshold = BindingOptions.DefaultResetThreshold
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(bindingList);
        var adaptor = new ObservableCollectionAdaptor<TObject, TKey>(resetThreshold);
        var target = new BindingListTarget<TObject>(bindingList);
        return source.Do(changes => adaptor.Adapt(changes, target));
    }

    /// <summary>Keeps the items in a collection, in their order.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> Bind<TObject, TKey>(
        this IObservable<ISortedChangeSet<TObject, TKey>> source,
        BindingList<TObject> bindingList,
        int resetThreshold = BindingOptions.DefaultResetThreshold
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(bindingList);
        var adaptor = new SortedObservableCollectionAdaptor<TObject, TKey>(resetThreshold);
        var target = new BindingListTarget<TObject>(bindingList);
        return source.Do(changes => adaptor.Adapt(changes, target));
    }

    /// <summary>Keeps the items shown in a list, in their order.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> Bind<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey, PageContext<TObject>>> source,
        IList<TObject> targetList
    )
        where TObject : notnull
        where TKey : notnull =>
        PartInto(source, static context => context.Comparer, targetList, new SortAndBindOptions());

    /// <summary>Keeps the items shown in a new collection, in their order.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> Bind<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey, PageContext<TObject>>> source,
        out ReadOnlyObservableCollection<TObject> readOnlyObservableCollection
    )
        where TObject : notnull
        where TKey : notnull
    {
        var target = new ObservableCollectionExtended<TObject>();
        readOnlyObservableCollection = new(target);
        return PartInto(source, static context => context.Comparer, target, new SortAndBindOptions());
    }

    /// <summary>Keeps the items shown in a list, in their order.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> Bind<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey, PageContext<TObject>>> source,
        IList<TObject> targetList,
        SortAndBindOptions options
    )
        where TObject : notnull
        where TKey : notnull => PartInto(source, static context => context.Comparer, targetList, options);

    /// <summary>Keeps the items shown in a new collection, in their order.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> Bind<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey, PageContext<TObject>>> source,
        out ReadOnlyObservableCollection<TObject> readOnlyObservableCollection,
        SortAndBindOptions options
    )
        where TObject : notnull
        where TKey : notnull
    {
        var target = new ObservableCollectionExtended<TObject>();
        readOnlyObservableCollection = new(target);
        return PartInto(source, static context => context.Comparer, target, options);
    }

    /// <summary>Keeps the items shown in a list, in their order.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> Bind<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey, VirtualContext<TObject>>> source,
        IList<TObject> targetList
    )
        where TObject : notnull
        where TKey : notnull =>
        PartInto(source, static context => context.Comparer, targetList, new SortAndBindOptions());

    /// <summary>Keeps the items shown in a new collection, in their order.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> Bind<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey, VirtualContext<TObject>>> source,
        out ReadOnlyObservableCollection<TObject> readOnlyObservableCollection
    )
        where TObject : notnull
        where TKey : notnull
    {
        var target = new ObservableCollectionExtended<TObject>();
        readOnlyObservableCollection = new(target);
        return PartInto(source, static context => context.Comparer, target, new SortAndBindOptions());
    }

    /// <summary>Keeps the items shown in a list, in their order.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> Bind<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey, VirtualContext<TObject>>> source,
        IList<TObject> targetList,
        SortAndBindOptions options
    )
        where TObject : notnull
        where TKey : notnull => PartInto(source, static context => context.Comparer, targetList, options);

    /// <summary>Keeps the items shown in a new collection, in their order.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> Bind<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey, VirtualContext<TObject>>> source,
        out ReadOnlyObservableCollection<TObject> readOnlyObservableCollection,
        SortAndBindOptions options
    )
        where TObject : notnull
        where TKey : notnull
    {
        var target = new ObservableCollectionExtended<TObject>();
        readOnlyObservableCollection = new(target);
        return PartInto(source, static context => context.Comparer, target, options);
    }

    private static IObservable<IChangeSet<TObject, TKey>> PartInto<TObject, TKey, TContext>(
        IObservable<IChangeSet<TObject, TKey, TContext>> source,
        Func<TContext, IComparer<TObject>> comparerOf,
        IList<TObject> target,
        SortAndBindOptions options
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        var changes = options.Scheduler is { } scheduler ? source.ObserveOn(scheduler) : source;
        return new Operator<IChangeSet<TObject, TKey, TContext>, IChangeSet<TObject, TKey>>(
            changes,
            observer => new PartTargetSink<TObject, TKey, TContext>(observer, new(target, options), comparerOf)
        );
    }
}
