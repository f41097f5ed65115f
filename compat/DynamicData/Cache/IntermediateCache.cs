using DynamicData.Binding;
using DynamicData.Cache.Internal;
using DynamicData.Kernel;

namespace DynamicData;

/// <summary>
/// As <see cref="SourceCache{TObject, TKey}"/>, but keyed by whoever edits; or filled by a stream, with which it ends. All
/// other caches stand on it.
/// </summary>
/// <typeparam name="TObject">Type of the items.</typeparam>
/// <typeparam name="TKey">Type of the keys.</typeparam>
/// <remarks>
/// The content changes under a gate; what changed is queued under it too, and delivered outside of it, one publication at a
/// time and in order, by whichever thread is draining. So no observer is called under a lock, and an edit made by an observer
/// is delivered after the publication that it observes. Publications are numbered: a subscriber's initial state is captured
/// under the gate together with the number of the last publication that it contains; older ones, which may still be queued,
/// are not sent to it.
/// </remarks>
public sealed partial class IntermediateCache<TObject, TKey>
    : IIntermediateCache<TObject, TKey>,
        INotifyCollectionChangedSuspender,
        ISubscriptionHost
    where TObject : notnull
    where TKey : notnull
{
    private readonly CacheUpdater<TObject, TKey> _updater; // guarded by the gate
    private readonly IDisposable? _source;

    /// <summary>An empty cache.</summary>
    public IntermediateCache()
        : this(keySelector: null) { }

    /// <summary>A cache that follows a stream; it ends with the stream and keeps its content.</summary>
    /// <param name="source">The stream.</param>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public IntermediateCache(IObservable<IChangeSet<TObject, TKey>> source)
        : this()
    {
        ArgumentNullException.ThrowIfNull(source);
        _source = source.Subscribe(new Follower(this));
    }

    /// <summary>An empty cache that can tell the keys of items.</summary>
    internal IntermediateCache(Func<TObject, TKey>? keySelector)
    {
        _updater = new(keySelector);
        _queue = new(Gate, Deliver);
        _stage = new(Gate, ShowAndCommit);
    }

    /// <inheritdoc/>
    public int Count
    {
        get
        {
            lock (Gate)
            {
                return Readable.Count;
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<TObject> Items
    {
        get
        {
            lock (Gate)
            {
                return [.. Readable.Values];
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<TKey, TObject> KeyValues
    {
        get
        {
            lock (Gate)
            {
                return new Dictionary<TKey, TObject>(Readable);
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<TKey> Keys
    {
        get
        {
            lock (Gate)
            {
                return [.. Readable.Keys];
            }
        }
    }

    /// <summary>Guards the content, the lists of subscribers and the queues.</summary>
    internal Lock Gate { get; } = new();

    /// <summary>
    /// The content as readers see it: for the thread that is editing, with its changes; for others, without those that
    /// preview subscribers are being shown. Guarded by the gate.
    /// </summary>
    private Dictionary<TKey, TObject> Readable => _editLevel > 0 || _committed is null ? _updater.Data : _committed;

    Lock ISubscriptionHost.Gate => Gate;

    /// <inheritdoc/>
    public Optional<TObject> Lookup(TKey key)
    {
        lock (Gate)
        {
            return Readable.TryGetValue(key, out var item) ? item : default(Optional<TObject>);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _source?.Dispose();
        End(new((Exception?)null));
    }

    /// <summary>Makes the changes of a stream, and ends the cache with it.</summary>
    private sealed class Follower(IntermediateCache<TObject, TKey> cache) : IObserver<IChangeSet<TObject, TKey>>
    {
        private int _isStopped;

        public void OnNext(IChangeSet<TObject, TKey> value)
        {
            if (Volatile.Read(ref _isStopped) == 0)
            {
                cache.Follow(value);
            }
        }

        public void OnError(Exception error) => End(error);

        public void OnCompleted() => End(null);

        private void End(Exception? error)
        {
            if (Interlocked.Exchange(ref _isStopped, 1) == 0)
            {
                cache.End(new(error));
            }
        }
    }
}
