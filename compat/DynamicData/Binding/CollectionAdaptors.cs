namespace DynamicData.Binding;

/// <summary>Makes changes in a bound collection.</summary>
/// <typeparam name="TObject">Type of the items.</typeparam>
/// <typeparam name="TKey">Type of the keys.</typeparam>
public interface IObservableCollectionAdaptor<TObject, TKey>
    where TObject : notnull
    where TKey : notnull
{
    /// <summary>Makes changes in a collection.</summary>
    void Adapt(IChangeSet<TObject, TKey> changes, IObservableCollection<TObject> collection);
}

/// <summary>Makes sorted changes in a bound collection.</summary>
/// <typeparam name="TObject">Type of the items.</typeparam>
/// <typeparam name="TKey">Type of the keys.</typeparam>
public interface ISortedObservableCollectionAdaptor<TObject, TKey>
    where TObject : notnull
    where TKey : notnull
{
    /// <summary>Makes changes in a collection.</summary>
    void Adapt(ISortedChangeSet<TObject, TKey> changes, IObservableCollection<TObject> collection);
}
