using System.Collections.Immutable;
using Forum.Reactive.Protocol;

namespace Forum.ClientApp.Session;

/// <summary>What the client has learnt of the board and of who is there, for completion and for catching up.</summary>
internal sealed record BoardKnowledge
{
    private const int MostOwn = 1000;
    private const int MostUsers = 10_000;

    /// <summary>Other users who are there; null while unknown.</summary>
    public ImmutableSortedSet<string>? Others { get; init; }

    /// <summary>The user's own messages by number; the newest 1,000.</summary>
    public ImmutableSortedDictionary<long, BoardMessage> Own { get; init; } =
        ImmutableSortedDictionary<long, BoardMessage>.Empty;

    /// <summary>Whether <see cref="Own"/> holds those of earlier sessions too, and follows every change.</summary>
    public bool KnowsOwn { get; init; }

    /// <summary>Everything up to here was told: in the feed, in answers.</summary>
    public ReadingMark Heard { get; init; } = ReadingMark.None;

    /// <summary>Up to here the user has looked with <c>RDM</c>.</summary>
    public ReadingMark Looked { get; init; } = ReadingMark.None;

    /// <summary>Up to here the user has seen everything, in the feed too.</summary>
    public ReadingMark Read { get; init; } = ReadingMark.None;

    /// <summary>What was last kept of <see cref="Read"/>.</summary>
    public ReadingMark Kept { get; init; } = ReadingMark.None;

    /// <summary>Whether nothing is unread but what comes live.</summary>
    public bool HasReadAll { get; init; }

    /// <summary>What the pages before the last one hold.</summary>
    public OlderMessages Older { get; init; } = OlderMessages.None;

    /// <summary>Whether the page that was shown last begins with the first message.</summary>
    public bool IsAtBeginning { get; init; }

    /// <summary>Events that wait for the answer that tells what came before them; null when none are held back.</summary>
    public ImmutableList<ForumEvent>? Held { get; init; }

    /// <summary>The date under which live messages are being shown.</summary>
    public string Date { get; init; } = "";

    /// <summary>Takes in a message that was posted or edited.</summary>
    public BoardKnowledge Hear(BoardMessage message, bool isOwn) =>
        (isOwn ? Keep(message) : this) with
        {
            Heard = Heard.After(message),
        };

    /// <summary>Takes note that a message was shown as it happened.</summary>
    public BoardKnowledge SeeLive(BoardMessage message) =>
        this with
        {
            Read = HasReadAll ? Read.After(message) : Read.Showing([message]),
        };

    /// <summary>Takes in a deletion: every later number moves up.</summary>
    public BoardKnowledge Forget(long number) =>
        this with
        {
            Own = Own
                .Values.Where(message => message.Number != number)
                .Select(message => message.Number > number ? message with { Number = message.Number - 1 } : message)
                .ToImmutableSortedDictionary(message => message.Number, message => message),
        };

    /// <summary>Takes in all messages of a user.</summary>
    public BoardKnowledge KnowOwn(IEnumerable<BoardMessage> messages) =>
        this with
        {
            // One by one, and not as a dictionary at once: a server may say a number twice.
            Own = ImmutableSortedDictionary<long, BoardMessage>.Empty.SetItems(
                messages.TakeLast(MostOwn).Select(message => KeyValuePair.Create(message.Number, message))
            ),
            KnowsOwn = true,
        };

    /// <summary>Takes in who is there.</summary>
    public BoardKnowledge Know(IEnumerable<ActiveUser> users) =>
        this with
        {
            Others = [.. users.Take(MostUsers).Select(user => user.Name)],
        };

    /// <summary>Takes in who came.</summary>
    public BoardKnowledge Join(string user) =>
        this with
        {
            Others = Others is { Count: < MostUsers } ? Others.Add(user) : Others,
        };

    /// <summary>Takes in who left.</summary>
    public BoardKnowledge Leave(string user) => this with { Others = Others?.Remove(user) };

    private BoardKnowledge Keep(BoardMessage message)
    {
        var own = Own.SetItem(message.Number, message);
        return this with { Own = own.Count > MostOwn ? own.Remove(own.Keys.First()) : own };
    }
}
