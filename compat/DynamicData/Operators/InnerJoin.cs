using System.Reactive.Linq;
using DynamicData.Cache.Internal;

namespace DynamicData;

/// <content>
/// InnerJoin, InnerJoinMany: only what has both sides.
/// <list type="table">
/// <listheader><term>Event</term><description>What is sent</description></listheader>
/// <item><term>subscription</term><description>What both sides have, in one set.</description></item>
/// <item><term>left or right Add, Update</term><description>Add or Update of each pair that there is now.</description></item>
/// <item><term>left or right Remove</term><description>Remove of each pair that there was.</description></item>
/// <item><term>right item whose left key changes</term><description>Remove of its old pair, Add of its new one; so on Refresh.</description></item>
/// <item><term>Refresh</term><description>Refresh of each of its pairs.</description></item>
/// <item><term>nothing changed</term><description>Nothing.</description></item>
/// <item><term>error</term><description>Passed on; so is what a function throws.</description></item>
/// <item><term>end</term><description>Passed on when both sides have ended.</description></item>
/// </list>
/// </content>
public static partial class ObservableCacheEx
{
    /// <summary>Each right item with its left one, by both keys.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TDestination, (TLeftKey leftKey, TRightKey rightKey)>> InnerJoin<
        TLeft,
        TLeftKey,
        TRight,
        TRightKey,
        TDestination
    >(
        this IObservable<IChangeSet<TLeft, TLeftKey>> left,
        IObservable<IChangeSet<TRight, TRightKey>> right,
        Func<TRight, TLeftKey> rightKeySelector,
        Func<TLeft, TRight, TDestination> resultSelector
    )
        where TLeft : notnull
        where TLeftKey : notnull
        where TRight : notnull
        where TRightKey : notnull
        where TDestination : notnull
    {
        ArgumentNullException.ThrowIfNull(resultSelector);
        return left.InnerJoin(right, rightKeySelector, (_, one, other) => resultSelector(one, other));
    }

    /// <summary>Each right item with its left one, by both keys.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TDestination, (TLeftKey leftKey, TRightKey rightKey)>> InnerJoin<
        TLeft,
        TLeftKey,
        TRight,
        TRightKey,
        TDestination
    >(
        this IObservable<IChangeSet<TLeft, TLeftKey>> left,
        IObservable<IChangeSet<TRight, TRightKey>> right,
        Func<TRight, TLeftKey> rightKeySelector,
        Func<(TLeftKey leftKey, TRightKey rightKey), TLeft, TRight, TDestination> resultSelector
    )
        where TLeft : notnull
        where TLeftKey : notnull
        where TRight : notnull
        where TRightKey : notnull
        where TDestination : notnull
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        ArgumentNullException.ThrowIfNull(rightKeySelector);
        ArgumentNullException.ThrowIfNull(resultSelector);
        return Observable.Create<IChangeSet<TDestination, (TLeftKey leftKey, TRightKey rightKey)>>(observer =>
            new PairJunction<TLeft, TLeftKey, TRight, TRightKey, TDestination>(
                observer,
                rightKeySelector,
                resultSelector
            ).Listen(left, right)
        );
    }

    /// <summary>Each left item that has right ones, with all of them.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TDestination, TLeftKey>> InnerJoinMany<
        TLeft,
        TLeftKey,
        TRight,
        TRightKey,
        TDestination
    >(
        this IObservable<IChangeSet<TLeft, TLeftKey>> left,
        IObservable<IChangeSet<TRight, TRightKey>> right,
        Func<TRight, TLeftKey> rightKeySelector,
        Func<TLeft, IGrouping<TRight, TRightKey, TLeftKey>, TDestination> resultSelector
    )
        where TLeft : notnull
        where TLeftKey : notnull
        where TRight : notnull
        where TRightKey : notnull
        where TDestination : notnull
    {
        ArgumentNullException.ThrowIfNull(resultSelector);
        return left.InnerJoinMany(right, rightKeySelector, (_, one, others) => resultSelector(one, others));
    }

    /// <summary>Each left item that has right ones, with all of them.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TDestination, TLeftKey>> InnerJoinMany<
        TLeft,
        TLeftKey,
        TRight,
        TRightKey,
        TDestination
    >(
        this IObservable<IChangeSet<TLeft, TLeftKey>> left,
        IObservable<IChangeSet<TRight, TRightKey>> right,
        Func<TRight, TLeftKey> rightKeySelector,
        Func<TLeftKey, TLeft, IGrouping<TRight, TRightKey, TLeftKey>, TDestination> resultSelector
    )
        where TLeft : notnull
        where TLeftKey : notnull
        where TRight : notnull
        where TRightKey : notnull
        where TDestination : notnull
    {
        ArgumentNullException.ThrowIfNull(right);
        ArgumentNullException.ThrowIfNull(rightKeySelector);
        ArgumentNullException.ThrowIfNull(resultSelector);
        return OneToOne(
            left,
            right.GroupWithImmutableState(rightKeySelector),
            static grouping => grouping.Key,
            (key, one, others) => resultSelector(key, one, others.Value),
            isInner: true
        );
    }
}
