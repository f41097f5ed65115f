using DynamicData.Operators;

namespace DynamicData.Cache.Internal;

/// <summary>Which page is shown.</summary>
internal sealed record PageResponse(int PageSize, int TotalSize, int Page, int Pages) : IPageResponse;

/// <summary>Which part is shown.</summary>
internal sealed record VirtualResponse(int Size, int StartIndex, int TotalSize) : IVirtualResponse;

/// <summary>Changes of a page.</summary>
internal sealed class PagedChangeSet<TObject, TKey>(
    IEnumerable<Change<TObject, TKey>> changes,
    IKeyValueCollection<TObject, TKey> sortedItems,
    IPageResponse response
) : SortedChangeSet<TObject, TKey>(changes, sortedItems), IPagedChangeSet<TObject, TKey>
    where TObject : notnull
    where TKey : notnull
{
    public IPageResponse Response => response;
}

/// <summary>Changes of a part.</summary>
internal sealed class VirtualChangeSet<TObject, TKey>(
    IEnumerable<Change<TObject, TKey>> changes,
    IKeyValueCollection<TObject, TKey> sortedItems,
    IVirtualResponse response
) : SortedChangeSet<TObject, TKey>(changes, sortedItems), IVirtualChangeSet<TObject, TKey>
    where TObject : notnull
    where TKey : notnull
{
    public IVirtualResponse Response => response;
}
