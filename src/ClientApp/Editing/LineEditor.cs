using System.Text;
using Forum.ClientApp.Keys;
using Forum.ClientApp.Unicode;

namespace Forum.ClientApp.Editing;

/// <summary>The line that is being typed, as a value: each key gives the next one.</summary>
/// <param name="Text">What has been typed; no control characters.</param>
/// <param name="Cursor">Where the next character goes: an index into <paramref name="Text"/>, between two clusters.</param>
/// <param name="Killed">What was killed last, for yanking.</param>
internal sealed record LineEditor(string Text, int Cursor, string Killed)
{
    /// <summary>Longest line that can be sent, in bytes of UTF-8.</summary>
    public const int LongestLine = 8192;

    /// <summary>Longest line that is kept for the user to shorten, in UTF-16 units.</summary>
    public const int LongestText = 64 * 1024;

    /// <summary>Nothing typed yet.</summary>
    public static LineEditor Empty { get; } = new("", 0, "");

    /// <summary>Bytes that the line is too long to be sent; 0 if it is not.</summary>
    public int Excess =>
        Text.Length <= LongestLine / 3 ? 0 : Math.Max(0, Encoding.UTF8.GetByteCount(Text) - LongestLine);

    /// <summary>What stands before the cursor.</summary>
    public string BeforeCursor => Text[..Cursor];

    /// <summary>What stands after the cursor.</summary>
    public string AfterCursor => Text[Cursor..];

    /// <summary>The same editor holding another line, its cursor at the end.</summary>
    public LineEditor With(string text) => this with { Text = text, Cursor = text.Length };

    /// <summary>The editor after a command that concerns the line alone; others leave it as it is.</summary>
    public LineEditor Apply(EditCommand command, Key key = default) =>
        command switch
        {
            EditCommand.Insert => Insert(key.Text),
            EditCommand.Paste => Insert(OnOneLine(key.Text)),
            EditCommand.Left => this with { Cursor = Graphemes.Previous(Text, Cursor) },
            EditCommand.Right => this with { Cursor = Graphemes.Next(Text, Cursor) },
            EditCommand.WordLeft => this with { Cursor = Graphemes.PreviousWordStart(Text, Cursor) },
            EditCommand.WordRight => this with { Cursor = Graphemes.NextWordEnd(Text, Cursor) },
            EditCommand.Home => this with { Cursor = 0 },
            EditCommand.End => this with { Cursor = Text.Length },
            EditCommand.DeleteLeft => Without(Graphemes.Previous(Text, Cursor), Cursor),
            EditCommand.DeleteRight or EditCommand.DeleteRightOrLeave => Without(Cursor, Graphemes.Next(Text, Cursor)),
            EditCommand.KillWordLeft => Kill(Graphemes.PreviousWordStart(Text, Cursor), Cursor),
            EditCommand.KillWordRight => Kill(Cursor, Graphemes.NextWordEnd(Text, Cursor)),
            EditCommand.KillToSpace => Kill(StartOfArgument(), Cursor),
            EditCommand.KillToStart => Kill(0, Cursor),
            EditCommand.KillToEnd => Kill(Cursor, Text.Length),
            EditCommand.Yank => Insert(Killed),
            _ => this,
        };

    /// <summary>The line with text put in at the cursor; unchanged if it would be longer than <see cref="LongestText"/>.</summary>
    public LineEditor Insert(string text) =>
        Text.Length + text.Length > LongestText ? this : At(Text.Insert(Cursor, text), Cursor + text.Length);

    private LineEditor Without(int start, int end) => At(Text.Remove(start, end - start), start);

    // What an edit brings side by side may join into one cluster (a letter and a mark, two halves of a flag): the cursor is never inside.
    private LineEditor At(string text, int position) =>
        this with
        {
            Text = text,
            Cursor = Graphemes.AtOrAfter(text, position),
        };

    private LineEditor Kill(int start, int end) =>
        start == end ? this : Without(start, end) with { Killed = Text[start..end] };

    private int StartOfArgument()
    {
        var end = BeforeCursor.TrimEnd(' ').Length;
        return end == 0 ? 0 : Text.LastIndexOf(' ', end - 1) + 1;
    }

    /// <summary>Text as a line: ends of lines and tabs become spaces, other control characters would only be refused.</summary>
    public static string OnOneLine(string pasted)
    {
        var line = new StringBuilder(pasted.Length);
        foreach (var character in pasted.ReplaceLineEndings("\n").TrimEnd('\n'))
        {
            if (character is '\n' or '\t')
            {
                line.Append(' ');
            }
            else if (!char.IsControl(character))
            {
                line.Append(character);
            }
        }

        return line.ToString();
    }
}
