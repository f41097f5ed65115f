using Forum.ClientApp.Rendering;
using Forum.ClientApp.Session;
using Forum.Reactive.Protocol;

namespace Forum.ClientApp.Plain;

/// <summary>The face for pipes and files, and for terminals that can do nothing: lines out, without colours.</summary>
/// <param name="output">Where the lines go.</param>
/// <param name="error">Where it is told why the program cannot go on.</param>
/// <param name="isTerminal">
/// Whether somebody sees what they type: then the prompt stands before it on the same row; else it is a line, with what was read behind it.
/// </param>
internal sealed class PlainFace(TextWriter output, TextWriter error, bool isTerminal)
{
    private long _next;
    private int _prompted = -1;

    /// <summary>Writes what is new.</summary>
    public void Write(ClientState state)
    {
        foreach (var entry in state.Transcript.From(_next).Entries)
        {
            Write(entry, state.ExitCode == 1 && entry is Notice { Tone: Tone.Error } ? error : output);
        }

        _next = state.Transcript.Next;
        if (isTerminal && state.WantsLine && _prompted != state.LinesRead)
        {
            output.Write(state.PromptText());
            _prompted = state.LinesRead;
        }

        output.Flush();
    }

    private void Write(Entry entry, TextWriter writer)
    {
        foreach (var line in Lines(entry))
        {
            writer.WriteLine(VisibleText.Of(line));
        }
    }

    private IEnumerable<string> Lines(Entry entry) =>
        entry switch
        {
            Notice notice => [notice.Text],
            // What is typed at a terminal stands there already, but for the end of a line that was not echoed.
            EnteredLine entered when isTerminal => entered.IsSecret ? [""] : [],
            EnteredLine entered => [(entered.Prompt + entered.Line).TrimEnd()],
            MessageList list => list.Messages.Select(message => message.ToSentence()),
            UserList list => list.Users.Select(user => user.ToSentence()),
            LiveMessage message =>
            [
                $"{message.Time} {message.User} #{message.Number} {message.Change}: {message.Text}",
            ],
            Presence presence => [$"{presence.User} {(presence.IsHere ? "is here" : "has left")}"],
            Help => HelpView.Commands.Select(line => $"{line.Command}: {line.Meaning}"),
            _ => [],
        };
}
