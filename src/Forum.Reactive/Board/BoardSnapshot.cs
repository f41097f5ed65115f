using System.Collections;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Board;

/// <summary>The board at one moment: every message in the order of its number. Immutable, safe on any thread; costs nothing to
/// take or to hold but the memory of what the board has dropped since.</summary>
public sealed class BoardSnapshot : IReadOnlyList<Message>
{
    private readonly FrozenSequence _sequence;

    internal BoardSnapshot(FrozenSequence sequence, long rewrites)
    {
        _sequence = sequence;
        Rewrites = rewrites;
    }

    /// <inheritdoc/>
    public int Count => _sequence.Count;

    /// <summary>Edits and deletions so far. Between two snapshots with the same value, messages were only added.</summary>
    internal long Rewrites { get; }

    /// <summary>The message with number <paramref name="index"/> + 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such message.</exception>
    public Message this[int index] =>
        _sequence.At(index)
        ?? throw new ArgumentOutOfRangeException(nameof(index), index, "There is no message at this place.");

    /// <summary>The number that <paramref name="message"/> had; null when it was not on the board. O(log n).</summary>
    public int? NumberOf(Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var index = _sequence.IndexOf(message.Id);
        return index < 0 ? null : index + 1;
    }

    /// <summary>The messages posted or edited later than <paramref name="time"/>, with their numbers, found while they are walked.</summary>
    public IEnumerable<(int Number, Message Message)> LaterThan(Timestamp time)
    {
        var query = new MessageQuery(_sequence, time);
        while (query.MoveNext())
        {
            yield return (query.Number, query.Current);
        }
    }

    /// <summary>The messages numbered after <paramref name="number"/>, with their numbers.</summary>
    public IEnumerable<(int Number, Message Message)> After(long number)
    {
        var query = From((int)Math.Clamp(number, 0, Count));
        while (query.MoveNext())
        {
            yield return (query.Number, query.Current);
        }
    }

    /// <inheritdoc/>
    public IEnumerator<Message> GetEnumerator()
    {
        var all = From(0);
        while (all.MoveNext())
        {
            yield return all.Current;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Messages from <paramref name="index"/>, counted from 0, on.</summary>
    internal MessageQuery From(int index) => MessageQuery.From(_sequence, index);
}
