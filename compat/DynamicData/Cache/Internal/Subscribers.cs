namespace DynamicData.Cache.Internal;

/// <summary>What joins a cache with an initial state, perhaps later than it asks to.</summary>
internal interface IJoining
{
    /// <summary>Captures the initial state and enters the cache's lists. Called under the gate.</summary>
    void Join();

    /// <summary>Sends the initial state. Called outside the gate.</summary>
    void Open();

    /// <summary>Ends the stream of one that never joined.</summary>
    void Abort(Termination termination);
}

/// <summary>A subscriber to all changes.</summary>
internal sealed class Connection<TObject, TKey>(
    IntermediateCache<TObject, TKey> cache,
    IObserver<IChangeSet<TObject, TKey>> observer,
    bool wantsEmpty
) : Subscriber<IChangeSet<TObject, TKey>>(observer, cache), IJoining
    where TObject : notnull
    where TKey : notnull
{
    private ChangeSet<TObject, TKey>? _initial;

    /// <summary>Whether it is told of edits that changed nothing.</summary>
    public bool WantsEmpty => wantsEmpty;

    public void Join()
    {
        if (!IsDisposed)
        {
            _initial = cache.Join(this);
        }
    }

    protected override void SendInitial()
    {
        var initial = _initial;
        _initial = null;
        if (initial is not null && (initial.Count > 0 || wantsEmpty))
        {
            SendNow(initial);
        }
    }

    protected override void Leave() => cache.Leave(this);
}

/// <summary>A subscriber to the changes of one key; those of one key form a ring.</summary>
internal sealed class Watcher<TObject, TKey>(
    IntermediateCache<TObject, TKey> cache,
    IObserver<Change<TObject, TKey>> observer,
    TKey key
) : Subscriber<Change<TObject, TKey>>(observer, cache), IJoining
    where TObject : notnull
    where TKey : notnull
{
    private Change<TObject, TKey>? _initial;

    public TKey Key => key;

    /// <summary>The next watcher of this key. Guarded by the gate.</summary>
    public Watcher<TObject, TKey>? Next { get; set; }

    /// <summary>The previous watcher of this key. Guarded by the gate.</summary>
    public Watcher<TObject, TKey>? Previous { get; set; }

    public void Join()
    {
        if (IsDisposed)
        {
            return;
        }

        var item = cache.Join(this);
        if (item.HasValue)
        {
            _initial = new(ChangeReason.Add, key, item.Value);
        }
    }

    protected override void SendInitial()
    {
        if (_initial is { } initial)
        {
            SendNow(initial);
        }

        _initial = null;
    }

    protected override void Leave() => cache.Leave(this);
}

/// <summary>A subscriber to the number of items.</summary>
internal sealed class CountObserver<TObject, TKey>(IntermediateCache<TObject, TKey> cache, IObserver<int> observer)
    : Subscriber<int>(observer, cache)
    where TObject : notnull
    where TKey : notnull
{
    private int _initial;
    private int _last = -1; // of the sequence of what is sent, in order

    public void Join() => _last = _initial = cache.Join(this);

    /// <summary>Sends the count if it differs from the last one. Called by the draining thread.</summary>
    public void SendIfNew(int count, ref Failures failures)
    {
        if (count == _last)
        {
            return;
        }

        _last = count;
        Send(count, ref failures);
    }

    protected override void SendInitial() => SendNow(_initial);

    protected override void Leave() => cache.Leave(this);
}

/// <summary>A subscriber to changes before they are applied. It has no initial state.</summary>
internal sealed class Previewer<TObject, TKey>(
    IntermediateCache<TObject, TKey> cache,
    IObserver<IChangeSet<TObject, TKey>> observer
) : Subscriber<IChangeSet<TObject, TKey>>(observer, cache, isOpen: true)
    where TObject : notnull
    where TKey : notnull
{
    private Termination? _end;

    public void Join() => _end = cache.Join(this);

    /// <summary>Ends the stream if the cache had ended before. Called outside the gate.</summary>
    public void EndIfLate()
    {
        if (_end is not null)
        {
            End(_end);
        }
    }

    protected override void SendInitial() { }

    protected override void Leave() => cache.Leave(this);
}
