using System.Collections.ObjectModel;
using System.ComponentModel;
using DynamicData.Cache.Internal;

namespace DynamicData.Binding;

/// <summary>
/// Collections as change sets. The collection is for one thread at a time.
/// <list type="table">
/// <listheader><term>Event</term><description>What is sent</description></listheader>
/// <item><term>subscription</term><description>An Add of each item; an empty set if there is none.</description></item>
/// <item><term>items added, removed</term><description>Adds (or Updates, of a key that was there), Removes.</description></item>
/// <item><term>item replaced</term><description>An Update if the key is the same, else a Remove and an Add.</description></item>
/// <item><term>reset</term><description>A Remove of each old and an Add of each present item.</description></item>
/// <item><term>item moved</term><description>Nothing.</description></item>
/// </list>
/// </summary>
public static class ObservableCollectionEx
{
    /// <summary>The changes of a collection.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> ToObservableChangeSet<TObject, TKey>(
        this ObservableCollection<TObject> source,
        Func<TObject, TKey> keySelector
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(keySelector);
        return CollectionChanges.Of(source, source, keySelector);
    }

    /// <summary>The changes of a collection.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> ToObservableChangeSet<TObject, TKey>(
        this ReadOnlyObservableCollection<TObject> source,
        Func<TObject, TKey> keySelector
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(keySelector);
        return CollectionChanges.Of(source, source, keySelector);
    }
}

/// <summary>Binding lists as change sets. The list is for one thread at a time.</summary>
public static class BindingListEx
{
    /// <summary>The changes of a list: O(its items) each; an item that says that it changed is refreshed.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IChangeSet<TObject, TKey>> ToObservableChangeSet<TObject, TKey>(
        this BindingList<TObject> source,
        Func<TObject, TKey> keySelector
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(keySelector);
        return CollectionChanges.Of(source, keySelector);
    }
}
