using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace DynamicData.Cache.Internal;

/// <summary>Gathers change sets and passes them on as one, at each tick and at the end of the source.</summary>
internal sealed class BatchJunction<TObject, TKey>(IObserver<IChangeSet<TObject, TKey>> observer)
    : Junction<IChangeSet<TObject, TKey>>(observer)
    where TObject : notnull
    where TKey : notnull
{
    private readonly List<IChangeSet<TObject, TKey>> _waiting = [];
    private bool _isComplete;

    protected override bool IsComplete => _isComplete;

    public IDisposable Listen(IObservable<IChangeSet<TObject, TKey>> source, TimeSpan timeSpan, IScheduler scheduler) =>
        StableCompositeDisposable.Create(
            scheduler.SchedulePeriodic(timeSpan, () => Post(Flush)),
            source.Subscribe(MainInlet<IChangeSet<TObject, TKey>>(Gather, () => _isComplete = true))
        );

    protected override IChangeSet<TObject, TKey>? Last() => Flush();

    private IChangeSet<TObject, TKey>? Gather(IChangeSet<TObject, TKey> changes)
    {
        _waiting.Add(changes);
        return null;
    }

    private IChangeSet<TObject, TKey>? Flush()
    {
        if (_waiting.Count == 0)
        {
            return null;
        }

        var gathered = _waiting.Count == 1 ? _waiting[0] : Concatenate();
        _waiting.Clear();
        return gathered;
    }

    private ChangeSet<TObject, TKey> Concatenate()
    {
        var all = new ChangeSet<TObject, TKey>(_waiting.Sum(changes => changes.Count));
        foreach (var changes in _waiting)
        {
            all.AddRange(changes.AsSpan());
        }

        return all;
    }
}
