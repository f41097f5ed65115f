using System.Collections.Immutable;
using Forum.ClientApp.Editing;

namespace Forum.ClientApp.Session;

/// <summary>The Tab key: completes from what is known, or asks for it first and completes when it comes.</summary>
internal static class Completing
{
    private const int LongestShown = 40;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Tab was pressed.</summary>
    public static ClientState Complete(this ClientState state)
    {
        var before = state.Prompt.Editor.BeforeCursor;
        var (kind, start) = Completion.KindAt(before);
        if (state.Phase is Phase.AskingName)
        {
            return state;
        }

        var awaiting = state with { Prompt = state.Prompt with { Awaiting = before, AwaitingSince = state.Now } };
        return kind switch
        {
            CompletionKind.File => awaiting.Do(new ListFiles(before[start..])),
            CompletionKind.User or CompletionKind.Name when state.CanLearn(state.Board.Others is not null) =>
                awaiting.AskOwn(Purpose.Users, "ATU"),
            CompletionKind.Message or CompletionKind.MessageText when state.CanLearn(state.Board.KnowsOwn) =>
                awaiting.AskOwn(Purpose.OwnMessages, $"RDM {ServerTime.Beginning}"),
            _ => state.CompleteWith(start, state.Words(kind)),
        };
    }

    /// <summary>What Tab had asked the server for is known now.</summary>
    public static ClientState CompleteAwaited(this ClientState state)
    {
        var (kind, start) = Completion.KindAt(state.Prompt.Editor.BeforeCursor);
        return state.IsAwaited() ? state.CompleteWith(start, state.Words(kind)) : state;
    }

    /// <summary>The files that Tab had asked for are known now.</summary>
    public static ClientState CompleteFiles(this ClientState state, FilesListed listed)
    {
        var (kind, start) = Completion.KindAt(state.Prompt.Editor.BeforeCursor);
        return kind == CompletionKind.File && state.IsAwaited()
            ? state.CompleteWith(start, listed.Names.Select(name => (name, name)))
            : state;
    }

    /// <summary>Goes on without what Tab had asked for, when it takes too long or the server is lost.</summary>
    public static ClientState CompleteNoLonger(this ClientState state) =>
        state.Prompt.Awaiting is null || (state.Link.IsUp && state.Now - state.Prompt.AwaitingSince < Patience)
            ? state
            : (state with { Prompt = state.Prompt with { Awaiting = null } }).TypeWhatWasTypedAhead();

    private static bool IsAwaited(this ClientState state) => state.Prompt.Awaiting == state.Prompt.Editor.BeforeCursor;

    // With the live feed what is known stays true; without it, it is asked for each time.
    private static bool CanLearn(this ClientState state, bool isKnown) =>
        state.Phase == Phase.Online && !(isKnown && state.Settings.IsLive);

    private static ClientState CompleteWith(
        this ClientState state,
        int start,
        IEnumerable<(string Word, string Shown)> words
    )
    {
        var editor = state.Prompt.Editor;
        var choices = Completion.Of(editor.BeforeCursor, start, words);
        state = state with { Prompt = state.Prompt with { Awaiting = null } };
        return (choices.IsEmpty ? state : state.Choose(choices)).TypeWhatWasTypedAhead();
    }

    private static ClientState Choose(this ClientState state, ImmutableArray<Choice> choices)
    {
        var editor = state.Prompt.Editor;
        var common = Completion.CommonBeginning(choices);
        return choices.Length == 1 || common.Length > editor.Cursor
            ? state.Edit(editor with { Text = common + editor.AfterCursor, Cursor = common.Length })
            : state with
            {
                Prompt = state.Prompt with { Choices = [.. choices.Select(choice => choice.Shown)] },
            };
    }

    private static IEnumerable<(string Word, string Shown)> Words(this ClientState state, CompletionKind kind) =>
        kind switch
        {
            CompletionKind.Command => Commands
                .Verbs.Where(verb => verb != "MORE")
                .Select(verb => (Commands.WithoutArguments.Contains(verb) ? verb : verb + " ", verb)),
            CompletionKind.User or CompletionKind.Name => (state.Board.Others ?? []).Select(user => (user + " ", user)),
            CompletionKind.Message => state.Board.Own.Values.Select(message => ($"{Named(message)} ", Listed(message))),
            CompletionKind.MessageText => state.NamedMessageText(),
            CompletionKind.Offer => state.Files.Offers.Values.Select(offer =>
                ($"{offer.Id}", $"{offer.Id} {offer.Offer.FileName} from {offer.Offer.User}")
            ),
            CompletionKind.Transfer => state.Files.Transfers.Values.Select(file =>
                ($"{file.Id}", $"{file.Id} {file.FileName}")
            ),
            CompletionKind.Met => state.Files.Met.Keys.Select(id => ($"{id}", $"{id}")),
            CompletionKind.Timestamp => [(state.Board.Looked.Time, state.Board.Looked.Time)],
            _ => [],
        };

    private static IEnumerable<(string Word, string Shown)> NamedMessageText(this ClientState state)
    {
        var before = state.Prompt.Editor.BeforeCursor;
        return state
            .Board.Own.Values.Where(message => before.StartsWith($"EDT {Named(message)} ", StringComparison.Ordinal))
            .Select(message => (message.Text, message.Text));
    }

    private static string Named(BoardMessage message) => $"#{message.Number} {message.Time}";

    private static string Listed(BoardMessage message) =>
        $"{Named(message)} {Unicode.CellWidth.Truncate(message.Text, LongestShown)}";
}
