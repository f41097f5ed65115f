namespace DynamicData.Cache.Internal;

/// <summary>A group that is there whether it has items or not.</summary>
internal sealed class GivenGroup<TObject, TKey, TGroupKey>(
    TGroupKey key,
    IObservableCache<TObject, TKey> items,
    Func<TObject, TGroupKey> select
) : IGroup<TObject, TKey, TGroupKey>, IDisposable
    where TObject : notnull
    where TKey : notnull
{
    public IObservableCache<TObject, TKey> Cache { get; } =
        items
            .Connect()
            .Filter(item => EqualityComparer<TGroupKey>.Default.Equals(select(item), key))
            .AsObservableCache();

    public TGroupKey Key => key;

    public void Dispose() => Cache.Dispose();
}

/// <summary>Changes of given groups.</summary>
internal sealed class GivenGroupChangeSet<TObject, TKey, TGroupKey>(
    IEnumerable<Change<IGroup<TObject, TKey, TGroupKey>, TGroupKey>> changes
) : ChangeSet<IGroup<TObject, TKey, TGroupKey>, TGroupKey>(changes), IGroupChangeSet<TObject, TKey, TGroupKey>
    where TObject : notnull
    where TKey : notnull
    where TGroupKey : notnull;
