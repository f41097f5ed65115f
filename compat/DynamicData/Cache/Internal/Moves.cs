namespace DynamicData.Cache.Internal;

/// <summary>The moves that make one order of the other, one after another from the front; O(n log n).</summary>
internal static class Moves
{
    public static List<Change<TObject, TKey>> Between<TObject, TKey>(
        IReadOnlyList<KeyValuePair<TKey, TObject>> before,
        IReadOnlyList<KeyValuePair<TKey, TObject>> after
    )
        where TObject : notnull
        where TKey : notnull
    {
        var places = new Dictionary<TKey, int>(before.Count);
        foreach (var entry in before)
        {
            places[entry.Key] = places.Count;
        }

        var moves = new List<Change<TObject, TKey>>();
        var unplaced = new PrefixCounts(before.Count);
        var index = 0;
        foreach (var (key, item) in after)
        {
            // All before the index are placed; the others follow in their old order.
            var place = places[key];
            var from = index + unplaced.Before(place);
            if (from != index)
            {
                moves.Add(new(key, item, index, from));
            }

            unplaced.Remove(place);
            index++;
        }

        return moves;
    }

    /// <summary>How many of the first so many places are still taken (a Fenwick tree).</summary>
    private sealed class PrefixCounts
    {
        private readonly int[] _sums;

        public PrefixCounts(int count)
        {
            _sums = new int[count + 1];
            for (var i = 1; i <= count; i++)
            {
                _sums[i] = i & -i;
            }
        }

        public int Before(int place)
        {
            var sum = 0;
            for (var i = place; i > 0; i -= i & -i)
            {
                sum += _sums[i];
            }

            return sum;
        }

        public void Remove(int place)
        {
            for (var i = place + 1; i < _sums.Length; i += i & -i)
            {
                _sums[i]--;
            }
        }
    }
}
