using System.Collections.Specialized;
using System.ComponentModel;

namespace DynamicData.Binding;

/// <summary>A list whose changes can be observed and held back.</summary>
/// <typeparam name="T">Type of the items.</typeparam>
public interface IObservableCollection<T>
    : INotifyCollectionChangedSuspender,
        IList<T>,
        INotifyCollectionChanged,
        INotifyPropertyChanged
{
    /// <summary>Replaces all items.</summary>
    /// <param name="items">The new ones.</param>
    void Load(IEnumerable<T> items);

    /// <summary>Moves an item.</summary>
    /// <param name="oldIndex">Where it is.</param>
    /// <param name="newIndex">Where it shall be.</param>
    void Move(int oldIndex, int newIndex);
}
