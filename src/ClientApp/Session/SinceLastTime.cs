using Forum.Reactive.Protocol;

namespace Forum.ClientApp.Session;

/// <summary>Saying at log-in how many messages came since the user looked last, in an earlier session.</summary>
internal static class SinceLastTime
{
    /// <summary>Asks for what is later than the reading mark. Scripts get what they ask for, and who was never here has no last time.</summary>
    public static ClientState AskWhatIsNew(this ClientState state) =>
        state.Settings.IsPlain || state.Board.Looked == ReadingMark.None
            ? state
            : state.AskOwn(Purpose.NewsCount, $"RDM {state.Board.Looked.Since}");

    /// <summary>Says how many <c>RDM</c> would show now; nothing when there are none.</summary>
    public static ClientState SayHowManyAreNew(this ClientState state, Reply reply) =>
        BoardMessage.ParseAll(reply.Lines).Count(state.Board.Looked.IsNews) switch
        {
            0 => state with { Board = state.Board with { HasReadAll = true } },
            1 => state.Say("1 new message: RDM", Tone.Good),
            var count => state.Say($"{count} new messages: RDM", Tone.Good),
        };
}
