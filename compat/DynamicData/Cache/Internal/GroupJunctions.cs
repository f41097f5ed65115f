using System.Reactive;
using System.Reactive.Disposables;

namespace DynamicData.Cache.Internal;

/// <summary>Where changes, selectors and requests to group again meet.</summary>
internal abstract class GroupingJunction<TObject, TKey, TGroupKey, TGroup, TResult>(
    IObserver<TResult> observer,
    GroupKeeper<TObject, TKey, TGroupKey, TGroup> groups
) : Junction<TResult>(observer)
    where TObject : notnull
    where TKey : notnull
    where TGroupKey : notnull
    where TGroup : class
    where TResult : class
{
    private bool _isComplete;

    /// <summary>The end of the changes is the end: without them there is nothing to group.</summary>
    protected override bool IsComplete => _isComplete;

    public IDisposable Listen(
        IObservable<IChangeSet<TObject, TKey>> source,
        IObservable<Func<TObject, TKey, TGroupKey>>? selectors,
        IObservable<Unit>? regrouper
    ) =>
        new CompositeDisposable(
            selectors?.Subscribe(Inlet<Func<TObject, TKey, TGroupKey>>(SelectBy, static () => { })) ?? Disposable.Empty,
            regrouper?.Subscribe(Inlet<Unit>(_ => Regroup(), static () => { })) ?? Disposable.Empty,
            source.Subscribe(MainInlet<IChangeSet<TObject, TKey>>(Change, () => _isComplete = true)),
            Disposable.Create(Stop)
        );

    /// <summary>What changed of the groups, null if nothing.</summary>
    protected abstract TResult? Take();

    private TResult? Change(IChangeSet<TObject, TKey> changes)
    {
        groups.Change(changes);
        return Take();
    }

    private TResult? SelectBy(Func<TObject, TKey, TGroupKey> select)
    {
        groups.Select = select;
        return Regroup();
    }

    private TResult? Regroup()
    {
        groups.Regroup();
        return Take();
    }
}

/// <summary>Groups as copies.</summary>
internal sealed class ImmutableGroupJunction<TObject, TKey, TGroupKey>(
    IObserver<IImmutableGroupChangeSet<TObject, TKey, TGroupKey>> observer,
    ImmutableGroupKeeper<TObject, TKey, TGroupKey> groups
)
    : GroupingJunction<
        TObject,
        TKey,
        TGroupKey,
        ImmutableGroupKeeper<TObject, TKey, TGroupKey>.Members,
        IImmutableGroupChangeSet<TObject, TKey, TGroupKey>
    >(observer, groups)
    where TObject : notnull
    where TKey : notnull
    where TGroupKey : notnull
{
    protected override IImmutableGroupChangeSet<TObject, TKey, TGroupKey>? Take() => groups.Take();
}

/// <summary>Live groups. A group ends after downstream was told that it is gone, all of them in the end.</summary>
internal sealed class LiveGroupJunction<TObject, TKey, TGroupKey>(
    IObserver<IGroupChangeSet<TObject, TKey, TGroupKey>> observer,
    LiveGroupKeeper<TObject, TKey, TGroupKey> groups
)
    : GroupingJunction<
        TObject,
        TKey,
        TGroupKey,
        ManagedGroup<TObject, TKey, TGroupKey>,
        IGroupChangeSet<TObject, TKey, TGroupKey>
    >(observer, groups)
    where TObject : notnull
    where TKey : notnull
    where TGroupKey : notnull
{
    protected override IGroupChangeSet<TObject, TKey, TGroupKey>? Take() => groups.Take();

    protected override void OnTold() => groups.DisposeGone();

    protected override void OnEnd() => groups.DisposeAll();
}
