namespace Forum.Reactive.Log;

/// <summary>Who put an entry into the log, and awaits its outcome there.</summary>
/// <param name="Node">The incarnation of the node: each start of a node has another.</param>
/// <param name="Session">The session on that node, from 1; 0: the node itself.</param>
/// <param name="Request">The number of the request in its session, or of the node's own act, from 1.</param>
public readonly record struct Origin(long Node, long Session, long Request);

/// <summary>What goes through the log: an act, and where it comes from. A value; <see cref="EntryCodec"/> has its bytes.</summary>
/// <param name="origin">Who awaits the outcome.</param>
/// <param name="act">What is done.</param>
public readonly struct Entry(Origin origin, Act act)
{
    /// <summary>Who awaits the outcome.</summary>
    public Origin Origin { get; } = origin;

    /// <summary>What is done.</summary>
    public Act Act { get; } = act;

    /// <inheritdoc/>
    public override string ToString() => $"{Act} from {Origin.Node}/{Origin.Session}/{Origin.Request}";

    /// <summary>By how many <paramref name="entries"/> advance the position of a log.</summary>
    internal static int CountDurable(ReadOnlySpan<Entry> entries)
    {
        var count = 0;
        foreach (ref readonly var entry in entries)
        {
            count += entry.Act.IsDurable ? 1 : 0;
        }

        return count;
    }
}
