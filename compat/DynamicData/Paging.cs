using DynamicData.Operators;

namespace DynamicData;

/// <summary>Which page to show.</summary>
public interface IPageRequest
{
    /// <summary>The page; 1 is the first.</summary>
    int Page { get; }

    /// <summary>Items a page.</summary>
    int Size { get; }
}

/// <summary>Which part to show.</summary>
public interface IVirtualRequest
{
    /// <summary>How many items.</summary>
    int Size { get; }

    /// <summary>Index of the first.</summary>
    int StartIndex { get; }
}

/// <summary>Which part is shown.</summary>
public interface IVirtualResponse
{
    /// <summary>How many items were asked for.</summary>
    int Size { get; }

    /// <summary>Index of the first.</summary>
    int StartIndex { get; }

    /// <summary>How many items there are in all.</summary>
    int TotalSize { get; }
}

/// <summary>Changes of a page.</summary>
/// <typeparam name="TObject">Type of the items.</typeparam>
/// <typeparam name="TKey">Type of the keys.</typeparam>
public interface IPagedChangeSet<TObject, TKey> : ISortedChangeSet<TObject, TKey>
    where TObject : notnull
    where TKey : notnull
{
    /// <summary>Which page it is.</summary>
    IPageResponse Response { get; }
}

/// <summary>Changes of a part.</summary>
/// <typeparam name="TObject">Type of the items.</typeparam>
/// <typeparam name="TKey">Type of the keys.</typeparam>
public interface IVirtualChangeSet<TObject, TKey> : ISortedChangeSet<TObject, TKey>
    where TObject : notnull
    where TKey : notnull
{
    /// <summary>Which part it is.</summary>
    IVirtualResponse Response { get; }
}
