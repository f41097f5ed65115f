using Forum.Reactive.Protocol;

namespace Forum.ClientApp.Session;

/// <summary>What the server tells without being asked.</summary>
internal static class Feed
{
    /// <summary>Takes in an event and shows it, as far as somebody can follow.</summary>
    public static ClientState TakeEvent(this ClientState state, ForumEvent arrived) =>
        arrived switch
        {
            FileOffered or OfferCancelled => state.TakeFileEvent(arrived),
            _ when state.Board.Held is not null => state.Hold(arrived),
            MessagePosted e => state.Tell(
                Change.Posted,
                new BoardMessage(e.Number, ServerTime.Of(e.Time), e.User, false, e.Text)
            ),
            MessageEdited e => state.Tell(
                Change.Edited,
                new BoardMessage(e.Number, ServerTime.Of(e.Time), e.User, true, e.Text)
            ),
            MessageDeleted e => state.TellDeleted(e),
            UserJoined e => (state with { Board = state.Board.Join(e.User) }).TellPresence(e.User, isHere: true),
            UserLeft e => (state with { Board = state.Board.Leave(e.User) }).TellPresence(e.User, isHere: false),
            EventsLagged e => state with { Budget = state.Budget.Skip(e.Count) },
            _ => state,
        };

    /// <summary>Once a flood is over, says how much of it was not shown.</summary>
    public static ClientState FlushSkipped(this ClientState state)
    {
        var budget = state.Budget.Refill(state.Now);
        state = state with { Budget = budget };
        if (budget.Skipped == 0 || !budget.IsCalm)
        {
            return state;
        }

        var what = budget.Skipped == 1 ? "1 event was" : $"{budget.Skipped} events were";
        state = state with { Budget = budget with { Skipped = 0 } };
        return state.Say($"… {what} skipped: more than can be shown. RDM shows the messages.", Tone.Warning);
    }

    private static ClientState Tell(this ClientState state, Change change, BoardMessage message)
    {
        var isOwn = message.User == state.Name;
        state = state with { Board = state.Board.Hear(message, isOwn) };
        return isOwn
            ? state
            : state.ShowLive(new LiveMessage(change, message.Number, message.Time, message.User, message.Text));
    }

    private static ClientState TellDeleted(this ClientState state, MessageDeleted deleted)
    {
        state = state with { Board = state.Board.Forget(deleted.Number) };
        return deleted.User == state.Name
            ? state
            : state.ShowLive(
                new LiveMessage(Change.Deleted, deleted.Number, ServerTime.Of(deleted.Time), deleted.User, "")
            );
    }

    private static ClientState TellPresence(this ClientState state, string user, bool isHere) =>
        user == state.Name ? state : state.ShowInBudget(new Presence(user, isHere));

    private static ClientState ShowLive(this ClientState state, LiveMessage message)
    {
        var date = ServerTime.Split(message.Time).Date;
        if (date != state.Board.Date && state.Budget.Refill(state.Now).HasRoom)
        {
            state = (state with { Board = state.Board with { Date = date } }).Show(new DateLine(date));
        }

        return state.ShowInBudget(message);
    }

    private static ClientState ShowInBudget(this ClientState state, Entry entry)
    {
        state = state.FlushSkipped();
        return state.Budget.HasRoom
            ? (state with { Budget = state.Budget.Spend() }).Show(entry)
            : state with
            {
                Budget = state.Budget.Skip(),
            };
    }
}
