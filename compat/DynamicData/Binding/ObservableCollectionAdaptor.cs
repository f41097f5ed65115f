using DynamicData.Cache.Internal;

namespace DynamicData.Binding;

/// <summary>Makes changes in a collection without an order: what is new comes last.</summary>
/// <typeparam name="TObject">Type of the items.</typeparam>
/// <typeparam name="TKey">Type of the keys.</typeparam>
/// <param name="refreshThreshold">Beyond how many changes at once one notification says that all may be new.</param>
/// <param name="useReplaceForUpdates">Whether an update replaces its item in place.</param>
/// <param name="resetOnFirstTimeLoad">Whether the first set is told as all being new.</param>
public class ObservableCollectionAdaptor<TObject, TKey>(
    int refreshThreshold = BindingOptions.DefaultResetThreshold,
    bool useReplaceForUpdates = BindingOptions.DefaultUseReplaceForUpdates,
    bool resetOnFirstTimeLoad = BindingOptions.DefaultResetOnFirstTimeLoad
) : IObservableCollectionAdaptor<TObject, TKey>
    where TObject : notnull
    where TKey : notnull
{
    private readonly Dictionary<TKey, TObject> _items = [];
    private bool _isLoaded;

    /// <summary>An adaptor with options.</summary>
    /// <param name="options">The options.</param>
    public ObservableCollectionAdaptor(BindingOptions options)
        : this(options.ResetThreshold, options.UseReplaceForUpdates, options.ResetOnFirstTimeLoad) { }

    /// <inheritdoc/>
    public void Adapt(IChangeSet<TObject, TKey> changes, IObservableCollection<TObject> collection)
    {
        ArgumentNullException.ThrowIfNull(changes);
        ArgumentNullException.ThrowIfNull(collection);
        changes.ApplyTo(_items);
        if (changes.Count - changes.Refreshes > refreshThreshold || (!_isLoaded && resetOnFirstTimeLoad))
        {
            using (collection.SuspendNotifications())
            {
                collection.Load(_items.Values);
            }
        }
        else
        {
            using (collection.SuspendCount())
            {
                Apply(changes, collection);
            }
        }

        _isLoaded = true;
    }

    private void Apply(IChangeSet<TObject, TKey> changes, IObservableCollection<TObject> collection)
    {
        foreach (ref readonly var change in changes.AsSpan())
        {
            switch (change.Reason)
            {
                case ChangeReason.Add:
                    collection.Add(change.Current);
                    break;
                case ChangeReason.Remove:
                    collection.Remove(change.Current);
                    break;
                case ChangeReason.Update:
                    Replace(collection, change.Previous.Value, change.Current);
                    break;
            }
        }
    }

    private void Replace(IObservableCollection<TObject> collection, TObject previous, TObject current)
    {
        var index = collection.IndexOf(previous);
        if (useReplaceForUpdates && index >= 0)
        {
            collection[index] = current;
            return;
        }

        collection.Remove(previous);
        collection.Add(current);
    }
}
