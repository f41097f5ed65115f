using System.Reactive.Linq;
using DynamicData.Cache.Internal;

namespace DynamicData;

/// <content>
/// Looking at single changes on their way. The action is called before the change set goes on; what it throws ends the
/// stream with that error.
/// </content>
public static partial class ObservableCacheEx
{
    /// <summary>Acts on each change.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> ForEachChange<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Action<Change<TObject, TKey>> action
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(action);
        return source.Do(changes =>
        {
            foreach (ref readonly var change in changes.AsSpan())
            {
                action(change);
            }
        });
    }

    /// <summary>Acts on each added item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> OnItemAdded<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Action<TObject> addAction
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(addAction);
        return source.OnItemAdded((item, _) => addAction(item));
    }

    /// <summary>Acts on each added item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> OnItemAdded<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Action<TObject, TKey> addAction
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(addAction);
        return source.ForReason(ChangeReason.Add, change => addAction(change.Current, change.Key));
    }

    /// <summary>Acts on each replacement: the new item, and the one that it replaces.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> OnItemUpdated<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Action<TObject, TObject> updateAction
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(updateAction);
        return source.OnItemUpdated((current, previous, _) => updateAction(current, previous));
    }

    /// <summary>Acts on each replacement: the new item, and the one that it replaces.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> OnItemUpdated<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Action<TObject, TObject, TKey> updateAction
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(updateAction);
        return source.ForReason(
            ChangeReason.Update,
            change => updateAction(change.Current, change.Previous.Value, change.Key)
        );
    }

    /// <summary>Acts on each refreshed item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> OnItemRefreshed<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Action<TObject> refreshAction
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(refreshAction);
        return source.OnItemRefreshed((item, _) => refreshAction(item));
    }

    /// <summary>Acts on each refreshed item.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> OnItemRefreshed<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Action<TObject, TKey> refreshAction
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(refreshAction);
        return source.ForReason(ChangeReason.Refresh, change => refreshAction(change.Current, change.Key));
    }

    /// <summary>Acts on each removed item and, unless told otherwise, on what remains when the subscription ends.</summary>
    /// <exception cref="ArgumentNullException">The stream or the action is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> OnItemRemoved<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Action<TObject> removeAction,
        bool invokeOnUnsubscribe = true
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(removeAction);
        return source.OnItemRemoved((item, _) => removeAction(item), invokeOnUnsubscribe);
    }

    /// <summary>Acts on each removed item and, unless told otherwise, on what remains when the subscription ends.</summary>
    /// <exception cref="ArgumentNullException">The stream or the action is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> OnItemRemoved<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Action<TObject, TKey> removeAction,
        bool invokeOnUnsubscribe = true
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(removeAction);
        return invokeOnUnsubscribe
            ? Observable.Create<IChangeSet<TObject, TKey>>(observer =>
                new RemovalSink<TObject, TKey>(observer, removeAction).Listen(source)
            )
            : source.ForReason(ChangeReason.Remove, change => removeAction(change.Current, change.Key));
    }

    private static IObservable<IChangeSet<TObject, TKey>> ForReason<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        ChangeReason reason,
        Action<Change<TObject, TKey>> action
    )
        where TObject : notnull
        where TKey : notnull =>
        source.ForEachChange(change =>
        {
            if (change.Reason == reason)
            {
                action(change);
            }
        });
}
