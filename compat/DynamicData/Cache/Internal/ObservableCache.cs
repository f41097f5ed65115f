using DynamicData.Binding;
using DynamicData.Kernel;

namespace DynamicData.Cache.Internal;

/// <summary>
/// What all caches are made of. The content changes under <see cref="Gate"/>; what changed is queued under it too, and
/// delivered outside of it, one publication at a time and in order, by whichever thread is draining. So no observer is
/// called under a lock, and an edit made by an observer is delivered after the publication that it observes.
/// </summary>
/// <remarks>
/// Publications are numbered. A subscriber's initial state is captured under the gate together with the number of the
/// last publication that it contains; older ones, which may still be queued, are not sent to it.
/// </remarks>
internal sealed partial class ObservableCache<TObject, TKey> : IObservableCache<TObject, TKey>, INotifyCollectionChangedSuspender
    where TObject : notnull
    where TKey : notnull
{
    private readonly CacheUpdater<TObject, TKey> _updater; // guarded by the gate
    private readonly IDisposable? _source;

    public ObservableCache(Func<TObject, TKey>? keySelector = null)
    {
        _updater = new(keySelector);
        _queue = new(Gate, Deliver);
        _stage = new(Gate, ShowAndCommit);
    }

    /// <summary>A cache that follows a stream; it ends with the stream and keeps its content.</summary>
    public ObservableCache(IObservable<IChangeSet<TObject, TKey>> source)
        : this() => _source = source.Subscribe(new Follower(this));

    /// <summary>Guards the content, the lists of subscribers and the queues.</summary>
    public Lock Gate { get; } = new();

    public int Count
    {
        get
        {
            lock (Gate)
                return Readable.Count;
        }
    }

    public IReadOnlyList<TObject> Items
    {
        get
        {
            lock (Gate)
                return [.. Readable.Values];
        }
    }

    public IReadOnlyDictionary<TKey, TObject> KeyValues
    {
        get
        {
            lock (Gate)
                return new Dictionary<TKey, TObject>(Readable);
        }
    }

    public IReadOnlyList<TKey> Keys
    {
        get
        {
            lock (Gate)
                return [.. Readable.Keys];
        }
    }

    /// <summary>
    /// The content as readers see it: for the thread that is editing, with its changes; for others, without those that
    /// preview subscribers are being shown. Guarded by the gate.
    /// </summary>
    private Dictionary<TKey, TObject> Readable =>
        _editLevel > 0 || _committed is null ? _updater.Data : _committed;

    public Optional<TObject> Lookup(TKey key)
    {
        lock (Gate)
            return Readable.TryGetValue(key, out var item) ? item : default(Optional<TObject>);
    }

    public void Dispose()
    {
        _source?.Dispose();
        End(new((Exception?)null));
    }

    /// <summary>Makes the changes of a stream, and ends the cache with it.</summary>
    private sealed class Follower(ObservableCache<TObject, TKey> cache) : IObserver<IChangeSet<TObject, TKey>>
    {
        private int _isStopped;

        public void OnNext(IChangeSet<TObject, TKey> value)
        {
            if (Volatile.Read(ref _isStopped) == 0)
                cache.Follow(value);
        }

        public void OnError(Exception error) => End(error);

        public void OnCompleted() => End(null);

        private void End(Exception? error)
        {
            if (Interlocked.Exchange(ref _isStopped, 1) == 0)
                cache.End(new(error));
        }
    }
}
