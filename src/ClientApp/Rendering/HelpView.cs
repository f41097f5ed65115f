using Spectre.Console;
using Spectre.Console.Rendering;

namespace Forum.ClientApp.Rendering;

/// <summary>The commands and the keys, as <c>HELP</c> shows them.</summary>
internal static class HelpView
{
    /// <summary>What can be entered, and what it does.</summary>
    public static readonly IReadOnlyList<(string Command, string Meaning)> Commands =
    [
        ("MSG message", "post a message"),
        ("RDM [time]", "read messages since then (today, 16:00, 25 Nov, 2h, #120), or since you last looked"),
        ("EDT #n timestamp message", "change a message of yours (Tab fills in number and timestamp)"),
        ("DLT #n timestamp", "delete a message of yours"),
        ("ATU", "see who is here"),
        ("UPD user file", "send a file or a folder straight to somebody (also user,user or *; *.pdf; \"a b\" c)"),
        ("ACC n, DEC n", "take or decline a file that is offered"),
        ("CAN n", "stop a file that is on its way"),
        ("VERIFY n", "the check digits of a file are the same on both sides: know the other user again"),
        ("FILES, FILES clear", "list what has arrived in part, or remove it"),
        ("OUT", "log out and leave (also Ctrl-D)"),
    ];

    private static readonly IReadOnlyList<(string Command, string Meaning)> Keys =
    [
        ("Tab", "complete commands, users, files, messages"),
        ("Up, Down, Ctrl-R", "earlier lines; search in them"),
        ("PageUp, MORE", "earlier messages"),
        ("Ctrl-A, Ctrl-E", "start, end of the line"),
        ("Alt-B, Alt-F", "word back, forward"),
        ("Ctrl-W, Ctrl-U, Ctrl-K", "delete a word, to the start, to the end (Ctrl-Y brings it back)"),
        ("Ctrl-_", "undo"),
        ("Ctrl-L", "clear the screen"),
    ];

    /// <summary>Everything, in two columns.</summary>
    public static IRenderable Of(int columns)
    {
        var grid = new Grid { Width = Math.Min(columns, 100) };
        grid.AddColumn(new GridColumn { Padding = new Padding(0, 0, 2, 0) })
            .AddColumn(new GridColumn { Padding = new Padding(0) });
        foreach (var (command, meaning) in Commands.Concat(Keys))
        {
            grid.AddRow(EntryView.Line((command, Palette.Good)), EntryView.Line((meaning, Style.Plain)));
        }

        return grid;
    }
}
