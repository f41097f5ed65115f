using Forum.Reactive.Protocol;

namespace Forum.ClientApp.Session;

/// <summary>What the answers mean: each belongs to the oldest request that has none.</summary>
internal static class Answers
{
    private const int ListFollows = 215;

    /// <summary>Takes the answer to the oldest request.</summary>
    public static ClientState TakeAnswer(this ClientState state, Reply reply)
    {
        if (state.Link.Unanswered.IsEmpty)
        {
            return state;
        }

        var unanswered = state.Link.Unanswered.Dequeue(out var request);
        return (state with { Link = state.Link with { Unanswered = unanswered } }).TakeAnswer(request, reply);
    }

    private static ClientState TakeAnswer(this ClientState state, SentRequest request, Reply reply) =>
        request.Purpose switch
        {
            Purpose.Typed => state.ShowAnswer(request.Line, reply),
            Purpose.News => state.ShowNews(reply),
            Purpose.NewsCount => state.SayHowManyAreNew(reply),
            Purpose.CatchUp => state.TakeCatchUp(reply),
            Purpose.Name => state.TakeNameAnswer(reply),
            Purpose.Password => state.TakePasswordAnswer(reply),
            Purpose.Users => (
                state with
                {
                    Board = state.Board.Know(ActiveUser.ParseAll(reply.Lines)),
                }
            ).CompleteAwaited(),
            Purpose.Everybody => state.SendToEverybody(request.Line, ActiveUser.ParseAll(reply.Lines)),
            Purpose.OwnMessages => state.KnowOwn(reply).CompleteAwaited(),
            Purpose.Facts => state with { Link = state.Link with { Facts = ServerFacts.Of(reply) } },
            Purpose.Leave => state.Say(reply.Text).Exit(state.ExitCodeNow()),
            Purpose.Port or Purpose.Subscribe when !reply.IsSuccess => state.Say(reply.Text, Tone.Error),
            _ => state,
        };

    private static ClientState ShowAnswer(this ClientState state, string line, Reply reply)
    {
        if (reply.Code == ListFollows && line.StartsWith("RDM", StringComparison.Ordinal))
        {
            return state.ShowMessages(BoardMessage.ParseAll(reply.Lines), state.HoldsAllUnread(line));
        }

        if (reply.Code == ListFollows && line.StartsWith("ATU", StringComparison.Ordinal))
        {
            return state.Show(new UserList([.. ActiveUser.ParseAll(reply.Lines)]));
        }

        return reply.Lines.Aggregate(
            state,
            (next, text) => next.Show(new Notice(text, ToneOf(reply)) { Code = reply.Code })
        );
    }

    private static ClientState ShowNews(this ClientState state, Reply reply)
    {
        if (!reply.IsSuccess)
        {
            return state.Say(reply.Text, Tone.Error);
        }

        var news = BoardMessage.ParseAll(reply.Lines).Where(state.Board.Looked.IsNews).ToList();
        return news.Count == 0
            ? (state with { Board = state.Board with { HasReadAll = true } }).Say("no new message", Tone.Quiet)
            : state.ShowMessages(news, isAllUnread: true);
    }

    private static bool HoldsAllUnread(this ClientState state, string line) =>
        line["RDM".Length..].Trim() is var since
        && ServerTime.IsTime(since)
        && !ServerTime.IsLater(since, state.Board.Looked.Since);

    private static ClientState KnowOwn(this ClientState state, Reply reply)
    {
        var own = BoardMessage.ParseAll(reply.Lines).Where(message => message.User == state.Name);
        return state with { Board = state.Board.KnowOwn(own) };
    }

    private static Tone ToneOf(Reply reply) =>
        reply.Code switch
        {
            204 => Tone.Quiet,
            < 400 => Tone.Good,
            _ => Tone.Error,
        };
}
