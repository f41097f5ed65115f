namespace Forum.Reactive;

/// <summary>
/// What each source may do, in a time that the caller tells: <paramref name="burst"/> steps at once, and as many more a
/// <paramref name="period"/>; in bounded memory, and never more than that. Each source is one instant, at which all that it has spent will have come back (the generic cell rate algorithm):
/// once that is past, nothing need be remembered of it.
/// </summary>
/// <remarks>
/// <para>A new source that finds the table full takes the place of the one that will be clear first and inherits its debt
/// (Space-Saving, Metwally et al. 2005), which time pays off like any other.</para>
/// <para>Pure: each step is told the time, which must not go back. O(log n) a step. One caller at a time.</para>
/// </remarks>
/// <typeparam name="TSource">Names a source.</typeparam>
/// <param name="burst">Steps, from 1.</param>
/// <param name="period">In which they come back, evenly; at least a tick a step.</param>
/// <param name="capacity">Most sources, from 1.</param>
internal sealed class RateBudget<TSource>(int burst, TimeSpan period, int capacity)
    where TSource : notnull
{
    private readonly TimeSpan _price = TimeSpan.FromTicks(period.Ticks / burst);
    private readonly Dictionary<TSource, (DateTimeOffset ClearAt, long Order)> _debts = [];
    private readonly SortedSet<(DateTimeOffset ClearAt, long Order, TSource Source)> _byClearance = new(
        Comparer<(DateTimeOffset ClearAt, long Order, TSource Source)>.Create(
            static (x, y) => (x.ClearAt, x.Order).CompareTo((y.ClearAt, y.Order))
        )
    );
    private DateTimeOffset _floor = DateTimeOffset.MinValue; // When the largest debt that lost its place is clear
    private long _order;

    /// <summary>Sources in the table.</summary>
    public int Count => _debts.Count;

    /// <summary>Whether <paramref name="source"/> has nothing left for a further step.</summary>
    public bool IsSpent(TSource source, DateTimeOffset time) => ClearAt(source, time) + _price > time + period;

    /// <summary>A step of <paramref name="source"/>.</summary>
    public void Spend(TSource source, DateTimeOffset time)
    {
        DropClear(time);
        if (_debts.Count == capacity && !_debts.ContainsKey(source))
        {
            var first = _byClearance.Min;
            _floor = first.ClearAt; // It is the least of all that are left, and so none that lost its place before was larger.
            Remove(first.Source);
        }

        var clearAt = ClearAt(source, time) + _price;
        Remove(source);
        _debts.Add(source, (clearAt, ++_order));
        _byClearance.Add((clearAt, _order, source));
    }

    /// <summary>Somebody set the clock ahead: what was spent comes back so much later.</summary>
    public void Postpone(TimeSpan by)
    {
        var debts = _byClearance.ToList();
        _byClearance.Clear();
        _floor = _floor.Later(by);
        foreach ((var clearAt, var order, var source) in debts)
        {
            _debts[source] = (clearAt.Later(by), order);
            _byClearance.Add((clearAt.Later(by), order, source));
        }
    }

    /// <summary>All that a restart needs to know.</summary>
    public FrozenBudget<TSource> Freeze() => new(_floor, _order, [.. _byClearance]);

    /// <summary>Takes over what another one knew; this one is empty.</summary>
    public void Restore(FrozenBudget<TSource> budget)
    {
        (_floor, _order) = (budget.Floor, budget.Order);
        foreach ((var clearAt, var order, var source) in budget.Debts)
        {
            _debts.Add(source, (clearAt, order));
            _byClearance.Add((clearAt, order, source));
        }
    }

    private DateTimeOffset ClearAt(TSource source, DateTimeOffset time)
    {
        var known = _debts.TryGetValue(source, out var debt) ? debt.ClearAt : _floor;
        return known > time ? known : time;
    }

    private void DropClear(DateTimeOffset time)
    {
        while (_byClearance.Count > 0 && _byClearance.Min.ClearAt <= time)
        {
            Remove(_byClearance.Min.Source);
        }
    }

    private void Remove(TSource source)
    {
        if (_debts.Remove(source, out var debt))
        {
            _byClearance.Remove((debt.ClearAt, debt.Order, source));
        }
    }
}

/// <summary>A budget at one moment. Immutable.</summary>
/// <typeparam name="TSource">Names a source.</typeparam>
/// <param name="Floor">When the largest debt that lost its place is clear.</param>
/// <param name="Order">How many steps there were so far.</param>
/// <param name="Debts">In the order in which they will be clear.</param>
internal sealed record FrozenBudget<TSource>(
    DateTimeOffset Floor,
    long Order,
    IReadOnlyList<(DateTimeOffset ClearAt, long Order, TSource Source)> Debts
);
