using System.Collections.Immutable;
using Forum.ClientApp.Session;
using Forum.ClientApp.Unicode;
using Spectre.Console;

namespace Forum.ClientApp.Rendering;

/// <summary>What stands at the bottom of the screen and changes: some lines of status, and the prompt below them.</summary>
/// <param name="Columns">Columns of the terminal for which it was laid out.</param>
/// <param name="Status">Lines with their escape sequences, none wider than the terminal.</param>
/// <param name="StatusWidths">The columns that each takes.</param>
/// <param name="Prompt">The prompt and the line, with escape sequences.</param>
/// <param name="PromptWidth">The columns that these take.</param>
/// <param name="Cursor">The cursor's column, from 0.</param>
internal sealed record Frame(
    int Columns,
    ImmutableArray<string> Status,
    ImmutableArray<int> StatusWidths,
    string Prompt,
    int PromptWidth,
    int Cursor
)
{
    /// <summary>Nothing.</summary>
    public static Frame Blank { get; } = new(80, [], [], "", 0, 0);

    /// <summary>The frame of a state.</summary>
    public static Frame Of(ClientState state, AnsiLines ansi)
    {
        var columns = Math.Max(4, state.Screen.Size.Columns);
        if (state.ExitCode is not null)
        {
            return Blank with { Columns = columns };
        }

        var status = StatusView.Of(state, columns).ToImmutableArray();
        var editor = state.IsSecret() ? Editing.LineEditor.Empty : state.Prompt.Editor;
        if (state.PromptText().Length == 0)
        {
            editor = Editing.LineEditor.Empty;
        }

        var prompt = PromptView.Of(state.PromptText(), editor, columns);
        return new Frame(
            columns,
            [.. status.Select(line => ansi.Draw(Paint(line), columns)[0])],
            [.. status.Select(line => line.Sum(piece => CellWidth.Of(piece.Text)))],
            ansi.Draw(new Text(prompt.Prompt, PromptStyle(state)), columns)[0] + prompt.Text,
            prompt.Width,
            prompt.Cursor
        );
    }

    /// <summary>How many rows above the cursor the frame begins, once the terminal has <paramref name="columns"/>.</summary>
    /// <remarks>Terminals wrap anew what stands on them when they become narrower.</remarks>
    public int RowsAboveCursor(int columns) =>
        StatusWidths.Sum(width => Math.Max(1, Rows(width, columns))) + (Cursor / columns);

    private static int Rows(int width, int columns) => (width + columns - 1) / columns;

    private static Style PromptStyle(ClientState state) =>
        state.Phase is Phase.Offline or Phase.Rejoining ? Palette.Error : Palette.Good;

    private static Paragraph Paint(IEnumerable<StatusPiece> line)
    {
        var paragraph = new Paragraph { Overflow = Overflow.Crop };
        foreach (var piece in line)
        {
            paragraph.Append(piece.Text, piece.Style);
        }

        return paragraph;
    }
}
