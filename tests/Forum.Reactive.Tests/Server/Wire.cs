using System.Text;
using Forum.Reactive.Tests.World;
using Forum.Reactive.Tests.World.Logs;

namespace Forum.Reactive.Tests.Server;

/// <summary>Lines as a connection meets them: cut anywhere, pipelined, too long, or nothing but noise.</summary>
public abstract class Wire(LogKind log) : IDisposable
{
    private const string Session = "USER yoda\r\n\n\r\nPASS comp9331\nMSG héllo\nATU\nnonsense\nOUT\n";
    private static readonly string[] Answers =
    [
        "331 Password required",
        "230 Welcome to TOOM!",
        "210 Message #1 posted at 23 Feb 2021 15:00:00.",
        "204 no other active user",
        "500 Error. Invalid command!",
        "221 Bye, yoda!",
    ];

    private readonly ForumWorld _world = new(kind: log);

    [Fact]
    public void A_session_that_is_cut_at_any_byte_is_the_same_session()
    {
        var bytes = Encoding.UTF8.GetBytes(Session);
        for (var at = 0; at <= bytes.Length; at++)
        {
            using var world = new ForumWorld(kind: log);
            var client = world.Connect();
            client.Send(bytes[..at]);
            world.Settle();
            client.Send(bytes[at..]);
            world.Settle();
            Assert.Equal(Answers, client.Take());
            Assert.True(client.IsClosed);
        }
    }

    [Fact]
    public void CAP_tells_a_program_what_it_has_to_know_of_the_server() =>
        Assert.Equal(
            ["200-idle-timeout 900", "200-time-zone +00:00 UTC", "200-own", "200 OK"],
            _world.Connect().Ask("CAP zone")
        );

    [Fact]
    public void A_session_that_comes_byte_by_byte_is_the_same_session()
    {
        var client = _world.Connect();
        foreach (var b in Encoding.UTF8.GetBytes(Session))
        {
            client.Send([b]);
            _world.Settle();
        }

        Assert.Equal(Answers, client.Take());
    }

    [Fact]
    public void Thousands_of_pipelined_requests_are_answered_in_their_order()
    {
        const int count = 5000;
        var client = _world.Yoda();
        client.Send([.. Enumerable.Range(1, count).Select(i => i % 2 == 0 ? $"PORT {i}" : $"CANCEL {i}")]);
        _world.Pass(TimeSpan.FromMilliseconds(1));
        Assert.Equal(
            Enumerable.Range(1, count).Select(i => i % 2 == 0 ? $"200 UDP port {i}" : $"550 There is no offer {i}"),
            client.Take()
        );
    }

    [Fact]
    public void A_line_that_is_too_long_is_thrown_away_and_the_connection_goes_on()
    {
        var client = _world.Yoda();
        string longest = new('x', 8192 - 4);
        Assert.Equal(["210 Message #1 posted at 23 Feb 2021 15:00:00."], client.Ask($"MSG {longest}"));
        Assert.Equal(
            ["500 Line too long", "200 OK", "500 Line too long", "200 OK"],
            client.Ask($"MSG {longest}x", "NOOP", $"MSG {new string('y', 200_000)}", "NOOP")
        );
        Assert.Equal(1, _world.Server.Messages.Count);
    }

    [Fact]
    public void Text_that_cannot_be_shown_is_refused_and_the_connection_goes_on()
    {
        var client = _world.Yoda();
        client.Send([
            .. "MSG \xFF\n"u8,
            .. "MSG "u8,
            0xC3,
            0x28,
            .. "\nMSG a\tb\nMSG \u009B31m\nMSG \u001B[31m\nNOOP\n"u8,
        ]);
        _world.Settle();
        var refused = "501 Not printable UTF-8 text";
        Assert.Equal([refused, refused, refused, refused, "200 OK"], client.Take()[1..]);
    }

    [Fact]
    public void Before_login_everything_but_logging_in_is_refused()
    {
        var client = _world.Connect();
        var logIn = "530 Please log in";
        Assert.Equal(
            [logIn, logIn, logIn, logIn, logIn, logIn, logIn, logIn, logIn, logIn, logIn],
            client.Ask(
                "MSG x",
                "MSG",
                "RDM 01 Jan 2000 00:00:00",
                "DLT #1 01 Jan 2000 00:00:00",
                "EDT",
                "ATU",
                "SUB",
                "UNSUB",
                $"OFFER hans 1 - {TestKey.Valid} f",
                "CANCEL 1",
                "nonsense"
            )
        );
        Assert.Equal(
            ["503 Send USER first", "200 OK", "200 UDP port 7", "501 Usage: USER name", "501 Usage: PORT number"],
            client.Ask("PASS x", "NOOP", "PORT 7", "USER", "PORT x")
        );
        Assert.Equal("214 End", client.Ask("HELP")[^1]);
    }

    [Fact]
    public void Ten_thousand_random_lines_never_stop_a_connection() =>
        Seeded.Run(random =>
        {
            string[] words =
            [
                "MSG",
                "DLT",
                "EDT",
                "RDM",
                "ATU",
                "SUB",
                "UNSUB",
                "OFFER",
                "ACCEPT",
                "DECLINE",
                "CANCEL",
                "USER",
                "PASS",
                "PORT",
                "#1",
            ];
            var client = _world.Yoda();
            for (var i = 0; i < 10_000; i++)
            {
                var words1 = string.Join(
                    ' ',
                    Enumerable.Range(0, random.Next(4)).Select(_ => words[random.Next(words.Length)])
                );
                byte[] noise = [.. random.NextBytes(random.Next(80)).Where(b => b != '\n' || random.Next(2) == 0)];
                client.Send([.. Encoding.ASCII.GetBytes(words1), .. noise, (byte)'\n']);
                if (i % 100 == 99)
                {
                    client.Send("NOOP");
                    _world.Settle();
                    Assert.Equal(
                        "200 OK",
                        client.Take().Last(line => !line.StartsWith("* ", StringComparison.Ordinal))
                    );
                }
            }

            Assert.Null(client.Error);
            Assert.Equal("200 OK", _world.Connect("10.0.0.7").Ask("NOOP")[^1]);
        });

    public void Dispose()
    {
        _world.Dispose();
        GC.SuppressFinalize(this);
    }
}
