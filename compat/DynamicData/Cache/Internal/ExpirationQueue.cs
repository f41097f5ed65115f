using System.Runtime.InteropServices;

namespace DynamicData.Cache.Internal;

/// <summary>
/// When items expire: at most one time for each key, the earliest first. A heap with four children a node over slots,
/// with an index of the keys, so that an item that leaves takes its time with it. For one thread at a time.
/// </summary>
/// <remarks>
/// A time that is put off does not move in the heap until it comes to the top: renewing a key again and again costs O(1),
/// and O(log n) once it would have been due. Everything else is O(log n).
/// </remarks>
internal sealed class ExpirationQueue<TObject, TKey>
    where TObject : notnull
    where TKey : notnull
{
    private const int Arity = 4;

    private readonly Dictionary<TKey, int> _slotOfKey = [];
    private readonly List<Slot> _slots = [];
    private readonly Stack<int> _freeSlots = new();
    private readonly List<Node> _heap = [];

    public int Count => _heap.Count;

    /// <summary>Sets when an item expires, in ticks, instead of an earlier setting for its key.</summary>
    public void Set(TKey key, TObject item, long due)
    {
        ref var index = ref CollectionsMarshal.GetValueRefOrAddDefault(_slotOfKey, key, out var exists);
        if (!exists)
        {
            index = Occupy(key, item, due);
            Push(new(due, index));
            return;
        }

        ref var slot = ref CollectionsMarshal.AsSpan(_slots)[index];
        slot.Item = item;
        slot.Due = due;
        if (due < _heap[slot.Position].Due)
        {
            Rise(slot.Position, new(due, index));
        }
    }

    public void Remove(TKey key)
    {
        if (_slotOfKey.TryGetValue(key, out var index))
        {
            RemoveAt(_slots[index].Position);
        }
    }

    /// <summary>When the next item expires, in ticks.</summary>
    public bool TryPeek(out long due)
    {
        while (_heap.Count > 0)
        {
            var top = _heap[0];
            due = _slots[top.Slot].Due;
            if (due == top.Due)
            {
                return true;
            }

            Sink(0, new(due, top.Slot));
        }

        due = 0;
        return false;
    }

    /// <summary>Takes an item that expires at a time, in ticks, or before it.</summary>
    public bool TryTake(long now, out KeyValuePair<TKey, TObject> expired)
    {
        if (!TryPeek(out var due) || due > now)
        {
            expired = default;
            return false;
        }

        var slot = _slots[_heap[0].Slot];
        expired = new(slot.Key, slot.Item);
        RemoveAt(0);
        return true;
    }

    public void Clear()
    {
        _slotOfKey.Clear();
        _slots.Clear();
        _freeSlots.Clear();
        _heap.Clear();
    }

    private int Occupy(TKey key, TObject item, long due)
    {
        var slot = new Slot
        {
            Key = key,
            Item = item,
            Due = due,
        };
        if (_freeSlots.TryPop(out var free))
        {
            _slots[free] = slot;
            return free;
        }

        _slots.Add(slot);
        return _slots.Count - 1;
    }

    private void RemoveAt(int position)
    {
        if (_heap.Count == 1)
        {
            Clear();
            return;
        }

        Vacate(_heap[position].Slot);
        if (_heap.Count == 0)
        {
            return;
        }

        var last = _heap[^1];
        _heap.RemoveAt(_heap.Count - 1);
        if (position == _heap.Count)
        {
            return;
        }

        if (position > 0 && last.Due < _heap[(position - 1) / Arity].Due)
        {
            Rise(position, last);
        }
        else
        {
            Sink(position, last);
        }
    }

    private void Vacate(int index)
    {
        _slotOfKey.Remove(_slots[index].Key);
        _slots[index] = default;
        _freeSlots.Push(index);
    }

    private void Push(Node node)
    {
        _heap.Add(node);
        Rise(_heap.Count - 1, node);
    }

    private void Rise(int position, Node node)
    {
        while (position > 0)
        {
            var parent = (position - 1) / Arity;
            if (_heap[parent].Due <= node.Due)
            {
                break;
            }

            Place(position, _heap[parent]);
            position = parent;
        }

        Place(position, node);
    }

    private void Sink(int position, Node node)
    {
        for (
            var child = EarliestChild(position);
            child >= 0 && _heap[child].Due < node.Due;
            child = EarliestChild(position)
        )
        {
            Place(position, _heap[child]);
            position = child;
        }

        Place(position, node);
    }

    private int EarliestChild(int position)
    {
        var first = (position * Arity) + 1;
        var end = Math.Min(first + Arity, _heap.Count);
        var earliest = -1;
        for (var child = first; child < end; child++)
        {
            if (earliest < 0 || _heap[child].Due < _heap[earliest].Due)
            {
                earliest = child;
            }
        }

        return earliest;
    }

    private void Place(int position, Node node)
    {
        _heap[position] = node;
        CollectionsMarshal.AsSpan(_slots)[node.Slot].Position = position;
    }

    /// <summary>A place in the heap. Its time may be earlier than that of the slot, never later.</summary>
    private readonly record struct Node(long Due, int Slot);

    private struct Slot
    {
        public TKey Key;
        public TObject Item;
        public long Due;
        public int Position;
    }
}
