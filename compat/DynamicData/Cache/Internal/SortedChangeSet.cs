using System.Collections;

namespace DynamicData.Cache.Internal;

/// <summary>Changes of a sorted collection.</summary>
internal class SortedChangeSet<TObject, TKey>(
    IEnumerable<Change<TObject, TKey>> changes,
    IKeyValueCollection<TObject, TKey> sortedItems
) : ChangeSet<TObject, TKey>(changes), ISortedChangeSet<TObject, TKey>
    where TObject : notnull
    where TKey : notnull
{
    public IKeyValueCollection<TObject, TKey> SortedItems => sortedItems;
}

/// <summary>Items in order: a list that does not change any more.</summary>
internal sealed class KeyValueCollection<TObject, TKey>(
    IReadOnlyList<KeyValuePair<TKey, TObject>> items,
    IComparer<KeyValuePair<TKey, TObject>> comparer,
    SortReason reason,
    SortOptimisations optimisations
) : IKeyValueCollection<TObject, TKey>
    where TObject : notnull
    where TKey : notnull
{
    public IComparer<KeyValuePair<TKey, TObject>> Comparer => comparer;

    public SortOptimisations Optimisations => optimisations;

    public SortReason SortReason => reason;

    public int Count => items.Count;

    public KeyValuePair<TKey, TObject> this[int index] => items[index];

    public IEnumerator<KeyValuePair<TKey, TObject>> GetEnumerator() => items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Orders by the items, and equal ones by the hash codes of their keys, so that each has its place.</summary>
internal sealed class KeyValueComparer<TObject, TKey>(IComparer<TObject>? comparer)
    : IComparer<KeyValuePair<TKey, TObject>>
    where TObject : notnull
    where TKey : notnull
{
    public int Compare(KeyValuePair<TKey, TObject> x, KeyValuePair<TKey, TObject> y)
    {
        var result = comparer?.Compare(x.Value, y.Value) ?? 0;
        return result != 0 ? result : x.Key.GetHashCode().CompareTo(y.Key.GetHashCode());
    }
}
