using System.Collections;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Board;

/// <summary>The board at one moment: every message in the order of its number. Immutable; costs nothing to take or to hold
/// but the memory of what the board has dropped since.</summary>
public sealed class BoardSnapshot : IReadOnlyList<Message>
{
    private readonly SequenceNode? _root;

    internal BoardSnapshot(SequenceNode? root, long rewrites)
    {
        _root = root;
        Rewrites = rewrites;
    }

    /// <inheritdoc/>
    public int Count => _root?.Count ?? 0;

    /// <summary>Edits and deletions so far. Between two snapshots with the same value, messages were only added.</summary>
    internal long Rewrites { get; }

    /// <summary>The message with number <paramref name="index"/> + 1.</summary>
    public Message this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return MessageSequence.At(_root!, index);
        }
    }

    /// <inheritdoc/>
    public IEnumerator<Message> GetEnumerator()
    {
        var all = All();
        while (all.MoveNext())
        {
            yield return all.Current;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal MessageQuery All() => new(_root, default, everything: true);

    /// <summary>Messages from <paramref name="index"/>, counted from 0, on.</summary>
    internal MessageQuery From(int index) => MessageQuery.From(_root, index);

    /// <summary>The messages later than <paramref name="time"/>, found while they are walked.</summary>
    internal IEnumerable<(int Number, Message Message)> LaterThan(Timestamp time)
    {
        var query = new MessageQuery(_root, time);
        while (query.MoveNext())
        {
            yield return (query.Number, query.Current);
        }
    }
}
