using System.Text;
using System.Text.Json;
using Forum.ClientApp.Rendering;
using Forum.ClientApp.Session;

namespace Forum.ClientApp.Plain;

/// <summary>The face for scripts: one JSON object a line for each answer and each event (<c>docs/messages.md</c> has them all).</summary>
/// <param name="output">Where the lines go, errors too.</param>
/// <param name="prompts">Where somebody who types sees the prompts; null where nobody types.</param>
internal sealed class JsonFace(TextWriter output, TextWriter? prompts)
{
    private readonly Prompter _prompter = new(prompts);
    private long _next;

    /// <summary>Writes what is new.</summary>
    public void Write(ClientState state)
    {
        foreach (var entry in state.Transcript.From(_next).Entries)
        {
            _prompter.MakeWay(entry);
            if (Of(entry) is { } line)
            {
                output.WriteLine(line);
            }
        }

        _next = state.Transcript.Next;
        output.Flush();
        _prompter.Prompt(state);
    }

    /// <summary>The object for an entry; null for one that a script knows already.</summary>
    public static string? Of(Entry entry) =>
        entry switch
        {
            Notice { Code: { } code } answer => Line(
                "answer",
                json =>
                {
                    json.WriteNumber("code", code);
                    json.WriteString("text", answer.Text);
                }
            ),
            Notice notice => Line(
                "notice",
                json =>
                {
                    json.WriteString("tone", notice.Tone.ToString().ToLowerInvariant());
                    json.WriteString("text", notice.Text);
                }
            ),
            MessageList list => Line("messages", json => WriteAll(json, "messages", list.Messages, Write)),
            UserList list => Line("users", json => WriteAll(json, "users", list.Users, Write)),
            LiveMessage message => Line(
                message.Change.ToString().ToLowerInvariant(),
                json => Write(json, message.AsOnBoard())
            ),
            Presence presence => Line(
                presence.IsHere ? "joined" : "left",
                json => json.WriteString("user", presence.User)
            ),
            Help => Line("help", json => WriteAll(json, "commands", HelpView.Commands, Write)),
            _ => null,
        };

    private static string Line(string type, Action<Utf8JsonWriter> writeRest)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            writeRest(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void WriteAll<T>(
        Utf8JsonWriter json,
        string name,
        IEnumerable<T> items,
        Action<Utf8JsonWriter, T> write
    )
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, BoardMessage message)
    {
        json.WriteNumber("number", message.Number);
        json.WriteString("time", message.Time);
        json.WriteString("user", message.User);
        json.WriteBoolean("edited", message.IsEdited);
        json.WriteString("text", message.Text);
    }

    private static void Write(Utf8JsonWriter json, ActiveUser user)
    {
        json.WriteString("user", user.Name);
        json.WriteString("address", user.Address);
        json.WriteString("udp_port", user.UdpPort);
        json.WriteString("since", user.Since);
    }

    private static void Write(Utf8JsonWriter json, (string Command, string Meaning) line)
    {
        json.WriteString("command", line.Command);
        json.WriteString("meaning", line.Meaning);
    }
}
