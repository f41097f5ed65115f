using System.Collections.ObjectModel;
using System.Collections.Specialized;
using System.ComponentModel;
using System.Reactive.Disposables;
using DynamicData.Binding;

namespace DynamicData.Cache.Internal;

/// <summary>A binding list as the adaptors see it. It has listeners of its own kind only.</summary>
internal sealed class BindingListTarget<T>(BindingList<T> list) : Collection<T>(list), IObservableCollection<T>
{
    public event NotifyCollectionChangedEventHandler? CollectionChanged
    {
        add { }
        remove { }
    }

    public event PropertyChangedEventHandler? PropertyChanged
    {
        add { }
        remove { }
    }

    public void Load(IEnumerable<T> items)
    {
        var all = items.ToArray();
        list.Clear();
        foreach (var item in all)
        {
            list.Add(item);
        }
    }

    public void Move(int oldIndex, int newIndex)
    {
        var item = list[oldIndex];
        list.RemoveAt(oldIndex);
        list.Insert(newIndex, item);
    }

    public IDisposable SuspendCount() => Disposable.Empty;

    public IDisposable SuspendNotifications() => new BindingListSuspension<T>(list);
}
