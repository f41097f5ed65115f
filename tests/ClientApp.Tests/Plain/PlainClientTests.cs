using System.Reactive.Linq;
using Forum.ClientApp.Plain;
using Forum.ClientApp.Session;
using Forum.ClientApp.Tests.Session;
using Microsoft.Reactive.Testing;

namespace Forum.ClientApp.Tests.Plain;

public class PlainClientTests
{
    private readonly TestScheduler _scheduler = new();
    private readonly FakeServer _server = new();
    private readonly List<ClientState> _states = [];

    [Fact]
    public void Each_line_is_read_only_when_the_one_before_is_answered()
    {
        var read = Run("yoda", "comp9331", "MSG one", "MSG two");
        Answer(200, "UDP port 8000").Answer(331, "Password required");
        Assert.Equal(["yoda", "comp9331"], read);

        Answer(230, "Welcome to TOOM!");
        Assert.Equal(["yoda", "comp9331", "MSG one"], read);

        Answer(210, "Message #1 posted at now.");
        Assert.Equal(["yoda", "comp9331", "MSG one", "MSG two"], read);
    }

    [Fact]
    public void A_line_that_asks_the_server_nothing_is_followed_by_the_next()
    {
        var read = Run("yoda", "comp9331", "HELP", "", "PORT 5", "MSG one");
        Answer(200, "UDP port 8000").Answer(331, "Password required").Answer(230, "Welcome to TOOM!");

        Assert.Equal("MSG one", read[^1]);
    }

    [Fact]
    public void An_input_that_cannot_be_read_is_told_and_is_at_its_end()
    {
        Run(() => throw new IOException("boom"));
        Answer(200, "UDP port 8000");

        Assert.Contains(
            _states[^1].Transcript.Entries.OfType<Notice>(),
            notice => notice.Text == "The input cannot be read: boom."
        );
        Assert.Equal(["PORT 8000", "OUT"], _server.Lines);
    }

    [Fact]
    public void The_end_of_the_input_says_good_bye_and_ends()
    {
        Run("yoda", "comp9331");
        Answer(200, "UDP port 8000")
            .Answer(331, "Password required")
            .Answer(230, "Welcome to TOOM!")
            .Answer(221, "Bye, yoda!");

        Assert.Equal("OUT", _server.Lines[^1]);
        Assert.Equal(0, _states[^1].ExitCode);
    }

    private List<string> Run(params string[] lines)
    {
        var read = new List<string>();
        var rest = new Queue<string>(lines);
        Run(() =>
        {
            if (!rest.TryDequeue(out var line))
            {
                return new InputEnded();
            }

            read.Add(line);
            return new LineRead(line);
        });
        return read;
    }

    private void Run(Func<Happening> readLine)
    {
        var initial = new ClientState
        {
            Settings = new ClientSettings
            {
                Host = "here",
                Port = 1,
                UdpPort = 8000,
                IsPlain = true,
                IsLive = false,
            },
        };
        var effects = new EffectPerformer(
            _server.Connect,
            new CurrentConnection(),
            null!,
            null!,
            () => { },
            _scheduler
        );
        PlainClient
            .Run(
                happenings => ClientLoop.Run(initial, happenings.StartWith(new Started()), effects.Perform, _scheduler),
                readLine,
                _scheduler
            )
            .Subscribe(_states.Add);
        _scheduler.AdvanceBy(1000);
    }

    private PlainClientTests Answer(int code, string text)
    {
        _server.Answer(code, text);
        _scheduler.AdvanceBy(1000);
        return this;
    }
}
