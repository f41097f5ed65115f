namespace DynamicData.Operators;

/// <summary>Which page is shown.</summary>
public interface IPageResponse
{
    /// <summary>The page; 1 is the first.</summary>
    int Page { get; }

    /// <summary>Items a page.</summary>
    int PageSize { get; }

    /// <summary>How many pages there are.</summary>
    int Pages { get; }

    /// <summary>How many items there are in all.</summary>
    int TotalSize { get; }
}
