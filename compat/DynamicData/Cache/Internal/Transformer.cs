using System.Reactive.Disposables;
using DynamicData.Kernel;

namespace DynamicData.Cache.Internal;

/// <summary>Makes an item of each item of the source.</summary>
internal sealed class Transformer<TDestination, TSource, TKey>(
    Func<TSource, Optional<TSource>, TKey, TDestination> factory,
    bool transformOnRefresh
)
    where TDestination : notnull
    where TSource : notnull
    where TKey : notnull
{
    private readonly KeptItems<TDestination, TKey> _made = new();

    public ChangeSet<TDestination, TKey> Transform(IChangeSet<TSource, TKey> changes)
    {
        foreach (ref readonly var change in changes.AsSpan())
        {
            Apply(change);
        }

        return _made.Take();
    }

    /// <summary>Makes the items again whose sources are chosen.</summary>
    public ChangeSet<TDestination, TKey> Remake(Dictionary<TKey, TSource> sources, Func<TSource, TKey, bool> isChosen)
    {
        foreach (var (key, source) in sources)
        {
            if (isChosen(source, key))
            {
                _made.Set(key, factory(source, default, key));
            }
        }

        return _made.Take();
    }

    private void Apply(in Change<TSource, TKey> change)
    {
        switch (change.Reason)
        {
            case ChangeReason.Add or ChangeReason.Update:
                _made.Set(change.Key, factory(change.Current, change.Previous, change.Key));
                break;
            case ChangeReason.Refresh when transformOnRefresh:
                _made.Set(change.Key, factory(change.Current, change.Previous, change.Key));
                break;
            case ChangeReason.Refresh:
                _made.Touch(change.Key);
                break;
            case ChangeReason.Remove:
                _made.Delete(change.Key);
                break;
        }
    }
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
        return true;
    }
}

/// <summary>
/// Where changes and requests to transform again meet. It keeps the sources too, to make the items again when asked to.
/// </summary>
internal sealed class ForcedTransformJunction<TDestination, TSource, TKey>(
    IObserver<IChangeSet<TDestination, TKey>> observer,
    Func<TSource, Optional<TSource>, TKey, TDestination> factory
) : Junction<IChangeSet<TDestination, TKey>>(observer)
    where TDestination : notnull
    where TSource : notnull
    where TKey : notnull
{
    private readonly Dictionary<TKey, TSource> _sources = [];
    private readonly Transformer<TDestination, TSource, TKey> _transformer = new(factory, transformOnRefresh: true);
    private int _open = 2;

    protected override bool IsComplete => _open == 0;

    public IDisposable Listen(
        IObservable<IChangeSet<TSource, TKey>> source,
        IObservable<Func<TSource, TKey, bool>> forced
    ) =>
        StableCompositeDisposable.Create(
            source.Subscribe(MainInlet<IChangeSet<TSource, TKey>>(Transform, Close)),
            forced.Subscribe(Inlet<Func<TSource, TKey, bool>>(Remake, Close))
        );

    private ChangeSet<TDestination, TKey> Transform(IChangeSet<TSource, TKey> changes)
    {
        changes.ApplyTo(_sources);
        return _transformer.Transform(changes);
    }

    private ChangeSet<TDestination, TKey>? Remake(Func<TSource, TKey, bool> isChosen)
    {
        var made = _transformer.Remake(_sources, isChosen);
        return made.Count > 0 ? made : null;
    }

    private void Close() => _open--;
}
