using System.Reactive.Disposables;

namespace DynamicData.Cache.Internal;

/// <summary>Where the children of all items meet. What a child's stream sends at once comes with the change of its item.</summary>
internal sealed class MergeChildrenJunction<TObject, TKey, TChild, TChildKey>(
    IObserver<IChangeSet<TChild, TChildKey>> observer,
    Func<TObject, TKey, IObservable<IChangeSet<TChild, TChildKey>>> select,
    IEqualityComparer<TChild>? equality,
    IComparer<TObject>? parentComparer,
    IComparer<TChild>? childComparer,
    bool resortsOnRefresh
) : Junction<IChangeSet<TChild, TChildKey>>(observer)
    where TObject : notnull
    where TKey : notnull
    where TChild : notnull
    where TChildKey : notnull
{
    private readonly Dictionary<TKey, Parent> _parents = [];
    private readonly MergedChildren<Parent, TChild, TChildKey> _children = new(
        equality,
        CompareBy(parentComparer, childComparer)
    );
    private int _open = 1;
    private int _subscribingThread; // that which takes the turn of an item's change

    protected override bool IsComplete => _open == 0;

    public IDisposable Listen(IObservable<IChangeSet<TObject, TKey>> source) =>
        StableCompositeDisposable.Create(
            source.Subscribe(MainInlet<IChangeSet<TObject, TKey>>(Change, () => _open--)),
            Disposable.Create(Stop)
        );

    protected override void OnEnd()
    {
        foreach (var parent in _parents.Values)
        {
            parent.Dispose();
        }

        _parents.Clear();
    }

    private static Func<Child<Parent, TChild>, Child<Parent, TChild>, int>? CompareBy(
        IComparer<TObject>? parents,
        IComparer<TChild>? children
    ) =>
        parents is null && children is null
            ? null
            : (x, y) =>
            {
                var result = parents?.Compare(x.Parent.Item, y.Parent.Item) ?? 0;
                return result != 0 ? result : children?.Compare(x.Item, y.Item) ?? 0;
            };

    private ChangeSet<TChild, TChildKey>? Change(IChangeSet<TObject, TKey> changes)
    {
        _subscribingThread = Environment.CurrentManagedThreadId;
        try
        {
            foreach (ref readonly var change in changes.AsSpan())
            {
                Apply(change);
            }
        }
        finally
        {
            _subscribingThread = 0;
        }

        return _children.TakeUnlessEmpty();
    }

    private void Apply(in Change<TObject, TKey> change)
    {
        switch (change.Reason)
        {
            case ChangeReason.Add or ChangeReason.Update:
                Replace(change.Key, change.Current);
                break;
            case ChangeReason.Remove when _parents.Remove(change.Key, out var gone):
                Remove(gone);
                break;
            case ChangeReason.Refresh when resortsOnRefresh && _parents.TryGetValue(change.Key, out var parent):
                foreach (var key in parent.Keys)
                {
                    _children.ChooseAgain(key);
                }

                break;
        }
    }

    private void Replace(TKey key, TObject item)
    {
        _parents.Remove(key, out var previous);
        var parent = new Parent(this, item);
        _parents.Add(key, parent);
        _open++;
        parent.Listen(select(item, key));
        if (previous is not null)
        {
            Remove(previous);
        }
    }

    private void Remove(Parent parent)
    {
        parent.Dispose();
        foreach (var key in parent.Keys)
        {
            _children.Remove(parent, key);
        }

        Close(parent);
    }

    private ChangeSet<TChild, TChildKey>? ChangeChildren(Parent parent, IChangeSet<TChild, TChildKey> changes)
    {
        ApplyChildren(parent, changes);
        return _children.TakeUnlessEmpty();
    }

    private void ApplyChildren(Parent parent, IChangeSet<TChild, TChildKey> changes)
    {
        if (parent.IsGone)
        {
            return;
        }

        foreach (ref readonly var change in changes.AsSpan())
        {
            parent.Note(change);
            _children.Apply(parent, change);
        }
    }

    private void Close(Parent parent)
    {
        if (!parent.IsClosed)
        {
            parent.IsClosed = true;
            _open--;
        }
    }

    /// <summary>An item, and the keys of its children.</summary>
    private sealed class Parent(MergeChildrenJunction<TObject, TKey, TChild, TChildKey> junction, TObject item)
        : IObserver<IChangeSet<TChild, TChildKey>>,
            IDisposable
    {
        private readonly SingleAssignmentDisposable _subscription = new();
        private IObserver<IChangeSet<TChild, TChildKey>>? _inlet;

        public TObject Item => item;

        public HashSet<TChildKey> Keys { get; } = [];

        public bool IsGone => _subscription.IsDisposed;

        public bool IsClosed { get; set; }

        public void Listen(IObservable<IChangeSet<TChild, TChildKey>> children)
        {
            _inlet = junction.MainInlet<IChangeSet<TChild, TChildKey>>(
                changes => junction.ChangeChildren(this, changes),
                () => junction.Close(this)
            );
            _subscription.Disposable = children.Subscribe(this);
        }

        public void Note(in Change<TChild, TChildKey> change)
        {
            if (change.Reason == ChangeReason.Remove)
            {
                Keys.Remove(change.Key);
            }
            else
            {
                Keys.Add(change.Key);
            }
        }

        public void OnNext(IChangeSet<TChild, TChildKey> value)
        {
            if (junction._subscribingThread == Environment.CurrentManagedThreadId)
            {
                junction.ApplyChildren(this, value);
            }
            else
            {
                _inlet!.OnNext(value);
            }
        }

        public void OnError(Exception error) => _inlet!.OnError(error);

        public void OnCompleted() => _inlet!.OnCompleted();

        public void Dispose() => _subscription.Dispose();
    }
}
