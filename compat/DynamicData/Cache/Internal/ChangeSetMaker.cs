using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace DynamicData.Cache.Internal;

/// <summary>Makes changes of values that come one after another, and lets them go when they are old or too many.</summary>
internal sealed class ChangeSetMaker<TObject, TKey> : Junction<IChangeSet<TObject, TKey>>
    where TObject : notnull
    where TKey : notnull
{
    private readonly KeptItems<TObject, TKey> _items = new();
    private readonly ArrivalOrder<TKey> _order = new();
    private readonly Func<TObject, TKey> _keySelector;
    private readonly int _limit; // negative: none
    private readonly ExpirationTimer<TObject, TKey>? _timer;
    private bool _isStarted; // whether there was a set, be it empty
    private bool _isSourceComplete;

    public ChangeSetMaker(
        IObserver<IChangeSet<TObject, TKey>> observer,
        Func<TObject, TKey> keySelector,
        Func<TObject, TimeSpan?>? expireAfter,
        int limit,
        IScheduler scheduler
    )
        : base(observer)
    {
        _keySelector = keySelector;
        _limit = limit;
        _timer = expireAfter is null ? null : new(expireAfter, null, scheduler, () => Post(Expire));
    }

    protected override bool IsComplete => _isStarted && _isSourceComplete && _timer is not { IsIdle: false };

    public IDisposable Listen<TElement>(IObservable<TElement> source, Func<TElement, IEnumerable<TObject>> itemsOf)
    {
        var subscription = source.Subscribe(
            Inlet<TElement>(element => Take(itemsOf(element)), () => _isSourceComplete = true)
        );
        Post(Start);
        return StableCompositeDisposable.Create(subscription, Disposable.Create(Stop));
    }

    protected override void OnEnd() => _timer?.Dispose();

    private ChangeSet<TObject, TKey>? Start()
    {
        var isFirst = !_isStarted;
        _isStarted = true;
        return isFirst ? ChangeSet<TObject, TKey>.Empty : null;
    }

    private ChangeSet<TObject, TKey>? Take(IEnumerable<TObject> items)
    {
        foreach (var item in items)
        {
            Set(_keySelector(item), item);
        }

        return TakeChanges();
    }

    private void Set(TKey key, TObject item)
    {
        if (_limit >= 0)
        {
            MakeRoom(key);
        }

        if (_limit != 0)
        {
            _items.Set(key, item);
        }
    }

    private void MakeRoom(TKey key)
    {
        while (_order.Count >= Math.Max(1, _limit) && !_items.Items.ContainsKey(key))
        {
            Remove(_order.Oldest);
        }

        _order.Add(key);
    }

    private void Remove(TKey key)
    {
        _order.Remove(key);
        _items.Delete(key);
    }

    private ChangeSet<TObject, TKey>? Expire()
    {
        foreach (var (key, _) in _timer!.TakeDue())
        {
            Remove(key);
        }

        return TakeChanges();
    }

    private ChangeSet<TObject, TKey>? TakeChanges()
    {
        var changes = _items.Take();
        _timer?.Apply(changes);
        if (changes.Count == 0 && _isStarted)
        {
            return null;
        }

        _isStarted = true;
        return changes;
    }
}
