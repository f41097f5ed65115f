using System.Reactive.Disposables;

namespace DynamicData.Cache.Internal;

/// <summary>One cache for all subscribers of a stream, made for the first and disposed after the last.</summary>
internal sealed class SharedCache<TObject, TKey>(IObservable<IChangeSet<TObject, TKey>> source)
    : GuardedStream<IChangeSet<TObject, TKey>>
    where TObject : notnull
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private Lazy<IObservableCache<TObject, TKey>>? _cache; // guarded by the gate
    private int _subscribers; // guarded by the gate

    protected override IDisposable SubscribeCore(IObserver<IChangeSet<TObject, TKey>> observer)
    {
        var release = Disposable.Create(Release);
        try
        {
            // Subscribed to outside of the gate: the source may call anyone.
            return StableCompositeDisposable.Create(Acquire().Value.Connect().Subscribe(observer), release);
        }
        catch
        {
            release.Dispose();
            throw;
        }
    }

    private Lazy<IObservableCache<TObject, TKey>> Acquire()
    {
        lock (_gate)
        {
            _subscribers++;
            return _cache ??= new(() => source.AsObservableCache());
        }
    }

    private void Release()
    {
        Lazy<IObservableCache<TObject, TKey>>? last = null;
        lock (_gate)
        {
            if (--_subscribers == 0)
            {
                (last, _cache) = (_cache, null);
            }
        }

        if (last is { IsValueCreated: true })
        {
            last.Value.Dispose();
        }
    }
}
