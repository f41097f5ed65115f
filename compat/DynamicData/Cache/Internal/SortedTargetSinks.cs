using System.Reactive.Disposables;

namespace DynamicData.Cache.Internal;

/// <summary>Sorts changes into a list by one comparer, and passes them on.</summary>
internal sealed class SortedTargetSink<TObject, TKey>(
    IObserver<IChangeSet<TObject, TKey>> observer,
    SortedTarget<TObject, TKey> target
) : Sink<IChangeSet<TObject, TKey>, IChangeSet<TObject, TKey>>(observer)
    where TObject : notnull
    where TKey : notnull
{
    protected override bool Handle(IChangeSet<TObject, TKey> value, out IChangeSet<TObject, TKey>? result)
    {
        target.Change(value);
        result = value;
        return true;
    }
}

/// <summary>Sorts changes into a list by the latest comparer, and passes them on.</summary>
internal sealed class SortedTargetJunction<TObject, TKey>(
    IObserver<IChangeSet<TObject, TKey>> observer,
    SortedTarget<TObject, TKey> target
) : Junction<IChangeSet<TObject, TKey>>(observer)
    where TObject : notnull
    where TKey : notnull
{
    private bool _isComplete;

    protected override bool IsComplete => _isComplete;

    public IDisposable Listen(
        IObservable<IChangeSet<TObject, TKey>> source,
        IObservable<IComparer<TObject>> comparers
    ) =>
        StableCompositeDisposable.Create(
            comparers.Subscribe(Inlet<IComparer<TObject>>(OrderBy, static () => { })),
            source.Subscribe(MainInlet<IChangeSet<TObject, TKey>>(Change, () => _isComplete = true))
        );

    private IChangeSet<TObject, TKey>? OrderBy(IComparer<TObject> comparer)
    {
        target.OrderBy(comparer);
        return null;
    }

    private IChangeSet<TObject, TKey> Change(IChangeSet<TObject, TKey> changes)
    {
        target.Change(changes);
        return changes;
    }
}

/// <summary>Sorts the changes of a page or a part into a list by the comparer that they carry, and passes them on.</summary>
internal sealed class PartTargetSink<TObject, TKey, TContext>(
    IObserver<IChangeSet<TObject, TKey>> observer,
    SortedTarget<TObject, TKey> target,
    Func<TContext, IComparer<TObject>> comparerOf
) : Sink<IChangeSet<TObject, TKey, TContext>, IChangeSet<TObject, TKey>>(observer)
    where TObject : notnull
    where TKey : notnull
{
    private IComparer<TObject>? _comparer;

    protected override bool Handle(IChangeSet<TObject, TKey, TContext> value, out IChangeSet<TObject, TKey>? result)
    {
        var comparer = comparerOf(value.Context);
        if (!ReferenceEquals(comparer, _comparer))
        {
            _comparer = comparer;
            target.OrderBy(comparer);
        }

        target.Change(value);
        result = value;
        return true;
    }
}
