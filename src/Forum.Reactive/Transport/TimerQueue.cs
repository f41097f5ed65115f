namespace Forum.Reactive.Transport;

/// <summary>
/// Timers by the time when they are due, in the order of their coming where that is the same. A heap in which each timer knows its
/// place: adding and removing take O(log n), and what is removed leaves nothing behind. Not thread-safe.
/// </summary>
internal sealed class TimerQueue
{
    private const int Arity = 4;
    private readonly List<LoopTimer> _heap = [];
    private long _count;

    /// <summary>The one that is due first.</summary>
    public LoopTimer? First => _heap.Count > 0 ? _heap[0] : null;

    /// <summary>How many wait.</summary>
    public int Count => _heap.Count;

    public void Add(LoopTimer timer)
    {
        timer.Number = _count++;
        _heap.Add(timer);
        Raise(timer, _heap.Count - 1);
    }

    public LoopTimer? TakeFirst()
    {
        var first = First;
        if (first is not null)
        {
            Remove(first);
        }

        return first;
    }

    /// <summary>Removes a timer that may be there no more.</summary>
    public void Remove(LoopTimer timer)
    {
        var hole = timer.Index;
        if (hole < 0)
        {
            return;
        }

        timer.Index = -1;
        var last = _heap[^1];
        _heap.RemoveAt(_heap.Count - 1);
        if (last != timer)
        {
            Lower(last, hole);
            Raise(last, last.Index);
        }
    }

    public void Clear()
    {
        _heap.ForEach(timer => timer.Index = -1);
        _heap.Clear();
        _heap.TrimExcess();
    }

    private static bool IsBefore(LoopTimer a, LoopTimer b) => a.Due != b.Due ? a.Due < b.Due : a.Number < b.Number;

    private void Raise(LoopTimer timer, int index)
    {
        while (index > 0)
        {
            var parent = (index - 1) / Arity;
            if (!IsBefore(timer, _heap[parent]))
            {
                break;
            }

            Put(_heap[parent], index);
            index = parent;
        }

        Put(timer, index);
    }

    private void Lower(LoopTimer timer, int index)
    {
        while (FirstChild(index) is { } child && IsBefore(_heap[child], timer))
        {
            Put(_heap[child], index);
            index = child;
        }

        Put(timer, index);
    }

    /// <summary>The child that is due first.</summary>
    private int? FirstChild(int index)
    {
        var first = (index * Arity) + 1;
        if (first >= _heap.Count)
        {
            return null;
        }

        for (var other = first + 1; other < Math.Min(_heap.Count, (index * Arity) + 1 + Arity); other++)
        {
            first = IsBefore(_heap[other], _heap[first]) ? other : first;
        }

        return first;
    }

    private void Put(LoopTimer timer, int index)
    {
        _heap[index] = timer;
        timer.Index = index;
    }
}
