using DynamicData;

namespace Forum.Reactive;

/// <summary>
/// A cache that is edited once a batch: while the edit is open, rules read and write the items through <see cref="Items"/>, and
/// nobody else sees them; what changed is published as one change set after it.
/// </summary>
/// <remarks>Edits are for one thread; <see cref="Published"/> is safe on any.</remarks>
internal sealed class BatchedCache<TObject, TKey> : IBatchedCache, IDisposable
    where TObject : notnull
    where TKey : notnull
{
    private readonly SourceCache<TObject, TKey> _cache;
    private readonly Action<ISourceUpdater<TObject, TKey>> _edit; // Made once: an edit costs no closure
    private ISourceUpdater<TObject, TKey>? _items;
    private IBatchStep? _step;

    /// <param name="keySelector">The key of an item.</param>
    /// <param name="isRead">Whether others read it by <see cref="Published"/>; else only its changes are seen, and cost nothing more.</param>
    public BatchedCache(Func<TObject, TKey> keySelector, bool isRead = true)
    {
        _cache = new SourceCache<TObject, TKey>(keySelector);
        _edit = Edit;
        Published = isRead ? new PublishedCache<TObject, TKey>(_cache) : _cache;
    }

    /// <summary>Its changes, as subscribers are told of them.</summary>
    public IObservableCache<TObject, TKey> Changes => _cache;

    /// <summary>What others see: read-only, whole batches, without a lock.</summary>
    public IObservableCache<TObject, TKey> Published { get; }

    /// <summary>The items, during the edit.</summary>
    /// <exception cref="InvalidOperationException">No edit is open.</exception>
    public ISourceUpdater<TObject, TKey> Items =>
        _items ?? throw new InvalidOperationException("This cache is not open in this batch.");

    /// <inheritdoc/>
    public void Edit(IBatchStep step)
    {
        _step = step;
        _cache.Edit(_edit);
    }

    /// <inheritdoc/>
    public IDisposable Hold() => _cache.SuspendNotifications();

    /// <summary>Fills the empty cache, outside of any batch.</summary>
    public void Load(IEnumerable<TObject> items) => _cache.Edit(cache => cache.Load(items));

    public void Dispose() => _cache.Dispose();

    private void Edit(ISourceUpdater<TObject, TKey> items)
    {
        _items = items;
        try
        {
            _step!.Run();
        }
        finally
        {
            (_items, _step) = (null, null);
        }
    }
}

/// <summary>A cache of whatever items, as the one who opens several of them for a batch sees it.</summary>
internal interface IBatchedCache
{
    /// <summary>Opens the edit, runs <paramref name="step"/> within it, and publishes what changed unless that is held.</summary>
    void Edit(IBatchStep step);

    /// <summary>Holds back what is published until disposed, so that no subscriber is called while another cache is open.</summary>
    IDisposable Hold();
}

/// <summary>What is done within the edits of a batch.</summary>
internal interface IBatchStep
{
    void Run();
}
