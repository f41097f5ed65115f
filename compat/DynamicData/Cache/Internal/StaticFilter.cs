namespace DynamicData.Cache.Internal;

/// <summary>The items that satisfy a fixed predicate.</summary>
internal sealed class StaticFilter<TObject, TKey>(
    IObserver<IChangeSet<TObject, TKey>> observer,
    Func<TObject, bool> predicate,
    bool suppressEmpty
) : Sink<IChangeSet<TObject, TKey>, IChangeSet<TObject, TKey>>(observer)
    where TObject : notnull
    where TKey : notnull
{
    private readonly KeptItems<TObject, TKey> _passed = new();

    protected override bool Handle(IChangeSet<TObject, TKey> value, out IChangeSet<TObject, TKey>? result)
    {
        foreach (ref readonly var change in value.AsSpan())
        {
            Apply(change);
        }

        result = _passed.Take(value);
        return result.Count > 0 || !suppressEmpty;
    }

    private void Apply(in Change<TObject, TKey> change)
    {
        switch (change.Reason)
        {
            case ChangeReason.Add or ChangeReason.Update when predicate(change.Current):
                _passed.Set(change.Key, change.Current);
                break;
            case ChangeReason.Refresh when predicate(change.Current):
                if (!_passed.Touch(change.Key))
                {
                    _passed.Set(change.Key, change.Current);
                }

                break;
            case not ChangeReason.Moved:
                _passed.Delete(change.Key);
                break;
        }
    }
}
