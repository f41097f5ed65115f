using DynamicData.Cache.Internal;
using DynamicData.Kernel;

namespace DynamicData;

/// <content>Who is told, and from when on.</content>
public sealed partial class IntermediateCache<TObject, TKey>
{
    private readonly WatchIndex<TObject, TKey> _watchers = new(); // guarded by the gate

    // Replaced under the gate, read by the draining thread without.
    private Connection<TObject, TKey>[] _connections = [];
    private CountObserver<TObject, TKey>[] _counters = [];
    private Previewer<TObject, TKey>[] _previewers = [];

    private int _connectionsThatWantEmpty; // guarded by the gate
    private List<IJoining>? _deferred; // wait for the end of an edit or a suspension; guarded by the gate

    /// <inheritdoc/>
    public IObservable<int> CountChanged =>
        new Stream<int>(observer =>
        {
            var counter = new CountObserver<TObject, TKey>(this, observer);
            lock (Gate)
            {
                counter.Join();
            }

            counter.Open();
            return counter;
        });

    /// <summary>Whether the content holds changes that are not published yet.</summary>
    private bool IsBehind => _termination is null && (_editLevel > 0 || _notificationSuspensions > 0);

    /// <inheritdoc/>
    public IObservable<IChangeSet<TObject, TKey>> Connect(
        Func<TObject, bool>? predicate = null,
        bool suppressEmptyChangeSets = true
    )
    {
        var all = new Stream<IChangeSet<TObject, TKey>>(observer =>
            Admit(new Connection<TObject, TKey>(this, observer, !suppressEmptyChangeSets))
        );
        return predicate is null ? all : all.Filter(predicate, suppressEmptyChangeSets);
    }

    /// <inheritdoc/>
    public IObservable<IChangeSet<TObject, TKey>> Preview(Func<TObject, bool>? predicate = null)
    {
        var all = new Stream<IChangeSet<TObject, TKey>>(observer =>
        {
            var previewer = new Previewer<TObject, TKey>(this, observer);
            lock (Gate)
            {
                previewer.Join();
            }

            previewer.EndIfLate();
            return previewer;
        });
        return predicate is null ? all : all.Filter(predicate);
    }

    /// <inheritdoc/>
    public IObservable<Change<TObject, TKey>> Watch(TKey key) =>
        new Stream<Change<TObject, TKey>>(observer => Admit(new Watcher<TObject, TKey>(this, observer, key)));

    void ISubscriptionHost.LeaveToDrain(ILatecomer subscriber) => _queue.Enqueue(new() { Latecomer = subscriber });

    void ISubscriptionHost.Drain() => _queue.Drain();

    /// <summary>Captures the content for a new subscriber and enters it. The caller holds the gate.</summary>
    internal ChangeSet<TObject, TKey> Join(Connection<TObject, TKey> connection)
    {
        connection.Since = _version;
        if (!EndIfTerminated(connection))
        {
            _connections = [.. _connections, connection];
            _connectionsThatWantEmpty += connection.WantsEmpty ? 1 : 0;
        }

        return Changes.AddsOf(Readable);
    }

    /// <summary>Captures one item for a new subscriber and enters it. The caller holds the gate.</summary>
    internal Optional<TObject> Join(Watcher<TObject, TKey> watcher)
    {
        watcher.Since = _version;
        if (!EndIfTerminated(watcher))
        {
            _watchers.Add(watcher);
        }

        return Readable.TryGetValue(watcher.Key, out var item) ? item : default(Optional<TObject>);
    }

    /// <summary>Captures the count for a new subscriber and enters it. The caller holds the gate.</summary>
    internal int Join(CountObserver<TObject, TKey> counter)
    {
        counter.Since = _version;
        if (!EndIfTerminated(counter))
        {
            _counters = [.. _counters, counter];
        }

        _lastCount = NoCount;
        return Readable.Count;
    }

    /// <summary>Enters a preview subscriber. The caller holds the gate.</summary>
    /// <returns>How the cache has ended, if it has.</returns>
    internal Termination? Join(Previewer<TObject, TKey> previewer)
    {
        if (_termination is not null)
        {
            return _termination;
        }

        _previewers = [.. _previewers, previewer];
        _committed ??= new(_updater.Data);
        _updater.Recording = true;
        return null;
    }

    /// <summary>Forgets a subscriber. The caller holds the gate.</summary>
    internal void Leave(Connection<TObject, TKey> connection)
    {
        _deferred?.Remove(connection);
        if (Forget(ref _connections, connection))
        {
            _connectionsThatWantEmpty -= connection.WantsEmpty ? 1 : 0;
        }
    }

    /// <summary>Forgets a subscriber. The caller holds the gate.</summary>
    internal void Leave(Watcher<TObject, TKey> watcher)
    {
        _deferred?.Remove(watcher);
        _watchers.Remove(watcher);
    }

    /// <summary>Forgets a subscriber. The caller holds the gate.</summary>
    internal void Leave(CountObserver<TObject, TKey> counter) => Forget(ref _counters, counter);

    /// <summary>Forgets a subscriber. The caller holds the gate.</summary>
    internal void Leave(Previewer<TObject, TKey> previewer)
    {
        Forget(ref _previewers, previewer);
        StopStagingIfIdle();
    }

    private IDisposable Admit<T>(T subscriber)
        where T : IJoining, IDisposable
    {
        lock (Gate)
        {
            if (IsBehind)
            {
                (_deferred ??= []).Add(subscriber);
                return subscriber;
            }

            subscriber.Join();
        }

        subscriber.Open();
        return subscriber;
    }

    private List<IJoining>? TakeDeferred()
    {
        var taken = _deferred;
        _deferred = null;
        return taken is { Count: > 0 } ? taken : null;
    }

    private List<IJoining>? JoinDeferred() => IsBehind ? null : TakeDeferred();

    private bool EndIfTerminated<T>(Subscriber<T> subscriber)
    {
        if (_termination is null)
        {
            return false;
        }

        subscriber.End(_termination); // held until its initial state is sent
        return true;
    }

    private (
        Connection<TObject, TKey>[],
        List<Watcher<TObject, TKey>>,
        CountObserver<TObject, TKey>[],
        Previewer<TObject, TKey>[]
    ) TakeSubscribers()
    {
        lock (Gate)
        {
            var taken = (_connections, _watchers.TakeAll(), _counters, _previewers);
            (_connections, _counters, _previewers, _connectionsThatWantEmpty) = ([], [], [], 0);
            StopStagingIfIdle();
            return taken;
        }
    }

    private static bool Forget<T>(ref T[] subscribers, T subscriber)
        where T : class
    {
        var index = Array.IndexOf(subscribers, subscriber);
        if (index < 0)
        {
            return false;
        }

        subscribers = [.. subscribers.AsSpan(0, index), .. subscribers.AsSpan(index + 1)];
        return true;
    }
}
