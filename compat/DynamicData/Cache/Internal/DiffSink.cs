namespace DynamicData.Cache.Internal;

/// <summary>Turns each collection into the changes since the one before.</summary>
internal sealed class DiffSink<TObject, TKey> : Sink<IEnumerable<TObject>, IChangeSet<TObject, TKey>>
    where TObject : notnull
    where TKey : notnull
{
    private readonly CacheUpdater<TObject, TKey> _content;
    private readonly IEqualityComparer<TObject> _comparer;

    public DiffSink(
        IObserver<IChangeSet<TObject, TKey>> observer,
        Func<TObject, TKey> keySelector,
        IEqualityComparer<TObject> comparer
    )
        : base(observer)
    {
        _content = new(keySelector) { Recording = true };
        _comparer = comparer;
    }

    protected override bool Handle(IEnumerable<TObject> value, out IChangeSet<TObject, TKey>? result)
    {
        Diff.Apply(_content, value, _comparer.Equals);
        result = _content.TakeChanges();
        return result.Count > 0;
    }
}
