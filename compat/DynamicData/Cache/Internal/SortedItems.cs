using System.Collections.Immutable;

namespace DynamicData.Cache.Internal;

/// <summary>
/// Items in order, and where they are. A tree that can be shared: a change costs O(log n), and so does what is told of it. An
/// item that changed in place is no longer where it is looked for; then it is searched for one by one.
/// </summary>
internal sealed class SortedItems<TObject, TKey>(IComparer<KeyValuePair<TKey, TObject>> comparer)
    where TObject : notnull
    where TKey : notnull
{
    private ImmutableList<KeyValuePair<TKey, TObject>>.Builder _items = ImmutableList.CreateBuilder<
        KeyValuePair<TKey, TObject>
    >();
    private IComparer<KeyValuePair<TKey, TObject>> _comparer = comparer;

    public int Count => _items.Count;

    public KeyValuePair<TKey, TObject> this[int index] => _items[index];

    public ImmutableList<KeyValuePair<TKey, TObject>> Snapshot() => _items.ToImmutable();

    public void Clear() => _items.Clear();

    public void OrderBy(IComparer<KeyValuePair<TKey, TObject>> other) => _comparer = other;

    /// <summary>Puts other items in order in the place of these.</summary>
    public void Load(IEnumerable<KeyValuePair<TKey, TObject>> items)
    {
        var sorted = items.ToArray();
        Array.Sort(sorted, _comparer);
        _items = ImmutableList.Create(sorted.AsSpan()).ToBuilder();
    }

    /// <summary>Where an item was put.</summary>
    public int Insert(TKey key, TObject item)
    {
        var entry = KeyValuePair.Create(key, item);
        var index = PlaceFor(entry);
        _items.Insert(index, entry);
        return index;
    }

    public void Insert(int index, in KeyValuePair<TKey, TObject> entry) => _items.Insert(index, entry);

    /// <summary>Where an item was, -1 if nowhere.</summary>
    public int Remove(TKey key, TObject item)
    {
        var index = IndexOf(key, item);
        if (index >= 0)
        {
            _items.RemoveAt(index);
        }

        return index;
    }

    public void RemoveAt(int index) => _items.RemoveAt(index);

    /// <summary>Where an item is, -1 if nowhere.</summary>
    public int IndexOf(TKey key, TObject item)
    {
        var index = _items.BinarySearch(KeyValuePair.Create(key, item), _comparer);
        return index >= 0 && IsAt(index, key) ? index : Scan(key);
    }

    /// <summary>Puts an item where it belongs after it has changed in place.</summary>
    /// <returns>Where it was and is; equal if it did not move; -1 if it is not there.</returns>
    public (int From, int To) Settle(TKey key)
    {
        var from = Scan(key);
        if (from < 0)
        {
            return (-1, -1);
        }

        var entry = _items[from];
        if (IsInOrder(from, entry))
        {
            return (from, from);
        }

        _items.RemoveAt(from);
        var to = PlaceFor(entry);
        _items.Insert(to, entry);
        return (from, to);
    }

    private bool IsInOrder(int index, in KeyValuePair<TKey, TObject> entry) =>
        (index == 0 || _comparer.Compare(_items[index - 1], entry) <= 0)
        && (index == _items.Count - 1 || _comparer.Compare(entry, _items[index + 1]) <= 0);

    private int PlaceFor(in KeyValuePair<TKey, TObject> entry)
    {
        var (low, high) = (0, _items.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_comparer.Compare(_items[middle], entry) <= 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private int Scan(TKey key)
    {
        var index = 0;
        foreach (var entry in _items)
        {
            if (EqualityComparer<TKey>.Default.Equals(entry.Key, key))
            {
                return index;
            }

            index++;
        }

        return -1;
    }

    private bool IsAt(int index, TKey key) => EqualityComparer<TKey>.Default.Equals(_items[index].Key, key);
}
