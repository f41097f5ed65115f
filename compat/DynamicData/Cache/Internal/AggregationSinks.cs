using System.Collections;
using DynamicData.Aggregation;

namespace DynamicData.Cache.Internal;

/// <summary>Counts changes in and out, and tells the state after each set.</summary>
internal sealed class AggregationSink<TObject, TKey, TAggregation, TResult>(
    IObserver<TResult> observer,
    TAggregation aggregation
) : Sink<IChangeSet<TObject, TKey>, TResult>(observer)
    where TObject : notnull
    where TKey : notnull
    where TAggregation : struct, IAggregation<TObject, TResult>
{
    private TAggregation _aggregation = aggregation;

    protected override bool Handle(IChangeSet<TObject, TKey> value, out TResult? result)
    {
        foreach (ref readonly var change in value.AsSpan())
        {
            if (change.Reason == ChangeReason.Remove)
            {
                _aggregation.Remove(change.Current);
            }
            else if (change.Reason is ChangeReason.Add or ChangeReason.Update)
            {
                Replace(change);
            }
        }

        result = _aggregation.Result;
        return true;
    }

    private void Replace(in Change<TObject, TKey> change)
    {
        if (change.Reason == ChangeReason.Update)
        {
            _aggregation.Remove(change.Previous.Value);
        }

        _aggregation.Add(change.Current);
    }
}

/// <summary>Counts items in and out, and tells the state after each set.</summary>
internal sealed class AggregateItemsSink<TObject, TAggregation, TResult>(
    IObserver<TResult> observer,
    TAggregation aggregation
) : Sink<IAggregateChangeSet<TObject>, TResult>(observer)
    where TAggregation : struct, IAggregation<TObject, TResult>
{
    private TAggregation _aggregation = aggregation;

    protected override bool Handle(IAggregateChangeSet<TObject> value, out TResult? result)
    {
        foreach (var each in value)
        {
            if (each.Type == AggregateType.Add)
            {
                _aggregation.Add(each.Item);
            }
            else
            {
                _aggregation.Remove(each.Item);
            }
        }

        result = _aggregation.Result;
        return true;
    }
}

/// <summary>A change set as items that came and left.</summary>
internal sealed class AggregateChangeSet<TObject, TKey>(IChangeSet<TObject, TKey> changes)
    : IAggregateChangeSet<TObject>
    where TObject : notnull
    where TKey : notnull
{
    public IEnumerator<AggregateItem<TObject>> GetEnumerator()
    {
        foreach (var change in changes)
        {
            if (change.Reason == ChangeReason.Remove)
            {
                yield return new(AggregateType.Remove, change.Current);
            }
            else if (change.Reason is ChangeReason.Add or ChangeReason.Update)
            {
                if (change.Reason == ChangeReason.Update)
                {
                    yield return new(AggregateType.Remove, change.Previous.Value);
                }

                yield return new(AggregateType.Add, change.Current);
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
