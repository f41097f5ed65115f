using System.Collections.ObjectModel;
using System.Reactive.Linq;
using DynamicData.Binding;
using DynamicData.Cache.Internal;

namespace DynamicData;

/// <content>
/// SortAndBind. The list is for one thread at a time: that which sends the changes, or the scheduler of the options. Items that compare
/// as equal come in the order of their arrival.
/// <list type="table">
/// <listheader><term>Event</term><description>What the list does; the set is passed on as it is</description></listheader>
/// <item><term>first set</term><description>Loads all in order, told as all being new if the options say so.</description></item>
/// <item><term>Add, Remove</term><description>Inserts, removes.</description></item>
/// <item><term>Update</term><description>Replaces in place if it stays in order (and the options allow), else removes and inserts.</description></item>
/// <item><term>Refresh</term><description>Moves the item if it is out of order.</description></item>
/// <item><term>more than <c>ResetThreshold</c> changes</term><description>Loads all anew.</description></item>
/// <item><term>another comparer</term><description>Loads all in the new order; nothing is there before the first.</description></item>
/// <item><term>error, end of the source</term><description>Passed on; so is what a comparer throws. The list stays as it is.</description></item>
/// </list>
/// </content>
public static partial class ObservableCacheEx
{
    /// <summary>Keeps the items in a list, in their own order.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> SortAndBind<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        IList<TObject> targetList
    )
        where TObject : notnull, IComparable<TObject>
        where TKey : notnull => Into(source, targetList, Comparer<TObject>.Default, new());

    /// <summary>Keeps the items in a list, in their own order.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> SortAndBind<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        IList<TObject> targetList,
        SortAndBindOptions options
    )
        where TObject : notnull, IComparable<TObject>
        where TKey : notnull => Into(source, targetList, Comparer<TObject>.Default, options);

    /// <summary>Keeps the items in a list, in an order.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> SortAndBind<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        IList<TObject> targetList,
        IComparer<TObject> comparer
    )
        where TObject : notnull
        where TKey : notnull => Into(source, targetList, comparer, new());

    /// <summary>Keeps the items in a list, in an order.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> SortAndBind<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        IList<TObject> targetList,
        IComparer<TObject> comparer,
        SortAndBindOptions options
    )
        where TObject : notnull
        where TKey : notnull => Into(source, targetList, comparer, options);

    /// <summary>Keeps the items in a list, in the order of the latest comparer.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> SortAndBind<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        IList<TObject> targetList,
        IObservable<IComparer<TObject>> comparerChanged
    )
        where TObject : notnull
        where TKey : notnull => IntoBy(source, targetList, comparerChanged, new());

    /// <summary>Keeps the items in a list, in the order of the latest comparer.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> SortAndBind<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        IList<TObject> targetList,
        IObservable<IComparer<TObject>> comparerChanged,
        SortAndBindOptions options
    )
        where TObject : notnull
        where TKey : notnull => IntoBy(source, targetList, comparerChanged, options);

    /// <summary>Keeps the items in a new collection, in their own order.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> SortAndBind<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        out ReadOnlyObservableCollection<TObject> readOnlyObservableCollection
    )
        where TObject : notnull, IComparable<TObject>
        where TKey : notnull
    {
        var target = NewTarget<TObject>(new());
        readOnlyObservableCollection = new(target);
        return Into(source, target, Comparer<TObject>.Default, new());
    }

    /// <summary>Keeps the items in a new collection, in their own order.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> SortAndBind<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        out ReadOnlyObservableCollection<TObject> readOnlyObservableCollection,
        SortAndBindOptions options
    )
        where TObject : notnull, IComparable<TObject>
        where TKey : notnull
    {
        var target = NewTarget<TObject>(options);
        readOnlyObservableCollection = new(target);
        return Into(source, target, Comparer<TObject>.Default, options);
    }

    /// <summary>Keeps the items in a new collection, in an order.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> SortAndBind<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        out ReadOnlyObservableCollection<TObject> readOnlyObservableCollection,
        IComparer<TObject> comparer
    )
        where TObject : notnull
        where TKey : notnull
    {
        var target = NewTarget<TObject>(new());
        readOnlyObservableCollection = new(target);
        return Into(source, target, comparer, new());
    }

    /// <summary>Keeps the items in a new collection, in an order.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> SortAndBind<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        out ReadOnlyObservableCollection<TObject> readOnlyObservableCollection,
        IComparer<TObject> comparer,
        SortAndBindOptions options
    )
        where TObject : notnull
        where TKey : notnull
    {
        var target = NewTarget<TObject>(options);
        readOnlyObservableCollection = new(target);
        return Into(source, target, comparer, options);
    }

    /// <summary>Keeps the items in a new collection, in the order of the latest comparer.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> SortAndBind<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        out ReadOnlyObservableCollection<TObject> readOnlyObservableCollection,
        IObservable<IComparer<TObject>> comparerChanged
    )
        where TObject : notnull
        where TKey : notnull
    {
        var target = NewTarget<TObject>(new());
        readOnlyObservableCollection = new(target);
        return IntoBy(source, target, comparerChanged, new());
    }

    /// <summary>Keeps the items in a new collection, in the order of the latest comparer.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> SortAndBind<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        out ReadOnlyObservableCollection<TObject> readOnlyObservableCollection,
        IObservable<IComparer<TObject>> comparerChanged,
        SortAndBindOptions options
    )
        where TObject : notnull
        where TKey : notnull
    {
        var target = NewTarget<TObject>(options);
        readOnlyObservableCollection = new(target);
        return IntoBy(source, target, comparerChanged, options);
    }

    private static ObservableCollectionExtended<TObject> NewTarget<TObject>(SortAndBindOptions options) =>
        new(new List<TObject>(Math.Max(0, options.InitialCapacity)));

    private static IObservable<IChangeSet<TObject, TKey>> Into<TObject, TKey>(
        IObservable<IChangeSet<TObject, TKey>> source,
        IList<TObject> target,
        IComparer<TObject> comparer,
        SortAndBindOptions options
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(comparer);
        var changes = options.Scheduler is { } scheduler ? source.ObserveOn(scheduler) : source;
        return new Operator<IChangeSet<TObject, TKey>, IChangeSet<TObject, TKey>>(
            changes,
            observer =>
            {
                var sorted = new SortedTarget<TObject, TKey>(target, options);
                sorted.OrderBy(comparer);
                return new SortedTargetSink<TObject, TKey>(observer, sorted);
            }
        );
    }

    private static IObservable<IChangeSet<TObject, TKey>> IntoBy<TObject, TKey>(
        IObservable<IChangeSet<TObject, TKey>> source,
        IList<TObject> target,
        IObservable<IComparer<TObject>> comparers,
        SortAndBindOptions options
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(comparers);
        var changes = options.Scheduler is { } scheduler ? source.ObserveOn(scheduler) : source;
        var orders = options.Scheduler is { } other ? comparers.ObserveOn(other) : comparers;
        return Observable.Create<IChangeSet<TObject, TKey>>(observer =>
            new SortedTargetJunction<TObject, TKey>(observer, new(target, options)).Listen(changes, orders)
        );
    }
}
