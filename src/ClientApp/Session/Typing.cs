using Forum.ClientApp.Editing;
using Forum.ClientApp.Keys;

namespace Forum.ClientApp.Session;

/// <summary>Keys at the prompt, and the lines that they make.</summary>
internal static class Typing
{
    private const int MostTypedAhead = 10_000;

    /// <summary>Whether what is typed must not be seen.</summary>
    public static bool IsSecret(this ClientState state) => state.Phase == Phase.AskingPassword;

    /// <summary>What stands before the line that is being typed.</summary>
    public static string PromptText(this ClientState state) =>
        state.Phase switch
        {
            Phase.AskingName => "Username: ",
            Phase.AskingPassword => "Password: ",
            Phase.AskingTakeOver => "End that session and go on here? (yes/no) ",
            _ when state.TakesCommands() => state.Settings.IsPlain ? "> " : $"{state.Name}> ",
            _ => "",
        };

    /// <summary>Whether what is entered now is a command.</summary>
    public static bool TakesCommands(this ClientState state) =>
        state.Phase is Phase.Online or Phase.Offline or Phase.Rejoining;

    /// <summary>A key was pressed.</summary>
    public static ClientState Press(this ClientState state, Key key)
    {
        var command = Keymap.Find(key);
        if (state.MustWait() && command != EditCommand.Interrupt)
        {
            return state.TypeAhead(key);
        }

        if (state.Prompt.Search is { } search)
        {
            return state.SearchOn(search, command, key);
        }

        if (!state.Prompt.Pasted.IsEmpty)
        {
            return state.AnswerPaste(command, key);
        }

        var suggested = state.Prompt.Suggestion;
        state = state with { Prompt = state.Prompt with { Choices = [], Suggestion = "" } };
        return
            suggested.Length > 0
            && state.Prompt.Editor.Text.Length == 0
            && command is EditCommand.Submit or EditCommand.Complete
            ? state.TakeSuggestion(suggested, command)
            : state.Obey(command, key);
    }

    /// <summary>Hands on the keys that were pressed before there was a prompt.</summary>
    public static ClientState TypeWhatWasTypedAhead(this ClientState state)
    {
        var keys = state.Prompt.TypedAhead;
        return keys.IsEmpty
            ? state
            : keys.Aggregate(state with { Prompt = state.Prompt with { TypedAhead = [], TypedAheadCount = 0 } }, Press);
    }

    /// <summary>A line is complete: a name, a password or a command.</summary>
    public static ClientState Enter(this ClientState state, string line)
    {
        state = state.Show(new EnteredLine(state.PromptText(), state.IsSecret() ? "" : line, state.IsSecret()));
        return state.Phase switch
        {
            Phase.AskingName => state.EnterName(line.Trim()),
            Phase.AskingPassword => state.EnterPassword(line),
            Phase.AskingTakeOver => state.AnswerTakeOver(line),
            _ => state.EnterCommand(line),
        };
    }

    /// <summary>The line has changed by a key: rings when it has become longer than can be sent.</summary>
    public static ClientState Change(this ClientState state, LineEditor editor)
    {
        var hadRoom = state.Prompt.Editor.Excess == 0;
        state = state.Edit(editor);
        return hadRoom && editor.Excess > 0 ? state.Ring() : state;
    }

    private static bool IsWithinWord(LineEditor editor, Key key) =>
        key.Text != " " && editor.Cursor > 0 && editor.Text[editor.Cursor - 1] != ' ';

    // A word is undone as one, and a secret is not kept.
    private static ClientState Remembering(this ClientState state, LineEditor editor)
    {
        var before = state.Prompt.Editor;
        var undo = state.Prompt.Undo;
        state = state.Change(editor);
        return before.Text == editor.Text || state.IsSecret()
            ? state
            : state with
            {
                Prompt = state.Prompt with { Undo = undo.Push(before) },
            };
    }

