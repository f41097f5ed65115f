using System.Reactive;
using System.Reactive.Disposables;

namespace DynamicData.Cache.Internal;

/// <summary>Sorts by one comparer.</summary>
internal sealed class SortSink<TObject, TKey>(
    IObserver<ISortedChangeSet<TObject, TKey>> observer,
    Sorter<TObject, TKey> sorter
) : Sink<IChangeSet<TObject, TKey>, ISortedChangeSet<TObject, TKey>>(observer)
    where TObject : notnull
    where TKey : notnull
{
    protected override bool Handle(IChangeSet<TObject, TKey> value, out ISortedChangeSet<TObject, TKey>? result)
    {
        result = sorter.Change(value);
        return true;
    }
}

/// <summary>Where changes, comparers and requests to sort again meet.</summary>
internal sealed class SortJunction<TObject, TKey>(
    IObserver<ISortedChangeSet<TObject, TKey>> observer,
    Sorter<TObject, TKey> sorter
) : Junction<ISortedChangeSet<TObject, TKey>>(observer)
    where TObject : notnull
    where TKey : notnull
{
    private int _open = 1;

    protected override bool IsComplete => _open == 0;

    /// <summary>Subscribes to the comparers first, so that the first set is sorted already.</summary>
    public IDisposable Listen(
        IObservable<IChangeSet<TObject, TKey>> source,
        IObservable<IComparer<TObject>>? comparers,
        IObservable<Unit>? resorter
    )
    {
        _open += (comparers is null ? 0 : 1) + (resorter is null ? 0 : 1);
        return new CompositeDisposable(
            comparers?.Subscribe(Inlet<IComparer<TObject>>(sorter.ChangeComparer, Close)) ?? Disposable.Empty,
            source.Subscribe(MainInlet<IChangeSet<TObject, TKey>>(sorter.Change, Close)),
            resorter?.Subscribe(Inlet<Unit>(_ => sorter.Reorder(), Close)) ?? Disposable.Empty
        );
    }

    private void Close() => _open--;
}
