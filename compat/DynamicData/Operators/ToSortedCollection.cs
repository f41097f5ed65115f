using DynamicData.Binding;

namespace DynamicData;

/// <content>
/// Sorted copies of the whole content: one after each change set, O(n log n) each time; an error and the end are passed on, and so is
/// what a comparer or selector throws. Items that compare as equal come in any order.
/// </content>
public static partial class ObservableCacheEx
{
    /// <summary>All items in order after each change set.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IReadOnlyCollection<TObject>> ToSortedCollection<TObject, TKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        IComparer<TObject> comparer
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(comparer);
        return source.QueryWhenChanged(
            IReadOnlyCollection<TObject> (query) => Array.AsReadOnly(query.Items.Order(comparer).ToArray())
        );
    }

    /// <summary>All items in the order of a value after each change set.</summary>
    /// <param name="source">The changes.</param>
    /// <param name="sort">Gives the value of an item.</param>
    /// <param name="sortOrder">Whether the smallest or the largest is first.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IObservable<IReadOnlyCollection<TObject>> ToSortedCollection<TObject, TKey, TSortKey>(
        this IObservable<IChangeSet<TObject, TKey>> source,
        Func<TObject, TSortKey> sort,
        SortDirection sortOrder = SortDirection.Ascending
    )
        where TObject : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(sort);
        return source.QueryWhenChanged(
            IReadOnlyCollection<TObject> (query) =>
                Array.AsReadOnly(
                    sortOrder == SortDirection.Ascending
                        ? query.Items.OrderBy(sort).ToArray()
                        : query.Items.OrderByDescending(sort).ToArray()
                )
        );
    }
}
