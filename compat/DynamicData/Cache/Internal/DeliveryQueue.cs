namespace DynamicData.Cache.Internal;

/// <summary>Receives an item of a <see cref="DeliveryQueue{T}"/>.</summary>
internal delegate void DeliveryHandler<T>(in T item);

/// <summary>
/// Hands items to a handler one at a time and in order, outside any lock, by whichever thread is draining. An item that
/// arrives meanwhile, from another thread or from inside the handler, is left to that thread.
/// </summary>
/// <remarks>
/// Items wait only while a thread drains (or until one that was queued by <see cref="Enqueue"/> is drained). So the state tells
/// a thread that has handled an item whether it must look for more, and with nothing waiting it does not enter the gate.
/// </remarks>
/// <param name="gate">Guards the queue; never held while the handler runs.</param>
/// <param name="handle">Receives the items.</param>
internal sealed class DeliveryQueue<T>(Lock gate, DeliveryHandler<T> handle)
{
    private const int Idle = 0;
    private const int Draining = 1; // nothing waits
    private const int DrainingWithMore = 2;

    private Queue<T>? _waiting; // guarded by the gate
    private int _state; // changes under the gate, but for Draining to Idle, which the draining thread does without

    /// <summary>Queues an item for the next <see cref="Drain"/>. The caller holds the gate.</summary>
    public void Enqueue(in T item)
    {
        (_waiting ??= new()).Enqueue(item);
        Interlocked.CompareExchange(ref _state, DrainingWithMore, Draining);
    }

    /// <summary>
    /// Takes the role of the draining thread, or queues the item if another has it or others are waiting. The caller
    /// holds the gate.
    /// </summary>
    /// <returns>True if the caller must call <see cref="Run"/> with this item after it has left the gate.</returns>
    public bool TryStart(in T item)
    {
        if (_waiting is not { Count: > 0 } && IsIdleUnlessTold())
        {
            _state = Draining;
            return true;
        }

        (_waiting ??= new()).Enqueue(item);
        return false;
    }

    /// <summary>Queues an item and drains. The caller does not hold the gate.</summary>
    public void Post(in T item)
    {
        lock (gate)
        {
            if (!TryStart(item))
            {
                return;
            }
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
            if (_state != Idle || !TryDequeue(out item))
            {
                return;
            }
        }

        Run(item!);
    }

    /// <summary>Handles an item, then all that wait. Follows <see cref="TryStart"/>.</summary>
    /// <exception cref="Exception">What the handler threw; everything was delivered nevertheless.</exception>
    public void Run(in T first)
    {
        var failures = default(Failures);
        Handle(first, ref failures);
        while (TryNext(out var item))
        {
            Handle(item!, ref failures);
        }

        failures.ThrowIfAny();
    }

    private void Handle(in T item, ref Failures failures)
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

    /// <summary>Whether nobody drains; otherwise the thread that does is told that there is more.</summary>
    private bool IsIdleUnlessTold() =>
        Volatile.Read(ref _state) == Idle
        || Interlocked.CompareExchange(ref _state, DrainingWithMore, Draining) == Idle;

    private bool TryNext(out T? item)
    {
        item = default;
        if (Interlocked.CompareExchange(ref _state, Idle, Draining) == Draining)
        {
            return false;
        }

        lock (gate)
        {
            return TryDequeue(out item);
        }
    }

    private bool TryDequeue(out T? item)
    {
        item = default;
        var isTaken = _waiting is not null && _waiting.TryDequeue(out item);
        _state =
            !isTaken ? Idle
            : _waiting!.Count > 0 ? DrainingWithMore
            : Draining;
        return isTaken;
    }
}
