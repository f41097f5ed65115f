namespace DynamicData;

/// <summary>How to sort faster. The order is the same with each.</summary>
[Flags]
public enum SortOptimisations
{
    /// <summary>Nothing is known of the items.</summary>
    None = 0,

    /// <summary>What is compared never changes in an item.</summary>
    ComparesImmutableValuesOnly = 1,

    /// <summary>A refresh does not move an item by itself: the whole is put in order, and no moves are told.</summary>
    IgnoreEvaluates = 2,

    /// <summary>As none: places are found by halves anyway.</summary>
    InsertAtEndThenSort = 3,
}

/// <summary>Why a sorted change set was sent.</summary>
public enum SortReason
{
    /// <summary>It is the first: an add for each item, in order.</summary>
    InitialLoad = 0,

    /// <summary>Another comparer; the changes are not told one by one.</summary>
    ComparerChanged = 1,

    /// <summary>The items changed; each change has its places.</summary>
    DataChanged = 2,

    /// <summary>Items were moved.</summary>
    Reorder = 3,

    /// <summary>So much changed that the whole was sorted again; the changes have no places.</summary>
    Reset = 4,
}

/// <summary>Items in order, as they were when their change set was sent.</summary>
/// <typeparam name="TObject">Type of the items.</typeparam>
/// <typeparam name="TKey">Type of the keys.</typeparam>
public interface IKeyValueCollection<TObject, TKey> : IReadOnlyList<KeyValuePair<TKey, TObject>>
    where TObject : notnull
    where TKey : notnull
{
    /// <summary>The order.</summary>
    IComparer<KeyValuePair<TKey, TObject>> Comparer { get; }

    /// <summary>How they were sorted.</summary>
    SortOptimisations Optimisations { get; }

    /// <summary>Why they were sorted.</summary>
    SortReason SortReason { get; }
}

/// <summary>Changes of a sorted collection: an index is the place at the moment of its change.</summary>
/// <typeparam name="TObject">Type of the items.</typeparam>
/// <typeparam name="TKey">Type of the keys.</typeparam>
public interface ISortedChangeSet<TObject, TKey> : IChangeSet<TObject, TKey>
    where TObject : notnull
    where TKey : notnull
{
    /// <summary>All items in order after these changes.</summary>
    IKeyValueCollection<TObject, TKey> SortedItems { get; }
}
