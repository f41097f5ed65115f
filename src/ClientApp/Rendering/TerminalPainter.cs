using System.Text;
using Forum.ClientApp.Session;
using Forum.Reactive.Protocol;

namespace Forum.ClientApp.Rendering;

/// <summary>
/// Puts states on a terminal: what is new above, and at the bottom the frame, of which only what changed is written. What
/// one state needs goes out in one piece, so that nobody sees half of it.
/// </summary>
/// <param name="write">Writes to the terminal.</param>
/// <param name="ansi">Draws.</param>
/// <remarks>
/// Relies on little: carriage return, cursor up and forward, erase (VT100), autowrap off while painting, so that a character
/// that a terminal takes for wider than it is cannot break the lines; synchronized output where the terminal knows it. Not for
/// several threads.
/// </remarks>
internal sealed class TerminalPainter(Action<string> write, AnsiLines ansi)
{
    private const string Begin = "\x1b[?2026h\x1b[?25l\x1b[?7l";
    private const string End = "\x1b[?7h\x1b[?25h\x1b[?2026l";
    private const string EraseRow = "\x1b[2K";
    private const string EraseBelow = "\x1b[J";

    private readonly StringBuilder _out = new();
    private Frame _shown = Frame.Blank;
    private ScreenState _screen = new();
    private long _next;
    private bool _isFailing;

    /// <summary>
    /// Brings the terminal to this state. Never throws: what cannot be painted is left out, and that is told, once until a state
    /// can be painted again.
    /// </summary>
    public void Paint(ClientState state)
    {
        try
        {
            PaintState(state);
            _isFailing = false;
        }
#pragma warning disable CA1031 // Whatever somebody sent that cannot be painted must not end the program.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Skip(state, error);
        }
    }

    private void PaintState(ClientState state)
    {
        var frame = Frame.Of(state, ansi);
        if (IsPromptAll(state, frame))
        {
            PaintPrompt(frame);
        }
        else
        {
            PaintAll(state, frame);
        }

        Ring(state.Screen);
        (_shown, _screen, _next) = (frame, state.Screen, state.Transcript.Next);
        Flush();
    }

    private void Skip(ClientState state, Exception error)
    {
        _out.Clear();
        (_shown, _screen, _next) = (Frame.Blank, state.Screen, state.Transcript.Next);
        if (!_isFailing)
        {
            _out.Append(VisibleText.Of($"Something cannot be shown: {Reasons.Of(error)}.")).Append(End).Append("\r\n");
        }

        _isFailing = true;
        Flush();
    }

    private void Ring(ScreenState screen)
    {
        if (screen.Rings != _screen.Rings)
        {
            _out.Append('\a');
        }
    }

    private bool IsPromptAll(ClientState state, Frame frame) =>
        _next == state.Transcript.Next
        && _screen with { Rings = 0 } == state.Screen with { Rings = 0 }
        && _shown.Status.AsSpan().SequenceEqual(frame.Status.AsSpan());

    private void PaintPrompt(Frame frame)
    {
        if (frame.Prompt != _shown.Prompt)
        {
            _out.Append('\r').Append(frame.Prompt).Append("\x1b[K");
        }

        if (frame.Prompt != _shown.Prompt || frame.Cursor != _shown.Cursor)
        {
            PlaceCursor(frame);
        }
    }

    private void PaintAll(ClientState state, Frame frame)
    {
        _out.Append(Begin);
        GoToStart(state.Screen, frame);
        var (missed, entries) = state.Transcript.From(_next);
        if (missed > 0)
        {
            PaintLines(new Notice($"… {missed} lines skipped: the terminal could not keep up.", Tone.Warning), frame);
        }

        foreach (var entry in entries)
        {
            PaintLines(entry, frame);
        }

        foreach (var line in frame.Status)
        {
            _out.Append(EraseRow).Append(line).Append("\r\n");
        }

        _out.Append(EraseBelow).Append(frame.Prompt);
        PlaceCursor(frame);
        _out.Append(End);
    }

    private void GoToStart(ScreenState screen, Frame frame)
    {
        if (screen.Clears != _screen.Clears)
        {
            _out.Append("\x1b[H\x1b[2J");
        }
        else if (screen.Losses == _screen.Losses && _shown.RowsAboveCursor(frame.Columns) is > 0 and var rows)
        {
            _out.Append('\x1b').Append('[').Append(rows).Append('A');
        }

        _out.Append('\r').Append(screen.Size == _screen.Size ? "" : EraseBelow);
    }

    private void PaintLines(Entry entry, Frame frame)
    {
        foreach (var line in ansi.Draw(EntryView.Of(entry, frame.Columns), frame.Columns))
        {
            _out.Append(EraseRow).Append(line).Append("\r\n");
        }
    }

    private void PlaceCursor(Frame frame)
    {
        _out.Append('\r');
        if (frame.Cursor > 0)
        {
            _out.Append('\x1b').Append('[').Append(frame.Cursor).Append('C');
        }
    }

    private void Flush()
    {
        if (_out.Length > 0)
        {
            var text = _out.ToString();
            _out.Clear();
            write(text);
        }
    }
}
