using Forum.ClientApp.Editing;
using Forum.ClientApp.Keys;
using Forum.ClientApp.Unicode;

namespace Forum.ClientApp.Session;

/// <summary>A search through the lines entered before, while it goes on.</summary>
/// <param name="Words">What is looked for; nothing is found before something is typed.</param>
/// <param name="At">Where in the history the found line is; its length when none was found yet.</param>
/// <param name="Before">The line that stood at the prompt when it began.</param>
internal sealed record HistorySearch(string Words, int At, LineEditor Before);

/// <summary>Ctrl-R: looks backwards through the history while the user types, as shells do.</summary>
internal static class Searching
{
    /// <summary>Begins a search.</summary>
    public static ClientState Search(this ClientState state) =>
        state.TakesCommands()
            ? state.With(new HistorySearch("", state.Prompt.History.Lines.Count, state.Prompt.Editor))
            : state;

    /// <summary>A key was pressed during a search.</summary>
    public static ClientState SearchOn(this ClientState state, HistorySearch search, EditCommand command, Key key)
    {
        var newest = state.Prompt.History.Lines.Count - 1;
        return command switch
        {
            EditCommand.Search => state.Find(search, search.Words, search.At - 1),
            EditCommand.Insert => state.Find(search, search.Words + key.Text, Math.Min(search.At, newest)),
            EditCommand.DeleteLeft => state.Find(search, WithoutLast(search.Words), newest),
            EditCommand.Interrupt or EditCommand.Cancel => state.With(null).Edit(search.Before),
            _ => state.With(null).Press(key), // The line is taken, and the key is meant for it.
        };
    }

    // What is not found rings, and leaves the line that was.
    private static ClientState Find(this ClientState state, HistorySearch search, string words, int from)
    {
        var lines = state.Prompt.History.Lines;
        for (var at = words.Length == 0 ? -1 : from; at >= 0; at--)
        {
            if (lines[at].Contains(words, StringComparison.OrdinalIgnoreCase))
            {
                return state.With(search with { Words = words, At = at }).Edit(state.Prompt.Editor.With(lines[at]));
            }
        }

        return words.Length == 0
            ? state.With(search with { Words = "", At = lines.Count }).Edit(search.Before)
            : state.With(search with { Words = words }).Ring();
    }

    private static string WithoutLast(string words) => words[..Graphemes.Previous(words, words.Length)];

    private static ClientState With(this ClientState state, HistorySearch? search) =>
        state with
        {
            Prompt = state.Prompt with { Search = search },
        };
}
