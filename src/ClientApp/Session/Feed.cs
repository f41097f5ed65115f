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

    /// <summary>Shows the newest of a flood, and says how much of it was not shown.</summary>
    public static ClientState FlushHeldBack(this ClientState state)
    {
        var budget = state.Budget;
        state = state with { Budget = budget.Flushed(state.Now) };
        if (budget.Skipped > 0)
        {
            var what = budget.Skipped == 1 ? "1 event was" : $"{budget.Skipped} events were";
            state = (state with { Board = state.Board with { HasReadAll = false } }).Say(
                $"… {what} skipped: more than can be shown. RDM shows the messages.",
                Tone.Warning
            );
        }

        return budget.Newest.Aggregate(state, (next, entry) => next.See(entry));
    }

    private static ClientState Tell(this ClientState state, Change change, BoardMessage message)
    {
        var isOwn = message.User == state.Name;
        state = state with { Board = state.Board.Hear(message, isOwn) };
        return isOwn
            ? state with
            {
                Board = state.Board.SeeLive(message),
            }
            : state.ShowInBudget(new LiveMessage(change, message.Number, message.Time, message.User, message.Text));
    }

    private static ClientState TellDeleted(this ClientState state, MessageDeleted deleted)
    {
        state = state with { Board = state.Board.Forget(deleted.Number) };
        return deleted.User == state.Name
            ? state
            : state.ShowInBudget(
                new LiveMessage(Change.Deleted, deleted.Number, ServerTime.Of(deleted.Time), deleted.User, "")
            );
    }

    private static ClientState TellPresence(this ClientState state, string user, bool isHere) =>
        user == state.Name ? state : state.ShowInBudget(new Presence(user, isHere));

    private static ClientState ShowInBudget(this ClientState state, Entry entry)
    {
        var budget = state.Budget.Refill(state.Now);
        return budget.HasRoom
            ? (state with { Budget = budget.Spend() }).See(entry)
            : state with
            {
                Budget = budget.HoldBack(entry),
            };
    }

    private static ClientState See(this ClientState state, Entry entry)
    {
        if (entry is not LiveMessage message)
        {
            return state.Show(entry);
        }

        var date = ServerTime.Split(message.Time).Date;
        if (date != state.Board.Date)
        {
            state = (state with { Board = state.Board with { Date = date } }).Show(new DateLine(date));
        }

        if (state.Settings.RingsAtMentions && Mentions.Has(message.Text, state.Name))
        {
            state = state.Ring();
        }

        var board = message.Change == Change.Deleted ? state.Board : state.Board.SeeLive(message.AsOnBoard());
        return (state with { Board = board }).Show(message with { Reader = state.Name });
    }
}
