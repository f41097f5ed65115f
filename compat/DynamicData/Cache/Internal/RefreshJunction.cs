using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace DynamicData.Cache.Internal;

/// <summary>Where changes meet what the items say of themselves: each time they say it, they are refreshed.</summary>
internal sealed class RefreshJunction<TObject, TKey, TAny>(
    IObserver<IChangeSet<TObject, TKey>> observer,
    Func<TObject, TKey, IObservable<TAny>> select
) : Junction<IChangeSet<TObject, TKey>>(observer)
    where TObject : notnull
    where TKey : notnull
{
    private readonly KeptItems<TObject, TKey> _items = new();
    private int _open = 2;

    protected override bool IsComplete => _open == 0;

    public IDisposable Listen(IObservable<IChangeSet<TObject, TKey>> source, TimeSpan? buffer, IScheduler scheduler)
    {
        var shared = source.Publish();
        var keys = shared.MergeMany((item, key) => select(item, key).Select(_ => key));
        var batches = buffer is { } period
            ? keys.Buffer(period, scheduler).Where(batch => batch.Count > 0)
            : keys.Select(key => (IList<TKey>)[key]);
        return new CompositeDisposable(
            shared.Subscribe(MainInlet<IChangeSet<TObject, TKey>>(Pass, Close)),
            batches.Subscribe(MainInlet<IList<TKey>>(Refresh, Close)),
            shared.Connect()
        );
    }

    private IChangeSet<TObject, TKey> Pass(IChangeSet<TObject, TKey> changes)
    {
        _items.Clone(changes);
        return _items.Take(changes);
    }

    private ChangeSet<TObject, TKey>? Refresh(IList<TKey> keys)
    {
        foreach (var key in keys.Distinct())
        {
            _items.Touch(key);
        }

        var refreshes = _items.Take();
        return refreshes.Count > 0 ? refreshes : null;
    }

    private void Close() => _open--;
}
