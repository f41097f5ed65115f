using System.Collections.ObjectModel;
using System.Collections.Specialized;
using System.ComponentModel;
using System.Reactive.Disposables;

namespace DynamicData.Binding;

/// <summary>A collection that can hold its notifications back. For one thread at a time.</summary>
/// <typeparam name="T">Type of the items.</typeparam>
public class ObservableCollectionExtended<T> : ObservableCollection<T>, IObservableCollection<T>, IExtendedList<T>
{
    private static readonly PropertyChangedEventArgs CountChanged = new(nameof(Count));
    private static readonly PropertyChangedEventArgs ItemsChanged = new("Item[]");

    private int _countSuspensions;
    private int _notificationSuspensions;
    private bool _hasChanged; // while notifications are held back

    /// <summary>An empty collection.</summary>
    public ObservableCollectionExtended() { }

    /// <summary>A collection of copied items.</summary>
    /// <param name="collection">The items.</param>
    public ObservableCollectionExtended(IEnumerable<T> collection)
        : base(collection) { }

    /// <summary>A collection of copied items.</summary>
    /// <param name="list">The items.</param>
    public ObservableCollectionExtended(List<T> list)
        : base(list) { }

    /// <inheritdoc/>
    public void AddRange(IEnumerable<T> collection)
    {
        ArgumentNullException.ThrowIfNull(collection);
        foreach (var item in collection)
        {
            Add(item);
        }
    }

    /// <inheritdoc/>
    public void InsertRange(IEnumerable<T> collection, int index)
    {
        ArgumentNullException.ThrowIfNull(collection);
        foreach (var item in collection)
        {
            Insert(index++, item);
        }
    }

    /// <inheritdoc/>
    public void Load(IEnumerable<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        var all = items.ToArray();
        CheckReentrancy();
        Clear();
        AddRange(all);
    }

    /// <inheritdoc/>
    public void RemoveRange(int index, int count)
    {
        for (var i = 0; i < count; i++)
        {
            RemoveAt(index);
        }
    }

    /// <inheritdoc/>
    public IDisposable SuspendCount()
    {
        var before = Count;
        _countSuspensions++;
        return Disposable.Create(() => ResumeCount(before));
    }

    /// <summary>Holds all notifications back; then one says that everything may be new, if anything changed.</summary>
    public IDisposable SuspendNotifications()
    {
        _notificationSuspensions++;
        return Disposable.Create(ResumeNotifications);
    }

    /// <inheritdoc/>
    protected override void OnCollectionChanged(NotifyCollectionChangedEventArgs e)
    {
        if (_notificationSuspensions > 0)
        {
            _hasChanged = true;
            return;
        }

        base.OnCollectionChanged(e);
    }

    /// <inheritdoc/>
    protected override void OnPropertyChanged(PropertyChangedEventArgs e)
    {
        ArgumentNullException.ThrowIfNull(e);
        var isHeldBack = _notificationSuspensions > 0 || (_countSuspensions > 0 && e.PropertyName == nameof(Count));
        if (!isHeldBack)
        {
            base.OnPropertyChanged(e);
        }
    }

    private void ResumeCount(int before)
    {
        if (--_countSuspensions == 0 && Count != before)
        {
            OnPropertyChanged(CountChanged);
        }
    }

    private void ResumeNotifications()
    {
        if (--_notificationSuspensions > 0 || !_hasChanged)
        {
            return;
        }

        _hasChanged = false;
        OnPropertyChanged(CountChanged);
        OnPropertyChanged(ItemsChanged);
        OnCollectionChanged(new(NotifyCollectionChangedAction.Reset));
    }
}
