namespace DynamicData.Cache.Internal;

/// <summary>
/// Hands items to a handler one at a time and in order, outside any lock, by whichever thread is draining. An item that
/// arrives meanwhile, from another thread or from inside the handler, is left to that thread.
/// </summary>
/// <param name="gate">Guards the queue; never held while the handler runs.</param>
/// <param name="handle">Receives the items.</param>
internal sealed class DeliveryQueue<T>(Lock gate, Action<T> handle)
{
    private Queue<T>? _waiting; // guarded by the gate
    private bool _draining; // guarded by the gate

    /// <summary>Queues an item for the next <see cref="Drain"/>. The caller holds the gate.</summary>
    public void Enqueue(T item) => (_waiting ??= new()).Enqueue(item);

    /// <summary>
    /// Takes the role of the draining thread, or queues the item if another has it or others are waiting. The caller
    /// holds the gate.
    /// </summary>
    /// <returns>True if the caller must call <see cref="Run"/> with this item after it has left the gate.</returns>
    public bool TryStart(in T item)
    {
        if (_draining || _waiting is { Count: > 0 })
        {
            Enqueue(item);
            return false;
        }

        _draining = true;
        return true;
    }

    /// <summary>Queues an item and drains. The caller does not hold the gate.</summary>
    public void Post(in T item)
    {
        lock (gate)
        {
            if (!TryStart(item))
                return;
        }

        Run(item);
    }

    /// <summary>Drains what is waiting unless another thread does. The caller does not hold the gate.</summary>
    /// <exception cref="Exception">What the handler threw; everything was delivered nevertheless.</exception>
    public void Drain()
    {
        T? item;
        lock (gate)
        {
            if (_draining || _waiting is null || !_waiting.TryDequeue(out item))
                return;
            _draining = true;
        }

        Run(item);
    }

    /// <summary>Handles an item, then all that wait. Follows <see cref="TryStart"/>.</summary>
    /// <exception cref="Exception">What the handler threw; everything was delivered nevertheless.</exception>
    public void Run(in T first)
    {
        var failures = default(Failures);
        var item = first;
        do
        {
            try
            {
                handle(item);
            }
            catch (Exception failure)
            {
                failures.Add(failure);
            }
        }
        while (TryNext(out item!));

        failures.ThrowIfAny();
    }

    private bool TryNext(out T? item)
    {
        lock (gate)
        {
            item = default;
            return _draining = _waiting is not null && _waiting.TryDequeue(out item);
        }
    }
}
