using System.Reactive.Linq;
using DynamicData.Cache.Internal;
using DynamicData.Kernel;

namespace DynamicData;

/// <content>
/// LeftJoin, LeftJoinMany: every left item, with what is right of it.
/// <list type="table">
/// <listheader><term>Event</term><description>What is sent</description></listheader>
/// <item><term>subscription</term><description>What both sides have, in one set.</description></item>
/// <item><term>left Add, Update, Remove</term><description>The same of the result.</description></item>
/// <item><term>right Add, Update, Remove</term><description>Update of the left item's result; nothing without a left item. Of several
/// right items the last one counts; when it is removed, none. A right item whose left key changes leaves its old left item.</description></item>
/// <item><term>Refresh</term><description>Refresh of the result; of a right item whose left key changed, as for Update.</description></item>
/// <item><term>nothing changed</term><description>Nothing.</description></item>
/// <item><term>error</term><description>Passed on; so is what a function throws.</description></item>
/// <item><term>end</term><description>Passed on when both sides have ended.</description></item>
/// </list>
/// </content>
public static partial class ObservableCacheEx
{
    /// <summary>Each left item with its right one, if there is one.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TDestination, TLeftKey>> LeftJoin<
        TLeft,
        TLeftKey,
        TRight,
        TRightKey,
        TDestination
    >(
        this IObservable<IChangeSet<TLeft, TLeftKey>> left,
        IObservable<IChangeSet<TRight, TRightKey>> right,
        Func<TRight, TLeftKey> rightKeySelector,
        Func<TLeft, Optional<TRight>, TDestination> resultSelector
    )
        where TLeft : notnull
        where TLeftKey : notnull
        where TRight : notnull
        where TRightKey : notnull
        where TDestination : notnull
    {
        ArgumentNullException.ThrowIfNull(resultSelector);
        return left.LeftJoin(right, rightKeySelector, (_, one, other) => resultSelector(one, other));
    }

    /// <summary>Each left item with its right one, if there is one.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TDestination, TLeftKey>> LeftJoin<
        TLeft,
        TLeftKey,
        TRight,
        TRightKey,
        TDestination
    >(
        this IObservable<IChangeSet<TLeft, TLeftKey>> left,
        IObservable<IChangeSet<TRight, TRightKey>> right,
        Func<TRight, TLeftKey> rightKeySelector,
        Func<TLeftKey, TLeft, Optional<TRight>, TDestination> resultSelector
    )
        where TLeft : notnull
        where TLeftKey : notnull
        where TRight : notnull
        where TRightKey : notnull
        where TDestination : notnull => OneToOne(left, right, rightKeySelector, resultSelector, isInner: false);

    /// <summary>Each left item with all its right ones.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TDestination, TLeftKey>> LeftJoinMany<
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
        return left.LeftJoinMany(right, rightKeySelector, (_, one, others) => resultSelector(one, others));
    }

    /// <summary>Each left item with all its right ones.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TDestination, TLeftKey>> LeftJoinMany<
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
            (key, one, others) =>
                resultSelector(
                    key,
                    one,
                    others.HasValue ? others.Value : new ImmutableGroup<TRight, TRightKey, TLeftKey>(key, [])
                ),
            isInner: false
        );
    }

    private static IObservable<IChangeSet<TResult, TLeftKey>> OneToOne<TLeft, TLeftKey, TRight, TRightKey, TResult>(
        IObservable<IChangeSet<TLeft, TLeftKey>> left,
        IObservable<IChangeSet<TRight, TRightKey>> right,
        Func<TRight, TLeftKey> rightKeySelector,
        Func<TLeftKey, TLeft, Optional<TRight>, TResult> resultSelector,
        bool isInner
    )
        where TLeft : notnull
        where TLeftKey : notnull
        where TRight : notnull
        where TRightKey : notnull
        where TResult : notnull
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        ArgumentNullException.ThrowIfNull(rightKeySelector);
        ArgumentNullException.ThrowIfNull(resultSelector);
        return Observable.Create<IChangeSet<TResult, TLeftKey>>(observer =>
            new OneToOneJunction<TLeft, TLeftKey, TRight, TRightKey, TResult>(
                observer,
                rightKeySelector,
                resultSelector,
                isInner
            ).Listen(left, right)
        );
    }
}
