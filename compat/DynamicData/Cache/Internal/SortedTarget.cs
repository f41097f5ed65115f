using System.Collections.ObjectModel;
using System.ComponentModel;
using DynamicData.Binding;

namespace DynamicData.Cache.Internal;

/// <summary>Sorts changes into a list. Places are found by halves; an item that is not where it belongs, one by one.</summary>
internal sealed class SortedTarget<TObject, TKey>(IList<TObject> target, SortAndBindOptions options)
    where TObject : notnull
    where TKey : notnull
{
    private readonly Dictionary<TKey, TObject> _items = [];
    private IComparer<TObject>? _comparer;
    private bool _isLoaded;

    /// <summary>Sorts by another comparer; by the first one, what came before.</summary>
    public void OrderBy(IComparer<TObject> comparer)
    {
        _comparer = comparer;
        if (_items.Count > 0)
        {
            Load(options.ResetThreshold > 0 && options.ResetThreshold < target.Count);
        }
    }

    /// <summary>Sorts changes in, when there is an order.</summary>
    public void Change(IChangeSet<TObject, TKey> changes)
    {
        changes.ApplyTo(_items);
        var isFirst = !_isLoaded;
        _isLoaded = true;
        if (_comparer is null)
        {
            return;
        }

        if (
            (isFirst && options.ResetOnFirstTimeLoad)
            || (options.ResetThreshold > 0 && options.ResetThreshold < changes.Count)
        )
        {
            Load(isReset: true);
            return;
        }

        using ((target as INotifyCollectionChangedSuspender)?.SuspendCount())
        {
            foreach (ref readonly var change in changes.AsSpan())
            {
                Apply(change, _comparer);
            }

            if (changes.Refreshes > 0)
            {
                Settle(_comparer);
            }
        }
    }

    private void Load(bool isReset)
    {
        var sorted = _items.Values.Order(_comparer).ToArray();
        using (isReset ? Suspend() : null)
        {
            target.Clear();
            foreach (var item in sorted)
            {
                target.Add(item);
            }
        }
    }

    private IDisposable? Suspend() =>
        target switch
        {
            INotifyCollectionChangedSuspender collection => collection.SuspendNotifications(),
            BindingList<TObject> list => new BindingListSuspension<TObject>(list),
            _ => null,
        };

    private void Apply(in Change<TObject, TKey> change, IComparer<TObject> comparer)
    {
        switch (change.Reason)
        {
            case ChangeReason.Add:
                target.Insert(PlaceFor(change.Current, comparer), change.Current);
                break;
            case ChangeReason.Remove:
                target.RemoveAt(PlaceOf(change.Current, comparer));
                break;
            case ChangeReason.Update:
                Replace(change.Previous.Value, change.Current, comparer);
                break;
        }
    }

    private void Replace(TObject previous, TObject current, IComparer<TObject> comparer)
    {
        var from = PlaceOf(previous, comparer);
        if (options.UseReplaceForUpdates && IsInOrder(from, current, comparer))
        {
            target[from] = current;
            return;
        }

        target.RemoveAt(from);
        target.Insert(PlaceFor(current, comparer), current);
    }

    /// <summary>Moves what has changed in place to where it belongs.</summary>
    private void Settle(IComparer<TObject> comparer)
    {
        for (var i = 1; i < target.Count; i++)
        {
            var item = target[i];
            if (comparer.Compare(target[i - 1], item) > 0)
            {
                Move(i, Bound(item, comparer, isUpper: true, i));
            }
        }
    }

    private void Move(int from, int to)
    {
        if (target is ObservableCollection<TObject> collection)
        {
            collection.Move(from, to);
            return;
        }

        var item = target[from];
        target.RemoveAt(from);
        target.Insert(to, item);
    }

    private bool IsInOrder(int index, TObject item, IComparer<TObject> comparer) =>
        (index == 0 || comparer.Compare(target[index - 1], item) <= 0)
        && (index == target.Count - 1 || comparer.Compare(item, target[index + 1]) <= 0);

    private int PlaceFor(TObject item, IComparer<TObject> comparer) =>
        Bound(item, comparer, isUpper: true, target.Count);

    private int PlaceOf(TObject item, IComparer<TObject> comparer)
    {
        for (var i = Bound(item, comparer, isUpper: false, target.Count); i < target.Count; i++)
        {
            if (EqualityComparer<TObject>.Default.Equals(target[i], item))
            {
                return i;
            }

            if (comparer.Compare(target[i], item) != 0)
            {
                break;
            }
        }

        return target.IndexOf(item);
    }

    /// <summary>Before or behind the equals of an item among the first so many.</summary>
    private int Bound(TObject item, IComparer<TObject> comparer, bool isUpper, int count)
    {
        var (low, high) = (0, count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var order = comparer.Compare(target[middle], item);
            if (order < 0 || (isUpper && order == 0))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}

/// <summary>Holds back what a list tells of its changes, then tells that all may be new.</summary>
internal sealed class BindingListSuspension<T> : IDisposable
{
    private readonly BindingList<T> _list;

    public BindingListSuspension(BindingList<T> list)
    {
        _list = list;
        _list.RaiseListChangedEvents = false;
    }

    public void Dispose()
    {
        _list.RaiseListChangedEvents = true;
        _list.ResetBindings();
    }
}
