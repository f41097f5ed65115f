using DynamicData.Cache.Internal;

namespace DynamicData;

/// <summary>Operators on caches and on streams of their changes.</summary>
/// <remarks>
/// An operator is as serial as its source. Those that listen to more than one stream take turns between them without
/// holding a lock while they call anyone. What a caller's function throws ends that stream with the error.
/// </remarks>
public static partial class ObservableCacheEx
{
    /// <summary>A cache without its editing methods. Disposing it does nothing: that cache goes on.</summary>
    /// <typeparam name="TObject">Type of the items.</typeparam>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <param name="source">The cache.</param>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public static IObservableCache<TObject, TKey> AsObservableCache<TObject, TKey>(
        this IObservableCache<TObject, TKey> source
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        return new ReadOnlyCache<TObject, TKey>(source, ownsCache: false);
    }

    /// <summary>
    /// A cache that follows a stream until it is disposed. The end of the stream ends its subscribers; its content stays.
    /// </summary>
    /// <typeparam name="TObject">Type of the items.</typeparam>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <param name="source">The stream.</param>
    /// <param name="applyLocking">Here the result is safe for several threads either way.</param>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public static IObservableCache<TObject, TKey> AsObservableCache<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        bool applyLocking = true
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        return new ReadOnlyCache<TObject, TKey>(new IntermediateCache<TObject, TKey>(source), ownsCache: true);
    }
}
