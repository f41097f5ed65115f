namespace DynamicData.Cache.Internal;

/// <summary>Keeps the values of all items in order, and tells the first when it differs from the one told last.</summary>
internal sealed class ExtremeSink<TObject, TKey, TResult>(
    IObserver<TResult> observer,
    Func<TObject, TResult> select,
    TResult empty,
    Comparison<TResult> wantedFirst
) : Sink<IChangeSet<TObject, TKey>, TResult>(observer)
    where TObject : notnull
    where TKey : notnull
    where TResult : struct, IComparable<TResult>
{
    // How often each value is there, the wanted first.
    private readonly SortedDictionary<TResult, int> _counts = new(Comparer<TResult>.Create(wantedFirst));

    private TResult? _first; // null: not known
    private TResult? _told;

    protected override bool Handle(IChangeSet<TObject, TKey> value, out TResult result)
    {
        foreach (ref readonly var change in value.AsSpan())
        {
            Apply(change);
        }

        _first ??= _counts.Count > 0 ? _counts.First().Key : null;
        result = _first ?? empty;
        var isNew = _told is not { } told || told.CompareTo(result) != 0;
        _told = result;
        return isNew;
    }

    private void Apply(in Change<TObject, TKey> change)
    {
        if (change.Reason == ChangeReason.Update)
        {
            Remove(select(change.Previous.Value));
        }
        else if (change.Reason == ChangeReason.Remove)
        {
            Remove(select(change.Current));
        }

        if (change.Reason is ChangeReason.Add or ChangeReason.Update)
        {
            Add(select(change.Current));
        }
    }

    private void Add(TResult value)
    {
        _counts[value] = _counts.GetValueOrDefault(value) + 1;
        if (_counts.Count == 1 || (_first is { } first && wantedFirst(value, first) < 0))
        {
            _first = value;
        }
    }

    private void Remove(TResult value)
    {
        if (!_counts.TryGetValue(value, out var count))
        {
            return;
        }

        if (count > 1)
        {
            _counts[value] = count - 1;
            return;
        }

        _counts.Remove(value);
        if (_first is { } first && first.CompareTo(value) == 0)
        {
            _first = null;
        }
    }
}
