using DynamicData.Kernel;

namespace DynamicData.Cache.Internal;

/// <summary>Makes an item of each item of the source.</summary>
internal class Transformer<TDestination, TSource, TKey>(
    Func<TSource, Optional<TSource>, TKey, TDestination> factory,
    bool transformOnRefresh
)
    where TDestination : notnull
    where TSource : notnull
    where TKey : notnull
{
    protected KeptItems<TDestination, TKey> Made { get; } = new();

    public ChangeSet<TDestination, TKey> Transform(IChangeSet<TSource, TKey> changes)
    {
        foreach (ref readonly var change in changes.AsSpan())
        {
            Apply(change);
        }

        return Made.Take();
    }

    protected virtual void Apply(in Change<TSource, TKey> change)
    {
        switch (change.Reason)
        {
            case ChangeReason.Add or ChangeReason.Update:
                Made.Set(change.Key, factory(change.Current, change.Previous, change.Key));
                break;
            case ChangeReason.Refresh when transformOnRefresh:
                Made.Set(change.Key, factory(change.Current, change.Previous, change.Key));
                break;
            case ChangeReason.Refresh:
                Made.Touch(change.Key);
                break;
            case ChangeReason.Remove:
                Made.Delete(change.Key);
                break;
        }
    }

    protected void Remake(TKey key, TSource source) => Made.Set(key, factory(source, source, key));
}

/// <summary>The sink of a transformation that nobody forces.</summary>
internal sealed class TransformSink<TDestination, TSource, TKey>(
    IObserver<IChangeSet<TDestination, TKey>> observer,
    Transformer<TDestination, TSource, TKey> transformer
) : Sink<IChangeSet<TSource, TKey>, IChangeSet<TDestination, TKey>>(observer)
    where TDestination : notnull
    where TSource : notnull
    where TKey : notnull
{
    protected override bool Handle(IChangeSet<TSource, TKey> value, out IChangeSet<TDestination, TKey>? result)
    {
        result = transformer.Transform(value);
        return result.Count > 0;
    }
}

/// <summary>Keeps the sources too, to make the items again when asked to.</summary>
internal sealed class ForcedTransformer<TDestination, TSource, TKey>(
    Func<TSource, Optional<TSource>, TKey, TDestination> factory
) : Transformer<TDestination, TSource, TKey>(factory, transformOnRefresh: false)
    where TDestination : notnull
    where TSource : notnull
    where TKey : notnull
{
    private readonly Dictionary<TKey, TSource> _sources = [];

    /// <summary>Makes the items again whose sources are chosen.</summary>
    public ChangeSet<TDestination, TKey> Force(Func<TSource, TKey, bool> isChosen)
    {
        foreach (var (key, source) in _sources)
        {
            if (isChosen(source, key))
            {
                Remake(key, source);
            }
        }

        return Made.Take();
    }

    protected override void Apply(in Change<TSource, TKey> change)
    {
        if (change.Reason is ChangeReason.Add or ChangeReason.Update)
        {
            _sources[change.Key] = change.Current;
        }
        else if (change.Reason == ChangeReason.Remove)
        {
            _sources.Remove(change.Key);
        }

        base.Apply(change);
    }
}

/// <summary>Where changes and requests to transform again meet.</summary>
internal sealed class ForcedTransformJunction<TDestination, TSource, TKey>(
    IObserver<IChangeSet<TDestination, TKey>> observer,
    ForcedTransformer<TDestination, TSource, TKey> transformer
) : Junction<IChangeSet<TDestination, TKey>>(observer)
    where TDestination : notnull
    where TSource : notnull
    where TKey : notnull
{
    private int _open = 2;

    protected override bool IsComplete => _open == 0;

    public IDisposable Listen(
        IObservable<IChangeSet<TSource, TKey>> source,
        IObservable<Func<TSource, TKey, bool>> forced
    ) =>
        new System.Reactive.Disposables.CompositeDisposable(
            source.Subscribe(
                MainInlet<IChangeSet<TSource, TKey>>(changes => Unempty(transformer.Transform(changes)), Close)
            ),
            forced.Subscribe(
                MainInlet<Func<TSource, TKey, bool>>(isChosen => Unempty(transformer.Force(isChosen)), Close)
            )
        );

    private void Close() => _open--;

    private static ChangeSet<TDestination, TKey>? Unempty(ChangeSet<TDestination, TKey> changes) =>
        changes.Count > 0 ? changes : null;
}
