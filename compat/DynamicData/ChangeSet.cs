using System.Runtime.InteropServices;

namespace DynamicData;

/// <summary>
/// Changes that happened together, in order. What a stream sends may be shared by its subscribers: do not modify it.
/// </summary>
/// <typeparam name="TObject">Type of the items.</typeparam>
/// <typeparam name="TKey">Type of the keys.</typeparam>
public class ChangeSet<TObject, TKey> : List<Change<TObject, TKey>>, IChangeSet<TObject, TKey>
    where TObject : notnull
    where TKey : notnull
{
    /// <summary>No changes.</summary>
    public static readonly ChangeSet<TObject, TKey> Empty = [];

    /// <summary>An empty set.</summary>
    public ChangeSet() { }

    /// <summary>A set of the given changes.</summary>
    /// <param name="collection">The changes in order.</param>
    public ChangeSet(IEnumerable<Change<TObject, TKey>> collection)
        : base(collection) { }

    /// <summary>An empty set with room.</summary>
    /// <param name="capacity">Number of changes it has room for.</param>
    public ChangeSet(int capacity)
        : base(capacity) { }

    /// <inheritdoc/>
    public int Adds => CountOf(ChangeReason.Add);

    /// <inheritdoc/>
    public int Moves => CountOf(ChangeReason.Moved);

    /// <inheritdoc/>
    public int Refreshes => CountOf(ChangeReason.Refresh);

    /// <inheritdoc/>
    public int Removes => CountOf(ChangeReason.Remove);

    /// <inheritdoc/>
    public int Updates => CountOf(ChangeReason.Update);

    /// <inheritdoc/>
    public override string ToString() => $"ChangeSet<{typeof(TObject).Name}.{typeof(TKey).Name}>. Count={Count}";

    private int CountOf(ChangeReason reason)
    {
        var count = 0;
        foreach (ref readonly var change in CollectionsMarshal.AsSpan(this))
        {
            if (change.Reason == reason)
            {
                count++;
            }
        }

        return count;
    }
}

/// <summary>A change set that carries something more.</summary>
/// <typeparam name="TObject">Type of the items.</typeparam>
/// <typeparam name="TKey">Type of the keys.</typeparam>
/// <typeparam name="TContext">Type of what it carries.</typeparam>
public sealed class ChangeSet<TObject, TKey, TContext> : ChangeSet<TObject, TKey>, IChangeSet<TObject, TKey, TContext>
    where TObject : notnull
    where TKey : notnull
{
    /// <summary>An empty set.</summary>
    /// <param name="context">What it carries.</param>
    public ChangeSet(TContext context) => Context = context;

    /// <summary>A set of the given changes.</summary>
    /// <param name="collection">The changes in order.</param>
    /// <param name="context">What it carries.</param>
    public ChangeSet(IEnumerable<Change<TObject, TKey>> collection, TContext context)
        : base(collection) => Context = context;

    /// <summary>An empty set with room.</summary>
    /// <param name="capacity">Number of changes it has room for.</param>
    /// <param name="context">What it carries.</param>
    public ChangeSet(int capacity, TContext context)
        : base(capacity) => Context = context;

    /// <inheritdoc/>
    public TContext Context { get; }
}
