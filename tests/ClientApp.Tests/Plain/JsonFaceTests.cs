using System.Text.Json;
using Forum.ClientApp.Plain;
using Forum.ClientApp.Session;

namespace Forum.ClientApp.Tests.Plain;

public sealed class JsonFaceTests
{
    private const string Time = "23 Feb 2021 15:00:01";
    private readonly StringWriter _output = new() { NewLine = "\n" };

    [Fact]
    public void Each_answer_and_each_event_is_an_object_on_a_line_of_its_own()
    {
        var state = new ClientState
        {
            Settings = new ClientSettings { Host = "here", Port = 1 },
        }
            .Show(new EnteredLine("> ", "MSG Hello", false))
            .Show(new Notice($"Message #1 posted at {Time}.", Tone.Good) { Code = 210 })
            .Show(new MessageList([new(1, Time, "yoda", false, "a \"word\"\x1b")]))
            .Show(new UserList([new ActiveUser("hans", "129.129.2.1", "8001", Time)]))
            .Show(new LiveMessage(Change.Edited, 2, Time, "hans", "Hi"))
            .Show(new ClientApp.Session.Presence("hans", IsHere: false))
            .Say("Received a.txt from hans", Tone.Good);

        new JsonFace(_output, prompts: null).Write(state);

        Assert.Equal(
            [
                """{"type":"answer","code":210,"text":"Message #1 posted at 23 Feb 2021 15:00:01."}""",
                """{"type":"messages","messages":[{"number":1,"time":"23 Feb 2021 15:00:01","user":"yoda","edited":false,"text":"a \u0022word\u0022\u001B"}]}""",
                """{"type":"users","users":[{"user":"hans","address":"129.129.2.1","udp_port":"8001","since":"23 Feb 2021 15:00:01"}]}""",
                """{"type":"edited","number":2,"time":"23 Feb 2021 15:00:01","user":"hans","edited":true,"text":"Hi"}""",
                """{"type":"left","user":"hans"}""",
                """{"type":"notice","tone":"good","text":"Received a.txt from hans"}""",
            ],
            _output.ToString().TrimEnd().Split('\n')
        );
        Assert.All(_output.ToString().TrimEnd().Split('\n'), line => JsonDocument.Parse(line).Dispose());
    }
}
