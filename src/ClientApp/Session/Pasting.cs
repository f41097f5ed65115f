using System.Collections.Immutable;
using Forum.ClientApp.Editing;
using Forum.ClientApp.Keys;

namespace Forum.ClientApp.Session;

/// <summary>Pasted text: one line goes into the prompt's, and of several the user says what is to become of them.</summary>
internal static class Pasting
{
    private const string Post = "MSG ";

    /// <summary>Text was pasted.</summary>
    public static ClientState Paste(this ClientState state, Key key)
    {
        if (key.Lost > 0)
        {
            state = state
                .Say($"The paste was too long: its last {key.Lost:N0} bytes were not kept.", Tone.Warning)
                .Ring();
        }

        ImmutableArray<string> lines =
        [
            .. key
                .Text.ReplaceLineEndings("\n")
                .Split('\n')
                .Select(LineEditor.OnOneLine)
                .Where(line => line.Length > 0),
        ];
        return lines.Length > 1 && state.TakesCommands()
            ? state with
            {
                Prompt = state.Prompt with { Pasted = lines },
            }
            : state.Insert(LineEditor.OnOneLine(key.Text));
    }

    /// <summary>What is asked about several lines.</summary>
    public static string PasteQuestion(this ClientState state)
    {
        var count = state.Prompt.Pasted.Length;
        var what = state.ArePastedCommands() ? "commands" : "messages";
        return $"Paste {count} lines: (s)end as {count} {what}, (j)oin to one, (c)ancel?";
    }

    /// <summary>A key was pressed as the answer.</summary>
    public static ClientState AnswerPaste(this ClientState state, EditCommand command, Key key)
    {
        var lines = state.Prompt.Pasted;
        var answered = state with { Prompt = state.Prompt with { Pasted = [] } };
        return (command, key.Code, key.Text) switch
        {
            (_, KeyCode.Escape, _) or (EditCommand.Interrupt, _, _) or (EditCommand.Insert, _, "c" or "C") => answered,
            (EditCommand.Insert, _, "j" or "J") => answered.Insert(string.Join(' ', lines)),
            (EditCommand.Insert, _, "s" or "S") => answered.SendEach(lines, state.ArePastedCommands()),
            _ => state.Ring(),
        };
    }

    private static ClientState Insert(this ClientState state, string text)
    {
        var editor = state.Prompt.Editor.Insert(text);
        return editor == state.Prompt.Editor && text.Length > 0
            ? state
                .Say($"{text.Length:N0} characters are too many for one line: nothing was pasted.", Tone.Warning)
                .Ring()
            : state.Change(editor);
    }

    // What stands at the prompt already begins the first line; "MSG " there makes messages of the others, too.
    private static ClientState SendEach(this ClientState state, ImmutableArray<string> lines, bool areCommands)
    {
        var editor = state.Prompt.Editor;
        var first = editor.BeforeCursor + lines[0];
        state = state.Edit(editor.With(editor.AfterCursor));
        return lines
            .Skip(1)
            .Prepend(first)
            .Select(line => areCommands || line.StartsWith(Post, StringComparison.Ordinal) ? line : Post + line)
            .Aggregate(state, (next, line) => next.Enter(line));
    }

    private static bool ArePastedCommands(this ClientState state) =>
        state.Prompt.Editor.BeforeCursor.Length == 0
        && state.Prompt.Pasted.All(line => Commands.Verbs.Contains(Commands.VerbOf(line)));
}
