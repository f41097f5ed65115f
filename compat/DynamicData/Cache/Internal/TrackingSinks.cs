namespace DynamicData.Cache.Internal;

/// <summary>
/// Passes change sets on after it has taken note of them, and lets go of what it noted when the subscription ends.
/// </summary>
internal abstract class TrackingSink<TObject, TKey> : IObserver<IChangeSet<TObject, TKey>>
    where TObject : notnull
    where TKey : notnull
{
    private readonly IObserver<IChangeSet<TObject, TKey>> _observer;

    protected TrackingSink(IObserver<IChangeSet<TObject, TKey>> observer)
    {
        _observer = observer;
        Cleanup = new(Release);
    }

    protected Cleanup Cleanup { get; }

    public IDisposable Listen(IObservable<IChangeSet<TObject, TKey>> source) => Cleanup.After(source.Subscribe(this));

    public void OnNext(IChangeSet<TObject, TKey> value)
    {
        try
        {
            Cleanup.Work((Sink: this, Changes: value), static state => state.Sink.Track(state.Changes));
        }
        catch (Exception error)
        {
            OnError(error);
            return;
        }

        _observer.OnNext(value);
    }

    public virtual void OnError(Exception error) => _observer.OnError(error);

    public virtual void OnCompleted() => _observer.OnCompleted();

    protected abstract void Track(IChangeSet<TObject, TKey> changes);

    protected abstract void Release();
}

/// <summary>A subscription for each item, in place when downstream is told of it.</summary>
internal sealed class SubscribeManySink<TObject, TKey>(
    IObserver<IChangeSet<TObject, TKey>> observer,
    Func<TObject, TKey, IDisposable> subscribe
) : TrackingSink<TObject, TKey>(observer)
    where TObject : notnull
    where TKey : notnull
{
    private readonly ItemSubscriptions<TObject, TKey> _subscriptions = new(subscribe);

    public override void OnError(Exception error)
    {
        Cleanup.Request();
        base.OnError(error);
    }

    public override void OnCompleted()
    {
        Cleanup.Request();
        base.OnCompleted();
    }

    protected override void Track(IChangeSet<TObject, TKey> changes) => _subscriptions.Apply(changes);

    protected override void Release() => _subscriptions.Dispose();
}

/// <summary>Tells of each removal, and in the end of what remains.</summary>
internal sealed class RemovalSink<TObject, TKey>(
    IObserver<IChangeSet<TObject, TKey>> observer,
    Action<TObject, TKey> removed
) : TrackingSink<TObject, TKey>(observer)
    where TObject : notnull
    where TKey : notnull
{
    private readonly Dictionary<TKey, TObject> _items = [];

    protected override void Track(IChangeSet<TObject, TKey> changes)
    {
        foreach (ref readonly var change in changes.AsSpan())
        {
            if (change.Reason is ChangeReason.Add or ChangeReason.Update)
            {
                _items[change.Key] = change.Current;
            }
            else if (change.Reason == ChangeReason.Remove)
            {
                _items.Remove(change.Key);
                removed(change.Current, change.Key);
            }
        }
    }

    protected override void Release()
    {
        foreach (var (key, item) in _items)
        {
            removed(item, key);
        }

        _items.Clear();
    }
}

/// <summary>Disposes what was replaced or removed after downstream was told, and in the end what remains.</summary>
internal sealed class DisposeManySink<TObject, TKey> : IObserver<IChangeSet<TObject, TKey>>
    where TObject : notnull
    where TKey : notnull
{
    private readonly IObserver<IChangeSet<TObject, TKey>> _observer;
    private readonly Cleanup _cleanup;
    private readonly Dictionary<TKey, TObject> _items = [];
    private readonly List<TObject> _gone = [];

    public DisposeManySink(IObserver<IChangeSet<TObject, TKey>> observer)
    {
        _observer = observer;
        _cleanup = new(() => DisposeAll(_items.Values));
    }

    public IDisposable Listen(IObservable<IChangeSet<TObject, TKey>> source) => _cleanup.After(source.Subscribe(this));

    public void OnNext(IChangeSet<TObject, TKey> value) =>
        _cleanup.Work((Sink: this, Changes: value), static state => state.Sink.Pass(state.Changes));

    public void OnError(Exception error)
    {
        _observer.OnError(error);
        _cleanup.Request();
    }

    public void OnCompleted()
    {
        _observer.OnCompleted();
        _cleanup.Request();
    }

    private void Pass(IChangeSet<TObject, TKey> changes)
    {
        foreach (ref readonly var change in changes.AsSpan())
        {
            Note(change);
        }

        try
        {
            _observer.OnNext(changes);
        }
        finally
        {
            DisposeAll(_gone);
            _gone.Clear();
        }
    }

    private void Note(in Change<TObject, TKey> change)
    {
        if (change.Reason == ChangeReason.Remove)
        {
            _items.Remove(change.Key);
            _gone.Add(change.Current);
        }
        else if (change.Reason is ChangeReason.Add or ChangeReason.Update)
        {
            _items[change.Key] = change.Current;
            if (change.Previous.HasValue && !ReferenceEquals(change.Previous.Value, change.Current))
            {
                _gone.Add(change.Previous.Value);
            }
        }
    }

    private static void DisposeAll(IEnumerable<TObject> items)
    {
        foreach (var item in items)
        {
            (item as IDisposable)?.Dispose();
        }
    }
}
