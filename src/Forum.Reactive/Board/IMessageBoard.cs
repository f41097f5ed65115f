using DynamicData;

namespace Forum.Reactive.Board;

/// <summary>The board as an embedder sees it: read-only, live, safe on any thread.</summary>
public interface IMessageBoard : IConnectableCache<Message, long>
{
    /// <summary>Messages on the board.</summary>
    int Count { get; }

    /// <summary>The message with number <paramref name="number"/>, from 1; null when there is none.</summary>
    Message? At(long number);

    /// <summary>The number that <paramref name="message"/> has now; null when it is no longer on the board.</summary>
    int? NumberOf(Message message);

    /// <summary>All messages as they are now, in the order of their numbers.</summary>
    BoardSnapshot Snapshot();
}
