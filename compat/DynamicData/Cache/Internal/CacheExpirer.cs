using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace DynamicData.Cache.Internal;

/// <summary>
/// Removes from a cache what has expired, in one edit each time, and tells what it removed before the cache tells its
/// subscribers.
/// </summary>
internal sealed class CacheExpirer<TObject, TKey> : Junction<IEnumerable<KeyValuePair<TKey, TObject>>>
    where TObject : notnull
    where TKey : notnull
{
    private readonly ISourceCache<TObject, TKey> _cache;
    private readonly ExpirationTimer<TObject, TKey> _timer;
    private IntermediateCache<TObject, TKey>.PendingDelivery _removal;
    private bool _isComplete;

    public CacheExpirer(
        IObserver<IEnumerable<KeyValuePair<TKey, TObject>>> observer,
        ISourceCache<TObject, TKey> cache,
        Func<TObject, TimeSpan?> timeSelector,
        TimeSpan? pollingInterval,
        IScheduler scheduler
    )
        : base(observer)
    {
        _cache = cache;
        _timer = new(timeSelector, pollingInterval, scheduler, () => Post(Expire));
    }

    protected override bool IsComplete => _isComplete;

    public IDisposable Listen() =>
        StableCompositeDisposable.Create(
            _cache.Connect().Subscribe(MainInlet<IChangeSet<TObject, TKey>>(Note, () => _isComplete = true)),
            Disposable.Create(Stop)
        );

    protected override void OnTold()
    {
        var removal = _removal;
        _removal = default;
        removal.Deliver();
    }

    protected override void OnEnd() => _timer.Dispose();

    private IEnumerable<KeyValuePair<TKey, TObject>>? Note(IChangeSet<TObject, TKey> changes)
    {
        _timer.Apply(changes);
        return null;
    }

    private List<KeyValuePair<TKey, TObject>>? Expire()
    {
        var due = _timer.TakeDue();
        if (due.Count == 0)
        {
            return null;
        }

        if (_cache is SourceCache<TObject, TKey> cache)
        {
            _removal = cache.EditAndHold(due, RemoveThose);
        }
        else
        {
            _cache.Edit(updater => RemoveThose(updater, due));
        }

        return due.Count > 0 ? due : null;
    }

    /// <summary>Removes items unless others have taken their places, of which we shall be told yet; keeps who was removed.</summary>
    private static void RemoveThose(ISourceUpdater<TObject, TKey> updater, List<KeyValuePair<TKey, TObject>> expired)
    {
        expired.RemoveAll(pair => !IsSame(updater.Lookup(pair.Key), pair.Value));
        foreach (var (key, _) in expired)
        {
            updater.RemoveKey(key);
        }
    }

    private static bool IsSame(Kernel.Optional<TObject> there, TObject item) =>
        there.HasValue
        && (
            typeof(TObject).IsValueType
                ? EqualityComparer<TObject>.Default.Equals(there.Value, item)
                : ReferenceEquals(there.Value, item)
        );
}
