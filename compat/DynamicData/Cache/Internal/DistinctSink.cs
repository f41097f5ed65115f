using System.Runtime.InteropServices;

namespace DynamicData.Cache.Internal;

/// <summary>Counts how many items have each value.</summary>
internal sealed class DistinctSink<TObject, TKey, TValue>(
    IObserver<IDistinctChangeSet<TValue>> observer,
    Func<TObject, TValue> select
) : Sink<IChangeSet<TObject, TKey>, IDistinctChangeSet<TValue>>(observer)
    where TObject : notnull
    where TKey : notnull
    where TValue : notnull
{
    private readonly Dictionary<TKey, TValue> _values = [];
    private readonly Dictionary<TValue, int> _counts = [];

    protected override bool Handle(IChangeSet<TObject, TKey> value, out IDistinctChangeSet<TValue>? result)
    {
        DistinctChangeSet<TValue>? changes = null;
        foreach (ref readonly var change in value.AsSpan())
        {
            if (change.Reason == ChangeReason.Remove)
            {
                Forget(change.Key, ref changes);
            }
            else if (change.Reason != ChangeReason.Moved)
            {
                Note(change.Key, select(change.Current), ref changes);
            }
        }

        result = changes;
        return changes is { Count: > 0 };
    }

    private void Note(TKey key, TValue value, ref DistinctChangeSet<TValue>? changes)
    {
        if (_values.TryGetValue(key, out var previous) && EqualityComparer<TValue>.Default.Equals(previous, value))
        {
            return;
        }

        Forget(key, ref changes);
        _values[key] = value;
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, value, out _);
        if (count++ == 0)
        {
            (changes ??= []).Add(new(ChangeReason.Add, value, value));
        }
    }

    private void Forget(TKey key, ref DistinctChangeSet<TValue>? changes)
    {
        if (!_values.Remove(key, out var value))
        {
            return;
        }

        ref var count = ref CollectionsMarshal.GetValueRefOrNullRef(_counts, value);
        if (--count == 0)
        {
            _counts.Remove(value);
            (changes ??= []).Add(new(ChangeReason.Remove, value, value));
        }
    }
}

/// <summary>Changes of a set of values.</summary>
internal sealed class DistinctChangeSet<TValue> : ChangeSet<TValue, TValue>, IDistinctChangeSet<TValue>
    where TValue : notnull;
