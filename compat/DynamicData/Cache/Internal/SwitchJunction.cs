using System.Reactive.Disposables;

namespace DynamicData.Cache.Internal;

/// <summary>Follows the latest of several streams; the items of the one before leave.</summary>
internal sealed class SwitchJunction<TObject, TKey>(IObserver<IChangeSet<TObject, TKey>> observer)
    : Junction<IChangeSet<TObject, TKey>>(observer)
    where TObject : notnull
    where TKey : notnull
{
    private readonly KeptItems<TObject, TKey> _items = new();
    private readonly SerialDisposable _inner = new();
    private object? _latest; // marks the stream that is followed
    private bool _isOuterComplete;
    private bool _isInnerComplete = true;

    protected override bool IsComplete => _isOuterComplete && _isInnerComplete;

    public IDisposable Listen(IObservable<IObservable<IChangeSet<TObject, TKey>>> sources) =>
        StableCompositeDisposable.Create(
            sources.Subscribe(MainInlet<IObservable<IChangeSet<TObject, TKey>>>(Follow, () => _isOuterComplete = true)),
            _inner
        );

    protected override void OnEnd() => _inner.Dispose();

    private IChangeSet<TObject, TKey>? Follow(IObservable<IChangeSet<TObject, TKey>> source)
    {
        var mark = new object();
        _latest = mark;
        _isInnerComplete = false;
        var subscription = new SingleAssignmentDisposable();
        _inner.Disposable = subscription;
        // What the stream sends while it is subscribed to takes its turn after this one.
        subscription.Disposable = source.Subscribe(
            MainInlet<IChangeSet<TObject, TKey>>(
                changes => _latest == mark ? Pass(changes) : null,
                () => _isInnerComplete |= _latest == mark
            )
        );
        foreach (var key in _items.Items.Keys.ToArray())
        {
            _items.Delete(key);
        }

        return TakeUnlessEmpty();
    }

    private ChangeSet<TObject, TKey>? Pass(IChangeSet<TObject, TKey> changes)
    {
        _items.Clone(changes);
        return TakeUnlessEmpty();
    }

    private ChangeSet<TObject, TKey>? TakeUnlessEmpty()
    {
        var changes = _items.Take();
        return changes.Count > 0 ? changes : null;
    }
}
