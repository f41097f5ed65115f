using DynamicData.Kernel;

namespace DynamicData;

/// <summary>One change of one item.</summary>
/// <typeparam name="TObject">Type of the item.</typeparam>
/// <typeparam name="TKey">Type of its key.</typeparam>
public readonly struct Change<TObject, TKey> : IEquatable<Change<TObject, TKey>>
    where TObject : notnull
    where TKey : notnull
{
    /// <summary>A change without a previous item.</summary>
    /// <param name="reason">What happened.</param>
    /// <param name="key">Key of the item.</param>
    /// <param name="current">The item.</param>
    /// <param name="index">Its place, -1 if it has none.</param>
    /// <exception cref="ArgumentException">An update needs a previous item.</exception>
    public Change(ChangeReason reason, TKey key, TObject current, int index = -1)
        : this(reason, key, current, default, index) { }

    /// <summary>A move of an item to another place.</summary>
    /// <param name="key">Key of the item.</param>
    /// <param name="current">The item.</param>
    /// <param name="currentIndex">Its place, 0 or more.</param>
    /// <param name="previousIndex">Where it was, 0 or more.</param>
    /// <exception cref="ArgumentException">An index is negative.</exception>
    public Change(TKey key, TObject current, int currentIndex, int previousIndex)
        : this(ChangeReason.Moved, key, current, default, currentIndex, previousIndex)
    {
        if (currentIndex < 0)
        {
            throw new ArgumentException("CurrentIndex must be greater than or equal to zero", nameof(currentIndex));
        }

        if (previousIndex < 0)
        {
            throw new ArgumentException("PreviousIndex must be greater than or equal to zero", nameof(previousIndex));
        }
    }

    /// <summary>A change.</summary>
    /// <param name="reason">What happened.</param>
    /// <param name="key">Key of the item.</param>
    /// <param name="current">The item.</param>
    /// <param name="previous">The item that it replaces: given for an update, absent for an add.</param>
    /// <param name="currentIndex">Its place, -1 if it has none.</param>
    /// <param name="previousIndex">Where it was, -1 if nowhere.</param>
    /// <exception cref="ArgumentException">
    /// An add has a previous item, or an update has none.
    /// </exception>
    public Change(
        ChangeReason reason,
        TKey key,
        TObject current,
        in Optional<TObject> previous,
        int currentIndex = -1,
        int previousIndex = -1
    )
    {
        Current = current;
        Previous = previous;
        Key = key;
        Reason = reason;
        CurrentIndex = currentIndex;
        PreviousIndex = previousIndex;

        if (reason == (previous.HasValue ? ChangeReason.Add : ChangeReason.Update))
        {
            ThrowFor(previous);
        }
    }

    /// <summary>Key of the item.</summary>
    public TKey Key { get; }

    /// <summary>What happened.</summary>
    public ChangeReason Reason { get; }

    /// <summary>The item; for a removal, the one that was removed.</summary>
    public TObject Current { get; }

    /// <summary>Its place, -1 if it has none.</summary>
    public int CurrentIndex { get; }

    /// <summary>The item that was replaced by an update.</summary>
    public Optional<TObject> Previous { get; }

    /// <summary>Where it was before it moved, -1 if nowhere.</summary>
    public int PreviousIndex { get; }

    /// <summary>Whether both changes are the same.</summary>
    public static bool operator ==(in Change<TObject, TKey> left, in Change<TObject, TKey> right) => left.Equals(right);

    /// <summary>Whether the changes differ.</summary>
    public static bool operator !=(in Change<TObject, TKey> left, in Change<TObject, TKey> right) =>
        !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(Change<TObject, TKey> other) =>
        Reason == other.Reason
        && CurrentIndex == other.CurrentIndex
        && PreviousIndex == other.PreviousIndex
        && EqualityComparer<TKey>.Default.Equals(Key, other.Key)
        && EqualityComparer<TObject>.Default.Equals(Current, other.Current)
        && Previous.Equals(other.Previous);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Change<TObject, TKey> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Key, Reason, Current, Previous, CurrentIndex, PreviousIndex);

    /// <inheritdoc/>
    public override string ToString() => $"{Reason}, Key: {Key}, Current: {Current}, Previous: {Previous}";

    // Apart, so that the constructor is short enough to be inlined.
    private static void ThrowFor(in Optional<TObject> previous) =>
        throw new ArgumentException(
            previous.HasValue
                ? "For ChangeReason.Add, a previous value cannot be specified"
                : "For ChangeReason.Update, must supply previous value",
            nameof(previous)
        );
}
