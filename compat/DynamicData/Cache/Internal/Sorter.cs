namespace DynamicData.Cache.Internal;

/// <summary>Keeps items in order and gives each change its places.</summary>
internal sealed class Sorter<TObject, TKey>
    where TObject : notnull
    where TKey : notnull
{
    private readonly SortOptimisations _optimisations;
    private readonly int _resetThreshold;
    private readonly KeptItems<TObject, TKey> _content = new();
    private readonly SortedItems<TObject, TKey> _sorted;
    private KeyValueComparer<TObject, TKey> _comparer;
    private bool _hasData;

    public Sorter(IComparer<TObject>? comparer, SortOptimisations optimisations, int resetThreshold)
    {
        _optimisations = optimisations;
        _resetThreshold = resetThreshold;
        _comparer = new(comparer);
        _sorted = new(_comparer);
    }

    public ISortedChangeSet<TObject, TKey> Change(IChangeSet<TObject, TKey> changes)
    {
        _content.Clone(changes);
        var captured = _content.Take(changes);
        if (!_hasData)
        {
            _hasData = true;
            _sorted.Load(_content.Items);
            return Tell(SortReason.InitialLoad, AddsInOrder());
        }

        if (IsReset(captured.Count))
        {
            _sorted.Load(_content.Items);
            return Tell(SortReason.Reset, captured);
        }

        return Tell(SortReason.DataChanged, Place(captured));
    }

    /// <summary>Orders by another comparer; null before there was any set.</summary>
    public ISortedChangeSet<TObject, TKey>? ChangeComparer(IComparer<TObject> comparer)
    {
        _comparer = new(comparer);
        _sorted.OrderBy(_comparer);
        if (!_hasData || !IsReset(_content.Items.Count))
        {
            return Reorder();
        }

        _sorted.Load(_content.Items);
        return Tell(SortReason.Reset, []);
    }

    /// <summary>Puts in order what changed in place; null if nothing moved.</summary>
    public ISortedChangeSet<TObject, TKey>? Reorder()
    {
        if (!_hasData)
        {
            return null;
        }

        var before = _sorted.Snapshot();
        _sorted.Load(_content.Items);
        if (_optimisations.HasFlag(SortOptimisations.IgnoreEvaluates))
        {
            return null;
        }

        var moves = Moves.Between(before, _sorted.Snapshot());
        return moves.Count == 0 ? null : Tell(SortReason.Reorder, moves);
    }

    private bool IsReset(int count) => _resetThreshold > 0 && count >= _resetThreshold;

    private SortedChangeSet<TObject, TKey> Tell(SortReason reason, IEnumerable<Change<TObject, TKey>> changes) =>
        new(changes, new KeyValueCollection<TObject, TKey>(_sorted.Snapshot(), _comparer, reason, _optimisations));

    private IEnumerable<Change<TObject, TKey>> AddsInOrder() =>
        _sorted.Snapshot().Select((entry, i) => new Change<TObject, TKey>(ChangeReason.Add, entry.Key, entry.Value, i));

    private List<Change<TObject, TKey>> Place(IChangeSet<TObject, TKey> changes)
    {
        var placed = new List<Change<TObject, TKey>>(changes.Count);
        foreach (ref readonly var change in changes.AsSpan())
        {
            placed.Add(Place(change));
        }

        if (changes.Refreshes > 0)
        {
            Settle(changes, placed);
        }

        return placed;
    }

    private Change<TObject, TKey> Place(in Change<TObject, TKey> change)
    {
        switch (change.Reason)
        {
            case ChangeReason.Add:
                return new(change.Reason, change.Key, change.Current, _sorted.Insert(change.Key, change.Current));
            case ChangeReason.Update:
                var from = _sorted.Remove(change.Key, change.Previous.Value);
                var to = _sorted.Insert(change.Key, change.Current);
                return new(change.Reason, change.Key, change.Current, change.Previous, to, from);
            case ChangeReason.Remove:
                return new(change.Reason, change.Key, change.Current, _sorted.Remove(change.Key, change.Current));
            default:
                return change;
        }
    }

    /// <summary>Moves those that were refreshed to where they belong.</summary>
    private void Settle(IChangeSet<TObject, TKey> changes, List<Change<TObject, TKey>> placed)
    {
        if (_optimisations.HasFlag(SortOptimisations.IgnoreEvaluates))
        {
            _sorted.Load(_content.Items);
            return;
        }

        if (changes.Count > 1)
        {
            // While one is out of order, none of the others is sure to have found its place.
            var before = _sorted.Snapshot();
            _sorted.Load(_content.Items);
            placed.AddRange(Moves.Between(before, _sorted.Snapshot()));
            return;
        }

        var refreshed = placed[0];
        var (from, to) = _sorted.Settle(refreshed.Key);
        if (from != to)
        {
            placed.Add(new(refreshed.Key, refreshed.Current, to, from));
        }
    }
}
