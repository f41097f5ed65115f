namespace DynamicData;

/// <summary>Which part to show.</summary>
public class VirtualRequest : IVirtualRequest, IEquatable<IVirtualRequest>
{
    /// <summary>The first 25 items.</summary>
    public static readonly VirtualRequest Default = new();

    private const int DefaultSize = 25;

    /// <summary>The first 25 items.</summary>
    public VirtualRequest()
        : this(0, DefaultSize) { }

    /// <summary>A part.</summary>
    /// <param name="startIndex">Index of the first item.</param>
    /// <param name="size">How many items.</param>
    public VirtualRequest(int startIndex, int size) => (StartIndex, Size) = (startIndex, size);

    /// <summary>Compares start and size.</summary>
    public static IEqualityComparer<IVirtualRequest?> StartIndexSizeComparer { get; } =
        EqualityComparer<IVirtualRequest?>.Create(
            static (x, y) => x is null ? y is null : y is not null && x.StartIndex == y.StartIndex && x.Size == y.Size,
            static request => request is null ? 0 : HashCode.Combine(request.StartIndex, request.Size)
        );

    /// <inheritdoc/>
    public int Size { get; }

    /// <inheritdoc/>
    public int StartIndex { get; }

    /// <inheritdoc/>
    public bool Equals(IVirtualRequest? other) => StartIndexSizeComparer.Equals(this, other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as IVirtualRequest);

    /// <inheritdoc/>
    public override int GetHashCode() => StartIndexSizeComparer.GetHashCode(this);

    /// <inheritdoc/>
    public override string ToString() => $"StartIndex: {StartIndex}, Size: {Size}";
}
