using System.Collections.Specialized;
using System.ComponentModel;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace DynamicData.Cache.Internal;

/// <summary>The changes of a collection that tells of them. Items with the same key are one: the last.</summary>
internal static class CollectionChanges
{
    public static IObservable<IChangeSet<TObject, TKey>> Of<TObject, TKey>(
        IEnumerable<TObject> collection,
        INotifyCollectionChanged source,
        Func<TObject, TKey> keySelector
    )
        where TObject : notnull
        where TKey : notnull =>
        Observable.Create<IChangeSet<TObject, TKey>>(observer =>
        {
            var content = new CacheUpdater<TObject, TKey>(keySelector) { Recording = true };
            source.CollectionChanged += OnChanged;
            content.AddOrUpdate(collection);
            observer.OnNext(content.TakeChanges());
            return Disposable.Create(() => source.CollectionChanged -= OnChanged);

            void OnChanged(object? sender, NotifyCollectionChangedEventArgs change)
            {
                try
                {
                    Apply(content, collection, change);
                }
                catch (Exception error)
                {
                    observer.OnError(error);
                    return;
                }

                Send(observer, content);
            }
        });

    public static IObservable<IChangeSet<TObject, TKey>> Of<TObject, TKey>(
        BindingList<TObject> list,
        Func<TObject, TKey> keySelector
    )
        where TObject : notnull
        where TKey : notnull =>
        Observable.Create<IChangeSet<TObject, TKey>>(observer =>
        {
            var content = new CacheUpdater<TObject, TKey>(keySelector) { Recording = true };
            list.ListChanged += OnChanged;
            content.AddOrUpdate(list);
            observer.OnNext(content.TakeChanges());
            return Disposable.Create(() => list.ListChanged -= OnChanged);

            // A binding list does not tell which item it has lost.
            void OnChanged(object? sender, ListChangedEventArgs change)
            {
                try
                {
                    Diff.Apply(content, list, static (a, b) => EqualityComparer<TObject>.Default.Equals(a, b));
                    if (change.ListChangedType == ListChangedType.ItemChanged)
                    {
                        content.Refresh(list[change.NewIndex]);
                    }
                }
                catch (Exception error)
                {
                    observer.OnError(error);
                    return;
                }

                Send(observer, content);
            }
        });

    private static void Send<TObject, TKey>(
        IObserver<IChangeSet<TObject, TKey>> observer,
        CacheUpdater<TObject, TKey> content
    )
        where TObject : notnull
        where TKey : notnull
    {
        var changes = content.TakeChanges();
        if (changes.Count > 0)
        {
            observer.OnNext(changes);
        }
    }

    private static void Apply<TObject, TKey>(
        CacheUpdater<TObject, TKey> content,
        IEnumerable<TObject> collection,
        NotifyCollectionChangedEventArgs change
    )
        where TObject : notnull
        where TKey : notnull
    {
        switch (change.Action)
        {
            case NotifyCollectionChangedAction.Reset:
                content.Load(collection);
                break;
            case NotifyCollectionChangedAction.Replace:
                Replace(content, change.OldItems!.Cast<TObject>(), change.NewItems!.Cast<TObject>().ToArray());
                break;
            case NotifyCollectionChangedAction.Add:
                content.AddOrUpdate(change.NewItems!.Cast<TObject>());
                break;
            case NotifyCollectionChangedAction.Remove:
                content.Remove(change.OldItems!.Cast<TObject>());
                break;
        }
    }

    private static void Replace<TObject, TKey>(
        CacheUpdater<TObject, TKey> content,
        IEnumerable<TObject> old,
        TObject[] present
    )
        where TObject : notnull
        where TKey : notnull
    {
        var stay = present.Select(content.GetKey).ToHashSet();
        content.RemoveKeys(old.Select(content.GetKey).Where(key => !stay.Contains(key)));
        content.AddOrUpdate(present);
    }
}
