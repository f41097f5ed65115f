namespace DynamicData.Aggregation;

/// <summary>Whether a value is to be counted in or out.</summary>
public enum AggregateType
{
    /// <summary>The item came.</summary>
    Add = 0,

    /// <summary>The item left.</summary>
    Remove = 1,
}

/// <summary>An item that came or left.</summary>
/// <typeparam name="TObject">Type of the item.</typeparam>
/// <param name="type">Whether it came or left.</param>
/// <param name="item">The item.</param>
public readonly struct AggregateItem<TObject>(AggregateType type, TObject item) : IEquatable<AggregateItem<TObject>>
{
    /// <summary>The item.</summary>
    public TObject Item { get; } = item;

    /// <summary>Whether it came or left.</summary>
    public AggregateType Type { get; } = type;

    /// <summary>Whether both are the same.</summary>
    public static bool operator ==(in AggregateItem<TObject> left, in AggregateItem<TObject> right) =>
        left.Equals(right);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(in AggregateItem<TObject> left, in AggregateItem<TObject> right) =>
        !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(AggregateItem<TObject> other) =>
        Type == other.Type && EqualityComparer<TObject>.Default.Equals(Item, other.Item);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is AggregateItem<TObject> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Type, Item);
}

/// <summary>A change set as items that came and left: an update is one of each, a refresh and a move are none.</summary>
/// <typeparam name="T">Type of the items.</typeparam>
public interface IAggregateChangeSet<T> : IEnumerable<AggregateItem<T>>;
