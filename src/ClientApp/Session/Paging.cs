using System.Collections.Immutable;

namespace Forum.ClientApp.Session;

/// <summary>Messages of an answer that were not shown yet, since they are more than a page.</summary>
/// <param name="Messages">In their order; the next page is the end of it.</param>
/// <param name="ReadAfterwards">How far the user has read when all are shown; null: there may be unread ones before them.</param>
internal sealed record OlderMessages(ImmutableArray<BoardMessage> Messages, ReadingMark? ReadAfterwards)
{
    /// <summary>None.</summary>
    public static OlderMessages None { get; } = new([], null);
}

/// <summary>Showing messages page by page, the newest page first. Read is what was shown.</summary>
internal static class Paging
{
    private const int ShortestPage = 5;
    private const int LongestPage = 50;
    private const int OtherRows = 6; // The frame of the table, the hint, the prompt

    /// <summary>Shows the last page; where nobody looks at a screen, all of it.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="messages">In their order.</param>
    /// <param name="isAllUnread">Whether nothing that the user has not read is older than these.</param>
    public static ClientState ShowMessages(
        this ClientState state,
        IReadOnlyCollection<BoardMessage> messages,
        bool isAllUnread
    )
    {
        var board = state.Board with { Heard = state.Board.Heard.After(messages) };
        var afterwards = isAllUnread ? board.Looked.After(messages) : null;
        return (state with { Board = board }).ShowPage(new OlderMessages([.. messages], afterwards));
    }

    /// <summary>PageUp or <c>MORE</c>: shows the page before, or asks for all messages if none was shown yet.</summary>
    public static ClientState ShowOlder(this ClientState state) =>
        (state.Board.Older.Messages.IsEmpty, state.Phase) switch
        {
            (false, _) => state.ShowPage(state.Board.Older),
            (_, not Phase.Online) => state.Ring(),
            _ when state.Board.IsAtBeginning => state.Say("There are no earlier messages.", Tone.Quiet),
            _ => state.Ask(Purpose.Typed, $"RDM {ServerTime.Beginning}"),
        };

    private static ClientState ShowPage(this ClientState state, OlderMessages waiting)
    {
        var messages = waiting.Messages;
        var length = state.Settings.IsPlain ? messages.Length : Math.Min(messages.Length, LengthOf(state));
        var (older, page) = (messages[..^length], messages[^length..]);
        var board =
            waiting.ReadAfterwards is { } mark && !older.Any(state.Board.Looked.IsNews)
                ? state.Board.HaveRead(page, mark)
                : state.Board.HaveRead(page);
        board = board with
        {
            Older = waiting with { Messages = older },
            IsAtBeginning = older.IsEmpty && page is [{ Number: 1 }, ..],
        };
        return (state with { Board = board })
            .Show(new MessageList(page) { Older = older.Length, Reader = state.Name })
            .KeepReadingMark();
    }

    private static int LengthOf(ClientState state) =>
        Math.Clamp(state.Screen.Size.Rows - OtherRows, ShortestPage, LongestPage);

    private static BoardKnowledge HaveRead(this BoardKnowledge board, ImmutableArray<BoardMessage> page) =>
        board with
        {
            Looked = board.Looked.Showing(page),
            Read = board.Read.Showing(page),
        };

    private static BoardKnowledge HaveRead(
        this BoardKnowledge board,
        ImmutableArray<BoardMessage> page,
        ReadingMark mark
    ) =>
        board.HaveRead(page) with
        {
            Looked = mark.With(board.Looked.Seen),
            Read = ServerTime.IsLater(board.Read.Time, mark.Time) ? board.Read : mark.With(board.Read.Seen),
            HasReadAll = true,
        };

    /// <summary>Has it kept how far the user has read, if that has changed.</summary>
    public static ClientState KeepReadingMark(this ClientState state) =>
        ReferenceEquals(state.Board.Read, state.Board.Kept) || state.Name.Length == 0
            ? state
            : (state with { Board = state.Board with { Kept = state.Board.Read } }).Do(
                new KeepReadingMark(state.Name, state.Board.Read)
            );
}
