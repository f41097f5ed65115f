using Forum.Reactive.Protocol;

namespace Forum.ClientApp.Session;

/// <summary>Showing what was posted while the server was not reachable, nothing twice and nothing out of order.</summary>
internal static class CatchingUp
{
    private const int MostHeld = 1000;

    /// <summary>Asks what was posted meanwhile; events that come before the answer wait for it.</summary>
    public static ClientState CatchUp(this ClientState state)
    {
        if (!state.Settings.IsLive)
        {
            return state.Say("RDM shows what was posted meanwhile.", Tone.Quiet);
        }

        var since = LastTold(state).Since;
        return (state with { Board = state.Board with { Held = [] } }).AskOwn(Purpose.CatchUp, $"RDM {since}");
    }

    /// <summary>Shows what is news, then the events that waited, less those that the answer told already.</summary>
    public static ClientState TakeCatchUp(this ClientState state, Reply reply)
    {
        var held = state.Board.Held ?? [];
        var told = BoardMessage.ParseAll(reply.Lines);
        var mark = LastTold(state);
        state = state with { Board = state.Board with { Held = null, Heard = mark.After(told) } };
        state = state.ShowMissed([.. told.Where(mark.IsNews)]);
        return held.Where(arrived => !IsTold(arrived, told)).Aggregate(state, Feed.TakeEvent);
    }

    /// <summary>Keeps an event back until the answer is there.</summary>
    public static ClientState Hold(this ClientState state, ForumEvent arrived)
    {
        var held = state.Board.Held!;
        return held.Count < MostHeld
            ? state with
            {
                Board = state.Board with { Held = held.Add(arrived) },
            }
            : state with
            {
                Budget = state.Budget.Skip(1),
            };
    }

    private static ReadingMark LastTold(ClientState state) =>
        state.Board.Heard == ReadingMark.None ? state.Board.Looked : state.Board.Heard;

    private static ClientState ShowMissed(this ClientState state, IReadOnlyCollection<BoardMessage> missed)
    {
        if (missed.Count == 0)
        {
            return state;
        }

        return state.Say("Posted meanwhile:", Tone.Quiet).ShowMessages(missed, isAllUnread: state.Board.HasReadAll);
    }

    private static bool IsTold(ForumEvent arrived, IReadOnlyList<BoardMessage> told) =>
        arrived switch
        {
            MessagePosted e => told.Any(m =>
                !m.IsEdited && (m.Time, m.User, m.Text) == (ServerTime.Of(e.Time), e.User, e.Text)
            ),
            MessageEdited e => told.Any(m =>
                m.IsEdited && (m.Time, m.User, m.Text) == (ServerTime.Of(e.Time), e.User, e.Text)
            ),
            _ => false,
        };
}
