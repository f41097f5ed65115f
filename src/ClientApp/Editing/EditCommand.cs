using Forum.ClientApp.Keys;

namespace Forum.ClientApp.Editing;

/// <summary>What a key asks of the line that is being typed.</summary>
internal enum EditCommand
{
    None,
    Insert,
    Paste,
    Left,
    Right,
    WordLeft,
    WordRight,
    Home,
    End,
    DeleteLeft,
    DeleteRight,
    KillWordLeft,
    KillWordRight,
    KillToSpace,
    KillToStart,
    KillToEnd,
    Yank,
    Older,
    Newer,
    Submit,
    Complete,
    DeleteRightOrLeave,
    Interrupt,
    Suspend,
    ClearScreen,
    PageBack,
    Undo,
    Search,

    /// <summary>Gives up what goes on at the prompt.</summary>
    Cancel,
}

/// <summary>The keys that shells have taught everyone: those of Emacs, and the ones with names on them.</summary>
internal static class Keymap
{
    /// <summary>What the key means; <see cref="EditCommand.None"/> if nothing.</summary>
    public static EditCommand Find(Key key) =>
        key.Code switch
        {
            KeyCode.Text => OfText(key),
            KeyCode.Paste => EditCommand.Paste,
            KeyCode.Enter => EditCommand.Submit,
            KeyCode.Tab => key.Modifiers == KeyModifiers.None ? EditCommand.Complete : EditCommand.None,
            KeyCode.Backspace => IsByWord(key) ? EditCommand.KillWordLeft : EditCommand.DeleteLeft,
            KeyCode.Delete => IsByWord(key) ? EditCommand.KillWordRight : EditCommand.DeleteRight,
            KeyCode.Left => IsByWord(key) ? EditCommand.WordLeft : EditCommand.Left,
            KeyCode.Right => IsByWord(key) ? EditCommand.WordRight : EditCommand.Right,
            KeyCode.Up => EditCommand.Older,
            KeyCode.Down => EditCommand.Newer,
            KeyCode.Home => EditCommand.Home,
            KeyCode.End => EditCommand.End,
            KeyCode.Escape => EditCommand.Cancel,
            KeyCode.PageUp => EditCommand.PageBack,
            _ => EditCommand.None,
        };

    private static EditCommand OfText(Key key) =>
        key.Modifiers switch
        {
            KeyModifiers.None or KeyModifiers.Shift => EditCommand.Insert,
            KeyModifiers.Control => OfControl(key.Text),
            KeyModifiers.Alt => OfAlt(key.Text),
            _ => EditCommand.None,
        };

    private static EditCommand OfControl(string letter) =>
        letter switch
        {
            "a" => EditCommand.Home,
            "b" => EditCommand.Left,
            "c" => EditCommand.Interrupt,
            "d" => EditCommand.DeleteRightOrLeave,
            "e" => EditCommand.End,
            "f" => EditCommand.Right,
            "g" => EditCommand.Cancel,
            "k" => EditCommand.KillToEnd,
            "l" => EditCommand.ClearScreen,
            "n" => EditCommand.Newer,
            "p" => EditCommand.Older,
            "r" => EditCommand.Search,
            "u" => EditCommand.KillToStart,
            "w" => EditCommand.KillToSpace,
            "y" => EditCommand.Yank,
            "z" => EditCommand.Suspend,
            "_" => EditCommand.Undo,
            _ => EditCommand.None,
        };

    private static EditCommand OfAlt(string letter) =>
        letter switch
        {
            "b" => EditCommand.WordLeft,
            "f" => EditCommand.WordRight,
            "d" => EditCommand.KillWordRight,
            _ => EditCommand.None,
        };

    private static bool IsByWord(Key key) =>
        (key.Modifiers & (KeyModifiers.Alt | KeyModifiers.Control)) != KeyModifiers.None;
}
