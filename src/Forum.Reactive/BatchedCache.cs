using DynamicData;

namespace Forum.Reactive;

/// <summary>
/// A cache whose changes are collected while a batch of commands is carried out, and published as one change set after it.
/// </summary>
/// <remarks>Changes are for one writer at a time; <see cref="Published"/> is safe on any thread.</remarks>
internal sealed class BatchedCache<TObject, TKey> : IDisposable
    where TObject : notnull
    where TKey : notnull
{
    private readonly SourceCache<TObject, TKey> _cache;
    private readonly Action<ISourceUpdater<TObject, TKey>> _apply;
    private readonly List<(TObject Item, bool Remains)> _changes = [];

    public BatchedCache(Func<TObject, TKey> keySelector)
    {
        _cache = new SourceCache<TObject, TKey>(keySelector);
        _apply = Apply;
    }

    /// <summary>What subscribers see.</summary>
    public IObservableCache<TObject, TKey> Published => _cache;

    public void AddOrUpdate(TObject item) => _changes.Add((item, true));

    public void Remove(TObject item) => _changes.Add((item, false));

    /// <summary>Publishes what was collected.</summary>
    public void Publish()
    {
        if (_changes.Count > 0)
        {
            _cache.Edit(_apply);
        }
    }

    public void Dispose() => _cache.Dispose();

    private void Apply(ISourceUpdater<TObject, TKey> cache)
    {
        foreach ((var item, var remains) in _changes)
        {
            if (remains)
            {
                cache.AddOrUpdate(item);
            }
            else
            {
                cache.Remove(item);
            }
        }

        _changes.Clear();
    }
}
