using System.Text;
using Forum.ClientApp.Editing;
using Forum.ClientApp.Unicode;
using Forum.Reactive.Protocol;

namespace Forum.ClientApp.Rendering;

/// <summary>The prompt and the part of the line that fits behind it, on one row.</summary>
/// <param name="Prompt">The prompt, perhaps shortened.</param>
/// <param name="Text">The part of the line.</param>
/// <param name="Cursor">The cursor's column, from 0.</param>
/// <param name="Width">Columns taken.</param>
internal readonly record struct PromptView(string Prompt, string Text, int Cursor, int Width)
{
    private readonly record struct Cell(int Start, string Shown, int Width);

    /// <summary>
    /// Lays the line out. One that is too long moves by half of what is visible, so that the cursor is always in sight and
    /// typing does not move all of it; <c>&lt;</c> and <c>&gt;</c> stand where it goes on.
    /// </summary>
    public static PromptView Of(string prompt, LineEditor editor, int columns)
    {
        prompt = CellWidth.Truncate(VisibleText.Of(prompt), columns / 2);
        var room = Math.Max(2, columns - CellWidth.Of(prompt) - 1);
        var cells = Cells(editor.Text);
        var cursor = cells.TakeWhile(cell => cell.Start < editor.Cursor).Sum(cell => cell.Width);
        var (text, offset) = Window(cells, cursor, room);
        return new PromptView(
            prompt,
            text,
            CellWidth.Of(prompt) + cursor - offset,
            CellWidth.Of(prompt) + CellWidth.Of(text)
        );
    }

    private static List<Cell> Cells(string text)
    {
        // Whether a character may be shown depends on the whole line, not on its cluster.
        var escapes = VisibleText.Characters(text).Where(one => one.Escape is not null).ToDictionary(one => one.At);
        var cells = new List<Cell>(text.Length);
        foreach (var (start, length) in Graphemes.Of(text))
        {
            var shown = Shown(text, start, length, escapes);
            cells.Add(new Cell(start, shown, CellWidth.Of(shown)));
        }

        return cells;
    }

    private static string Shown(
        string text,
        int start,
        int length,
        Dictionary<int, (int At, int Length, string? Escape)> escapes
    )
    {
        if (escapes.Count == 0)
        {
            return text.Substring(start, length);
        }

        var shown = new StringBuilder(length);
        for (var at = start; at < start + length; )
        {
            var isEscaped = escapes.TryGetValue(at, out var escape);
            shown.Append(isEscaped ? escape.Escape : text[at]);
            at += isEscaped ? escape.Length : 1;
        }

        return shown.ToString();
    }

    private static (string Text, int Offset) Window(List<Cell> cells, int cursor, int room)
    {
        var total = cells.Sum(cell => cell.Width);
        if (total <= room)
        {
            return (string.Concat(cells.Select(cell => cell.Shown)), 0);
        }

        var step = Math.Max(1, room / 2);
        var offset = cursor < room ? 0 : ((cursor - room) / step * step) + step;
        return (Cut(cells, offset, offset + room, total), offset);
    }

    private static string Cut(List<Cell> cells, int from, int to, int total)
    {
        var text = new StringBuilder();
        var first = from > 0 ? from + 1 : from;
        var last = to < total ? to - 1 : to;
        text.Append(from > 0 ? "<" : "");
        for (int i = 0, column = 0; i < cells.Count; column += cells[i++].Width)
        {
            var end = column + cells[i].Width;
            if (column >= first && end <= last)
            {
                text.Append(cells[i].Shown);
            }
            else if (end > first && column < last)
            {
                text.Append(' ', Math.Min(end, last) - Math.Max(column, first));
            }
        }

        return text.Append(to < total ? ">" : "").ToString();
    }
}
