using System.Reactive.Linq;
using DynamicData.Cache.Internal;

namespace DynamicData;

/// <content>
/// And, Or, Xor, Except: sources combined by their keys. Of several sources with a key the one that changed last gives the item.
/// <list type="table">
/// <listheader><term>Event of any source</term><description>What is sent</description></listheader>
/// <item><term>Add, Update</term><description>Add or Update if the key is in the combination then, Remove if it is not any more.</description></item>
/// <item><term>Remove</term><description>Remove; or if the key is in the combination still (or just now), Update or Add of the item of
/// the first source that has it.</description></item>
/// <item><term>Refresh</term><description>Refresh if the key is in the combination.</description></item>
/// <item><term>nothing changed</term><description>Nothing.</description></item>
/// <item><term>error</term><description>Passed on.</description></item>
/// <item><term>end</term><description>Passed on when all sources have ended.</description></item>
/// </list>
/// </content>
public static partial class ObservableCacheEx
{
    /// <summary>Items whose keys are in all sources.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> And<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        params IObservable<IChangeSet<TObject, TKey>>[] others
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(others);
        return Combine([source, .. others], Combination.And);
    }

    /// <summary>Items whose keys are in all sources.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="sources"/> is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> And<TObject, TKey>(
        this ICollection<IObservable<IChangeSet<TObject, TKey>>> sources
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(sources);
        return Combine([.. sources], Combination.And);
    }

    /// <summary>Items whose keys are in any source.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> Or<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        params IObservable<IChangeSet<TObject, TKey>>[] others
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(others);
        return Combine([source, .. others], Combination.Or);
    }

    /// <summary>Items whose keys are in any source.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="sources"/> is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> Or<TObject, TKey>(
        this ICollection<IObservable<IChangeSet<TObject, TKey>>> sources
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(sources);
        return Combine([.. sources], Combination.Or);
    }

    /// <summary>Items whose keys are in just one source.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> Xor<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        params IObservable<IChangeSet<TObject, TKey>>[] others
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(others);
        return Combine([source, .. others], Combination.Xor);
    }

    /// <summary>Items whose keys are in just one source.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="sources"/> is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> Xor<TObject, TKey>(
        this ICollection<IObservable<IChangeSet<TObject, TKey>>> sources
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(sources);
        return Combine([.. sources], Combination.Xor);
    }

    /// <summary>Items of the first source whose keys are in none of the others.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> Except<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        params IObservable<IChangeSet<TObject, TKey>>[] others
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(others);
        return Combine([source, .. others], Combination.Except);
    }

    /// <summary>Items of the first source whose keys are in none of the others.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="sources"/> is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> Except<TObject, TKey>(
        this ICollection<IObservable<IChangeSet<TObject, TKey>>> sources
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(sources);
        return Combine([.. sources], Combination.Except);
    }

    private static IObservable<IChangeSet<TObject, TKey>> Combine<TObject, TKey>(
        IObservable<IChangeSet<TObject, TKey>>[] sources,
        Combination combination
    )
        where TObject : notnull
        where TKey : notnull =>
        sources.Length == 0
            ? Observable.Empty<IChangeSet<TObject, TKey>>()
            : Observable.Create<IChangeSet<TObject, TKey>>(observer =>
                new CombinerJunction<TObject, TKey>(observer, combination).Listen(sources)
            );
}