    private static ClientState Undo(this ClientState state)
    {
        if (state.Prompt.Undo.IsEmpty)
        {
            return state.Ring();
        }

        var undo = state.Prompt.Undo.Pop(out var before);
        return (state with { Prompt = state.Prompt with { Undo = undo } }).Edit(before);
    }

    /// <summary>Lets the terminal ring.</summary>
    public static ClientState Ring(this ClientState state) => state with { Screen = state.Screen.Rung() };

    /// <summary>Puts another line at the prompt.</summary>
    public static ClientState Edit(this ClientState state, LineEditor editor) =>
        state with
        {
            Prompt = state.Prompt with { Editor = editor },
        };

    // Keys that follow Tab are meant for the line that it completes.
    private static bool MustWait(this ClientState state) =>
        state.Phase is Phase.Connecting or Phase.LoggingIn || state.Prompt.Awaiting is not null;

    private static ClientState TypeAhead(this ClientState state, Key key)
    {
        var ahead = state.Prompt.TypedAhead;
        return state.Prompt.TypedAheadCount >= MostTypedAhead
            ? state
            : state with
            {
                Prompt = state.Prompt with
                {
                    TypedAhead = ahead.Enqueue(key),
                    TypedAheadCount = state.Prompt.TypedAheadCount + 1,
                },
            };
    }

    private static ClientState Obey(this ClientState state, EditCommand command, Key key) =>
        command switch
        {
            EditCommand.Submit => state.Submit(),
            EditCommand.Complete => state.IsSecret() ? state : state.Complete(),
            EditCommand.Older or EditCommand.Newer => state.Recall(command),
            EditCommand.DeleteRightOrLeave when state.Prompt.Editor.Text.Length == 0 => state.LeaveByCommand(),
            EditCommand.Interrupt => state.Interrupt(),
            EditCommand.PageBack => state.ShowOlder(),
            EditCommand.Search => state.Search(),
            EditCommand.Undo => state.Undo(),
            EditCommand.Paste => state.Paste(key),
            EditCommand.Suspend => state.Do(new Suspend()),
            EditCommand.ClearScreen => state with { Screen = state.Screen.Cleared() },
            EditCommand.Insert when IsWithinWord(state.Prompt.Editor, key) => state.Change(
                state.Prompt.Editor.Apply(command, key)
            ),
            _ => state.Remembering(state.Prompt.Editor.Apply(command, key)),
        };

    private static ClientState TakeSuggestion(this ClientState state, string suggested, EditCommand command)
    {
        state = state.Edit(state.Prompt.Editor.With(suggested));
        return command == EditCommand.Submit ? state.Submit() : state;
    }

    private static ClientState Submit(this ClientState state)
    {
        var line = state.Prompt.Editor.Text;
        if (state.Prompt.Editor.Excess > 0)
        {
            return state.Ring();
        }

        var isCommand = state.TakesCommands();
        // What was killed at one prompt is not to be yanked at the next: it may have been a password.
        var editor = isCommand ? state.Prompt.Editor.With("") : LineEditor.Empty;
        state = (state with { Prompt = state.Prompt with { Undo = [] } }).Edit(editor);
        return (isCommand ? state.Remember(line) : state).Enter(line);
    }

    private static ClientState Remember(this ClientState state, string line)
    {
        var history = state.Prompt.History.Add(line);
        var isNew = history.Lines != state.Prompt.History.Lines;
        state = state with { Prompt = state.Prompt with { History = history } };
        return isNew ? state.Do(new KeepInHistory(line)) : state;
    }

    private static ClientState Recall(this ClientState state, EditCommand command)
    {
        if (!state.TakesCommands())
        {
            return state;
        }

        var current = state.Prompt.Editor.Text;
        var (history, line) =
            command == EditCommand.Older ? state.Prompt.History.Older(current) : state.Prompt.History.Newer(current);
        return (state with { Prompt = state.Prompt with { History = history } }).Edit(state.Prompt.Editor.With(line));
    }
}
