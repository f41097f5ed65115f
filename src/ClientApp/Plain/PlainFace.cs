using Forum.ClientApp.Rendering;
using Forum.ClientApp.Session;
using Forum.Reactive.Protocol;

namespace Forum.ClientApp.Plain;

/// <summary>The face for pipes and files, and for terminals that can do nothing: lines out, without colours.</summary>
/// <param name="output">Where the lines go.</param>
/// <param name="error">Where it is told why the program cannot go on.</param>
/// <param name="prompts">
/// Where somebody who types sees the prompts; null where nobody types: then what was read is a line of the output, behind its prompt.
/// </param>
internal sealed class PlainFace(TextWriter output, TextWriter error, TextWriter? prompts)
{
    private readonly Prompter _prompter = new(prompts);
    private long _next;

    /// <summary>Writes what is new.</summary>
    public void Write(ClientState state)
    {
        foreach (var entry in state.Transcript.From(_next).Entries)
        {
            _prompter.MakeWay(entry);
            Write(entry, state.ExitCode == 1 && entry is Notice { Tone: Tone.Error } ? error : output);
        }

        _next = state.Transcript.Next;
        output.Flush();
        _prompter.Prompt(state);
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
            EnteredLine when prompts is not null => [], // It stands there already.
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
