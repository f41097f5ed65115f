namespace DynamicData;

/// <summary>Which page to show.</summary>
public sealed class PageRequest : IPageRequest, IEquatable<IPageRequest>
{
    /// <summary>The first page, of 25 items.</summary>
    public static readonly IPageRequest Default = new PageRequest();

    /// <summary>Page 0 of no items: nothing.</summary>
    public static readonly IPageRequest Empty = new PageRequest(0, 0, isChecked: false);

    private const int DefaultSize = 25;

    /// <summary>The first page, of 25 items.</summary>
    public PageRequest()
        : this(1, DefaultSize) { }

    /// <summary>A page.</summary>
    /// <param name="page">1 is the first.</param>
    /// <param name="size">Items a page, at least 1.</param>
    /// <exception cref="ArgumentException">A number is below 1.</exception>
    public PageRequest(int page, int size)
        : this(page, size, isChecked: true) { }

    private PageRequest(int page, int size, bool isChecked)
    {
        if (isChecked && page < 1)
        {
            throw new ArgumentException("Page must be positive", nameof(page));
        }

        if (isChecked && size < 1)
        {
            throw new ArgumentException("Size must be positive", nameof(size));
        }

        (Page, Size) = (page, size);
    }

    /// <summary>Compares page and size.</summary>
    public static IEqualityComparer<IPageRequest?> DefaultComparer { get; } =
        EqualityComparer<IPageRequest?>.Create(
            static (x, y) => x is null ? y is null : y is not null && x.Page == y.Page && x.Size == y.Size,
            static request => request is null ? 0 : HashCode.Combine(request.Page, request.Size)
        );

    /// <inheritdoc/>
    public int Page { get; }

    /// <inheritdoc/>
    public int Size { get; }

    /// <inheritdoc/>
    public bool Equals(IPageRequest? other) => DefaultComparer.Equals(this, other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as IPageRequest);

    /// <inheritdoc/>
    public override int GetHashCode() => DefaultComparer.GetHashCode(this);

    /// <inheritdoc/>
    public override string ToString() => $"Page: {Page}, Size: {Size}";
}
