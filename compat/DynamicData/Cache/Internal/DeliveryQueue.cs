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
/// How long the queue gets, and how long one thread drains for others, is bounded by <see cref="Throttle"/>.
/// </remarks>
/// <param name="gate">Guards the queue; never held while the handler runs.</param>
/// <param name="handle">Receives the items.</param>
internal sealed partial class DeliveryQueue<T>(Lock gate, DeliveryHandler<T> handle)
{
    private const int Idle = 0;
    private const int Draining = 1; // nothing waits
    private const int DrainingWithMore = 2;
    private const int Nobody = 0;

    private Queue<T>? _waiting; // guarded by the gate
    private int _state; // changes under the gate, but for Draining to Idle, which the draining thread does without
    private volatile int _drainer; // number of the thread that handles an item

    /// <summary>Queues an item for the next <see cref="Drain"/>. The caller holds the gate.</summary>
    public void Enqueue(in T item)
    {
        Add(item);
        Interlocked.CompareExchange(ref _state, DrainingWithMore, Draining);
    }

    /// <summary>
    /// Takes the role of the draining thread, or queues the item if another has it or others are waiting. The caller
    /// holds the gate.
    /// </summary>
    /// <returns>
    /// True if the caller must call <see cref="Run"/> with this item after it has left the gate; else it should call
    /// <see cref="Throttle"/> then.
    /// </returns>
    public bool TryStart(in T item)
    {
        if (_waiting is not { Count: > 0 } && IsIdleUnlessTold())
        {
            _state = Draining;
            return true;
        }

        Add(item);
        return false;
    }

    /// <summary>Queues an item and drains. The caller does not hold the gate.</summary>
    public void Post(in T item)
    {
        bool isOurs;
        lock (gate)
        {
            isOurs = TryStart(item);
        }

        if (isOurs)
        {
            Run(item, Nesting.Current);
        }
        else
        {
            Throttle(Nesting.Current);
        }
    }

    /// <summary>
    /// Drains what is waiting unless another thread does; leaves the rest to the next thread that comes if they never stop
    /// coming. The caller does not hold the gate.
    /// </summary>
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

        Run(item!, Nesting.Current, isBrief: true);
    }

    /// <summary>Handles an item, then all that wait. Follows <see cref="TryStart"/>.</summary>
    /// <exception cref="Exception">What the handler threw; everything was delivered nevertheless.</exception>
    public void Run(in T first, Nesting nesting, bool isBrief = false)
    {
        var failures = default(Failures);
        StartDuty(nesting, isBrief);
        Handle(first, ref failures);
        HandleRest(nesting, ref failures);
        nesting.Deliveries--;
        failures.ThrowIfAny();
    }

    private void HandleRest(Nesting nesting, ref Failures failures)
    {
        while (TryNext(nesting, out var item))
        {
            Handle(item!, ref failures);
        }
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

    private void Add(in T item)
    {
        (_waiting ??= new()).Enqueue(item);
        _backlog = _waiting.Count;
    }

    /// <summary>Whether nobody drains; otherwise the thread that does is told that there is more.</summary>
    private bool IsIdleUnlessTold() =>
        Volatile.Read(ref _state) == Idle
        || Interlocked.CompareExchange(ref _state, DrainingWithMore, Draining) == Idle;

    private bool TryNext(Nesting nesting, out T? item)
    {
        item = default;
        _drainer = Nobody;
        if (Interlocked.CompareExchange(ref _state, Idle, Draining) == Draining)
        {
            WakeOthers();
            return false;
        }

        if (IsRelieved())
        {
            return false;
        }

        _drainer = nesting.Thread;

        lock (gate)
        {
            return TryDequeue(out item);
        }
    }

    private bool TryDequeue(out T? item)
    {
        item = default;
        var isTaken = _waiting is not null && _waiting.TryDequeue(out item);
        _backlog = _waiting?.Count ?? 0;
        _state =
            !isTaken ? Idle
            : _backlog > 0 ? DrainingWithMore
            : Draining;
        return isTaken;
    }
}
