using System.Runtime.InteropServices;

namespace Forum.Reactive.Transfer.Ranges;

/// <summary>The numbers from <paramref name="Start"/> up to, but not with, <paramref name="End"/>.</summary>
internal readonly record struct Range64(long Start, long End)
{
    public long Length => End - Start;
}

/// <summary>A set of numbers kept as disjoint ranges in rising order; neighbours are joined.</summary>
internal sealed class RangeSet
{
    private readonly List<Range64> _ranges = [];

    public int Count => _ranges.Count;

    public bool IsEmpty => _ranges.Count == 0;

    /// <summary>How many numbers are in the set.</summary>
    public long Total { get; private set; }

    public Range64 First => _ranges[0];

    public Range64 Last => _ranges[^1];

    public ReadOnlySpan<Range64> Ranges => CollectionsMarshal.AsSpan(_ranges);

    /// <summary>Adds a range; true if any of it is new.</summary>
    public bool Add(long start, long end)
    {
        if (end <= start)
        {
            return false;
        }

        if (_ranges.Count > 0 && _ranges[^1].End == start)
        {
            _ranges[^1] = new Range64(_ranges[^1].Start, end);
            Total += end - start;
            return true;
        }

        return Merge(start, end);
    }

    /// <summary>Removes what is in the range.</summary>
    public void Remove(long start, long end)
    {
        if (end <= start || IsEmpty || end <= First.Start)
        {
            return;
        }

        var index = FirstEndingAfter(start);
        while (index < _ranges.Count && _ranges[index].Start < end)
        {
            index = Cut(index, start, end);
        }
    }

    /// <summary>True if the whole range is in the set.</summary>
    public bool Contains(long start, long end)
    {
        var index = FirstEndingAfter(start);
        return end <= start || (index < _ranges.Count && _ranges[index].Start <= start && _ranges[index].End >= end);
    }

    /// <summary>True if the range overlaps or is a neighbour of one in the set, so that adding it makes no further one.</summary>
    public bool Touches(long start, long end)
    {
        var index = FirstEndingAfter(start - 1);
        return index < _ranges.Count && _ranges[index].Start <= end;
    }

    /// <summary>Takes out the lowest numbers, at most <paramref name="most"/> of them. The set is not empty.</summary>
    public Range64 TakeFirst(long most)
    {
        var first = _ranges[0];
        var taken = new Range64(first.Start, Math.Min(first.End, first.Start + most));
        if (taken.End == first.End)
        {
            _ranges.RemoveAt(0);
        }
        else
        {
            _ranges[0] = new Range64(taken.End, first.End);
        }

        Total -= taken.Length;
        return taken;
    }

    /// <summary>The end of the unbroken range that begins at or before <paramref name="start"/>, or that number itself.</summary>
    public long UnbrokenFrom(long start)
    {
        var index = FirstEndingAfter(start);
        return index < _ranges.Count && _ranges[index].Start <= start ? _ranges[index].End : start;
    }

    /// <summary>Where the next range begins at or after a number, <see cref="long.MaxValue"/> if nowhere.</summary>
    public long NextStart(long from)
    {
        var index = FirstEndingAfter(from);
        return index < _ranges.Count ? Math.Max(from, _ranges[index].Start) : long.MaxValue;
    }

    public void RemoveFirst()
    {
        Total -= _ranges[0].Length;
        _ranges.RemoveAt(0);
    }

    public void Clear()
    {
        _ranges.Clear();
        Total = 0;
    }

    private bool Merge(long start, long end)
    {
        var index = FirstEndingAfter(start - 1);
        var before = Total;
        var last = index;
        while (last < _ranges.Count && _ranges[last].Start <= end)
        {
            start = Math.Min(start, _ranges[last].Start);
            end = Math.Max(end, _ranges[last].End);
            Total -= _ranges[last].Length;
            last++;
        }

        Total += end - start;
        if (last == index)
        {
            _ranges.Insert(index, new Range64(start, end));
            return true;
        }

        _ranges[index] = new Range64(start, end);
        _ranges.RemoveRange(index + 1, last - index - 1);
        return Total != before;
    }

    private int Cut(int index, long start, long end)
    {
        var range = _ranges[index];
        var kept = 0;
        _ranges.RemoveAt(index);
        if (range.End > end)
        {
            _ranges.Insert(index, new Range64(end, range.End));
        }

        if (range.Start < start)
        {
            _ranges.Insert(index, new Range64(range.Start, start));
            kept = 1;
        }

        Total -= Math.Min(range.End, end) - Math.Max(range.Start, start);
        return range.End > end ? _ranges.Count : index + kept;
    }

    private int FirstEndingAfter(long value)
    {
        int low = 0,
            high = _ranges.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_ranges[middle].End > value)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }
}
