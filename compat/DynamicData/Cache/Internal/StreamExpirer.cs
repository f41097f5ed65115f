using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace DynamicData.Cache.Internal;

/// <summary>
/// Lets changes pass, and injects a removal when an item expires. The source's own removal is dropped then, and an update
/// is an add again. Completes when nothing is left that could expire.
/// </summary>
internal sealed class StreamExpirer<TObject, TKey> : Junction<IChangeSet<TObject, TKey>>
    where TObject : notnull
    where TKey : notnull
{
    private readonly ExpirationTimer<TObject, TKey> _timer;
    private readonly KeptItems<TObject, TKey> _live = new();
    private bool _isSourceComplete;

    public StreamExpirer(
        IObserver<IChangeSet<TObject, TKey>> observer,
        Func<TObject, TimeSpan?> timeSelector,
        TimeSpan? pollingInterval,
        IScheduler scheduler
    )
        : base(observer) => _timer = new(timeSelector, pollingInterval, scheduler, () => Post(Expire));

    protected override bool IsComplete => _isSourceComplete && _timer.IsIdle;

    public IDisposable Listen(IObservable<IChangeSet<TObject, TKey>> source) =>
        StableCompositeDisposable.Create(
            source.Subscribe(MainInlet<IChangeSet<TObject, TKey>>(Pass, () => _isSourceComplete = true)),
            Disposable.Create(Stop)
        );

    protected override void OnEnd() => _timer.Dispose();

    private IChangeSet<TObject, TKey>? Pass(IChangeSet<TObject, TKey> changes)
    {
        _timer.Apply(changes);
        _live.Clone(changes);
        var passed = _live.Take(changes);
        return passed.Count > 0 ? passed : null;
    }

    private ChangeSet<TObject, TKey>? Expire()
    {
        foreach (var (key, _) in _timer.TakeDue())
        {
            _live.Delete(key);
        }

        var removals = _live.Take();
        return removals.Count > 0 ? removals : null;
    }
}
