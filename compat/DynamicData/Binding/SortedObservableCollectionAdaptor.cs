using DynamicData.Cache.Internal;

namespace DynamicData.Binding;

/// <summary>Makes sorted changes in a collection.</summary>
/// <typeparam name="TObject">Type of the items.</typeparam>
/// <typeparam name="TKey">Type of the keys.</typeparam>
/// <param name="refreshThreshold">Beyond how many changes at once one notification says that all may be new.</param>
/// <param name="useReplaceForUpdates">Whether an update that does not move replaces its item in place.</param>
/// <param name="resetOnFirstTimeLoad">Whether the first set is told as all being new.</param>
public class SortedObservableCollectionAdaptor<TObject, TKey>(
    int refreshThreshold,
    bool useReplaceForUpdates = BindingOptions.DefaultUseReplaceForUpdates,
    bool resetOnFirstTimeLoad = BindingOptions.DefaultResetOnFirstTimeLoad
) : ISortedObservableCollectionAdaptor<TObject, TKey>
    where TObject : notnull
    where TKey : notnull
{
    /// <summary>An adaptor with the default options.</summary>
    public SortedObservableCollectionAdaptor()
        : this(BindingOptions.DefaultResetThreshold) { }

    /// <summary>An adaptor with options.</summary>
    /// <param name="options">The options.</param>
    public SortedObservableCollectionAdaptor(BindingOptions options)
        : this(options.ResetThreshold, options.UseReplaceForUpdates, options.ResetOnFirstTimeLoad) { }

    /// <inheritdoc/>
    public void Adapt(ISortedChangeSet<TObject, TKey> changes, IObservableCollection<TObject> collection)
    {
        ArgumentNullException.ThrowIfNull(changes);
        ArgumentNullException.ThrowIfNull(collection);
        if (IsLoad(changes, out var isTold))
        {
            Load(changes.SortedItems.Select(entry => entry.Value), collection, isTold);
            return;
        }

        using (collection.SuspendCount())
        {
            Apply(changes, collection);
        }
    }

    private bool IsLoad(ISortedChangeSet<TObject, TKey> changes, out bool isTold)
    {
        var isMuch = changes.Count - changes.Refreshes > refreshThreshold;
        switch (changes.SortedItems.SortReason)
        {
            case SortReason.ComparerChanged or SortReason.Reset:
                // Each item leaves and comes again.
                isTold = 2 * changes.SortedItems.Count <= refreshThreshold;
                return true;
            case SortReason.InitialLoad:
                isTold = false;
                return resetOnFirstTimeLoad || isMuch;
            case SortReason.DataChanged:
                isTold = false;
                return isMuch;
            default:
                isTold = true;
                return false;
        }
    }

    private static void Load(IEnumerable<TObject> items, IObservableCollection<TObject> collection, bool isTold)
    {
        if (isTold)
        {
            collection.Load(items);
            return;
        }

        using (collection.SuspendNotifications())
        {
            collection.Load(items);
        }
    }

    private void Apply(IChangeSet<TObject, TKey> changes, IObservableCollection<TObject> collection)
    {
        foreach (ref readonly var change in changes.AsSpan())
        {
            switch (change.Reason)
            {
                case ChangeReason.Add:
                    collection.Insert(change.CurrentIndex, change.Current);
                    break;
                case ChangeReason.Remove:
                    collection.RemoveAt(change.CurrentIndex);
                    break;
                case ChangeReason.Moved:
                    collection.Move(change.PreviousIndex, change.CurrentIndex);
                    break;
                case ChangeReason.Update when useReplaceForUpdates && change.PreviousIndex == change.CurrentIndex:
                    collection[change.CurrentIndex] = change.Current;
                    break;
                case ChangeReason.Update:
                    collection.RemoveAt(change.PreviousIndex);
                    collection.Insert(change.CurrentIndex, change.Current);
                    break;
            }
        }
    }
}
