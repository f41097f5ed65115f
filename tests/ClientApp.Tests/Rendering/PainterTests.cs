using Forum.ClientApp.Editing;
using Forum.ClientApp.Keys;
using Forum.ClientApp.Rendering;
using Forum.ClientApp.Session;
using Forum.ClientApp.Tests.Session;
using Forum.Reactive.Protocol;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Spectre.Console;

namespace Forum.ClientApp.Tests.Rendering;

public class PainterTests
{
    private const string Time = "23 Feb 2021 15:00:01";

    [Fact]
    public void What_happens_appears_above_the_line_being_typed()
    {
        var (client, screen, painter) = Start();
        client.Type("MSG half a li");
        painter.Paint(client.State);

        client.Tell(new MessagePosted(1, At(Time), "hans", "Hello")).Type("ne");
        painter.Paint(client.State);

        Assert.Equal(["── 23 Feb 2021 ──", "15:00:01 hans #1  Hello", "yoda> MSG half a line"], screen.Lines[^3..]);
        Assert.Equal(21, screen.CursorColumn);
    }

    [Fact]
    public void A_key_rewrites_the_prompt_only()
    {
        var (client, screen, painter) = Start();
        painter.Paint(client.State);
        var written = new List<string>();
        var other = new TerminalPainter(written.Add, new AnsiLines(ColorSystemSupport.NoColors));
        other.Paint(client.State);

        other.Paint(client.Type("x").State);
        other.Paint(client.Press(KeyCode.Left).State);
        other.Paint(client.State);

        Assert.Equal(["\ryoda> x\x1b[K\r\x1b[7C", "\r\x1b[6C"], written[1..]);
    }

    [Fact]
    public void What_cannot_be_painted_is_told_once_and_the_next_state_is_painted()
    {
        var client = new ClientUnderTest().LogIn();
        var written = new List<string>();
        var failures = 2;
        var painter = new TerminalPainter(
            text =>
            {
                written.Add(text);
                if (!text.StartsWith("Something", StringComparison.Ordinal) && failures-- > 0)
                {
                    throw new InvalidOperationException("boom");
                }
            },
            new AnsiLines(ColorSystemSupport.NoColors)
        );
        painter.Paint(client.State);
        painter.Paint(client.Type("x").State);
        painter.Paint(client.Type("y").State);

        Assert.Single(written, text => text.StartsWith("Something cannot be shown: boom.", StringComparison.Ordinal));
        Assert.Contains("yoda> xy", written[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_is_not_shown_nor_how_long_it_is()
    {
        var (client, screen, painter) = Start(isLoggedIn: false);
        painter.Paint(client.Enter("yoda").Type("comp9331").State);

        Assert.Equal("Password:", screen.CursorLine);
        Assert.Equal(10, screen.CursorColumn);
    }

    [Fact]
    public void Bars_stand_above_the_prompt_and_leave_a_line_when_they_end()
    {
        var (client, screen, painter) = Start();
        painter.Paint(client.Enter("UPD hans a.txt").State);
        Move(
            client,
            new FileTravelled(
                1,
                512 * 1024,
                1024 * 1024,
                262144,
                TimeSpan.FromMilliseconds(12),
                TimeSpan.FromSeconds(2)
            )
        );
        painter.Paint(client.Type("MSG x").State);
        Assert.Equal(
            "1 ▲ a.txt → hans ━━━━━━────── 50% of 1.0 MiB, 256.0 KiB/s, 2 s left, 12 ms away",
            screen.Lines[^2]
        );

        Move(client, new FileArrived(1, ""));
        painter.Paint(client.State);

        Assert.Equal(["a.txt has been uploaded", "yoda> MSG x"], screen.Lines[^2..]);
    }

    [Theory]
    [InlineData(100, "50% of 1.0 MiB, 256.0 KiB/s, 2 s left, 1.2% lost, 12 ms away")]
    [InlineData(80, "50% of 1.0 MiB, 256.0 KiB/s, 2 s left, 1.2% lost")]
    [InlineData(72, "50% of 1.0 MiB, 256.0 KiB/s, 2 s left")]
    [InlineData(56, "50%, 256.0 KiB/s, 2 s left")]
    [InlineData(40, "50%, 2 s left")]
    [InlineData(20, "50%")]
    public void What_is_least_important_about_a_file_gives_way_in_a_narrow_terminal(int columns, string figures)
    {
        var (client, screen, painter) = Start(columns: columns);
        client.Enter("UPD hans lecture1.mp4");
        var moved = new FileTravelled(
            1,
            512 * 1024,
            1024 * 1024,
            262144,
            TimeSpan.FromMilliseconds(12),
            TimeSpan.FromSeconds(2)
        );
        Move(client, moved with { Loss = 0.0123 });
        painter.Paint(client.State);

        Assert.EndsWith($"─ {figures}", screen.Lines[^2], StringComparison.Ordinal);
        Assert.All(screen.Lines, line => Assert.InRange(Forum.ClientApp.Unicode.CellWidth.Of(line), 0, columns));
    }

    [Fact]
    public void Hostile_text_is_shown_and_not_obeyed()
    {
        var (client, screen, painter) = Start();
        client.Tell(new MessagePosted(1, At(Time), "hans", "\x1b[2J\x1b]0;owned\x07\u009b1m\u202egnp.exe"));
        client.Tell(new UserJoined("evil\r\nyoda> OUT"));
        client.Tell(new FileOffered(1, "hans", "a", 1, "-", "k", "\x1b[1Aname"));
        painter.Paint(client.State);

        Assert.Contains("15:00:01 hans #1  \\x1b[2J\\x1b]0;owned\\x07\\x9b1m\\u202egnp.exe", screen.Lines);
        Assert.Contains("evil\\x0d\\x0ayoda> OUT is here", screen.Lines);
    }

    [Theory]
    [InlineData(80, "  1   23 Feb 2021 15:00:01 edited   hans   Hello")]
    [InlineData(40, "#1 hans 23 Feb 2021 15:00:01 edited")]
    public void A_message_that_was_read_says_that_it_was_edited(int columns, string row)
    {
        var (client, screen, painter) = Start(columns: columns);
        client.Enter("RDM").Answer(215, $"#1; {Time}; hans; edited; Hello", "1 messages");

        painter.Paint(client.State);

        Assert.Contains(row, screen.Lines);
    }

    [Fact]
    public void Narrow_tables_have_lines_of_their_own_for_text_and_time()
    {
        var (client, screen, painter) = Start(columns: 40);
        client.Enter("RDM").Answer(215, $"#1; {Time}; hans; posted; Hello", "1 messages");
        client.Enter("ATU").Answer(215, $"hans; 129.129.2.1; 8001; {Time}", "1 active users");

        painter.Paint(client.State);

        Assert.Equal(
            [$"#1 hans {Time}", "Hello", "yoda> ATU", "hans 129.129.2.1 8001", Time, "yoda>"],
            screen.Lines[^6..]
        );
    }

    [Fact]
    public void An_offer_that_waits_is_recalled_above_the_prompt_until_it_is_answered()
    {
        var (client, screen, painter) = Start();
        client.Tell(new FileOffered(1, "hans", "a", 1024, "-", "k", "lecture1.mp4"));
        painter.Paint(client.State);
        Assert.Equal(
            [
                "hans offers lecture1.mp4 (1.0 KiB). ACC 1 to take it, DEC 1 to refuse",
                "? ACC 1 or DEC 1: lecture1.mp4 from hans",
                "yoda>",
            ],
            screen.Lines[^3..]
        );

        painter.Paint(client.Enter("DEC 1").State);

        Assert.Equal(["yoda> DEC 1", "lecture1.mp4 from hans declined.", "yoda>"], screen.Lines[^3..]);
    }

    [Fact]
    public void Forty_columns_hold_everything()
    {
        var (client, screen, painter) = Start(columns: 40);
        client.Tell(
            new MessagePosted(1, At(Time), "hans", "a message that is longer than forty columns are wide, much longer")
        );
        client
            .Enter("RDM")
            .Answer(215, $"#1; {Time}; hans; posted; 日本語日本語日本語日本語日本語日本語日本語日本語", "1 messages");
        client.Enter("ATU").Answer(215, $"hans; 129.129.2.1; 8001; {Time}", "1 active users").Enter("HELP");
        client.Tell(new FileOffered(1, "hans", "a", 123456789, "-", "k", "a file with quite a long name indeed.mp4"));
        client.Enter("UPD hans another long name of a file.txt");
        Move(client, new FileTravelled(2, 512 * 1024, 1024 * 1024, 262144, null, TimeSpan.FromSeconds(2)));

        painter.Paint(client.Type("MSG a line that is longer than forty columns").State);

        Assert.StartsWith("yoda> <", screen.CursorLine, StringComparison.Ordinal);
        Assert.All(screen.Lines, line => Assert.InRange(Forum.ClientApp.Unicode.CellWidth.Of(line), 0, 40));
    }

    [Fact]
    public void NO_COLOR_has_no_style_at_all()
    {
        var (client, screen, painter) = Start();
        painter.Paint(
            client.Tell(new MessagePosted(1, At(Time), "hans", "Hello")).Enter("FOO").Answer(500, "Error.").State
        );

        Assert.Empty(screen.Styles);
    }

    [Fact]
    public void Colours_do_not_change_what_is_written()
    {
        var (client, screen, painter) = Start(colours: ColorSystemSupport.EightBit);
        painter.Paint(client.Tell(new MessagePosted(1, At(Time), "hans", "Hello")).Type("x").State);

        Assert.NotEmpty(screen.Styles);
        Assert.Equal(["15:00:01 hans #1  Hello", "yoda> x"], screen.Lines[^2..]);
    }

    [Fact]
    public void A_terminal_that_could_not_keep_up_is_told_how_many_lines_it_missed()
    {
        var (client, screen, painter) = Start();
        painter.Paint(client.State);
        var state = Enumerable.Range(0, 5000).Aggregate(client.State, (next, i) => next.Say($"line {i}"));

        painter.Paint(state);

        Assert.Contains("… 3000 lines skipped: the terminal could not keep up.", screen.Lines);
        Assert.Equal(["line 4999", "yoda>"], screen.Lines[^2..]);
    }

    [Fact]
    public void Clearing_leaves_the_prompt_at_the_top()
    {
        var (client, screen, painter) = Start();
        painter.Paint(client.Type("MSG x").State);
        painter.Paint(client.Press(Key.Control('l')).State);

        Assert.Equal(["yoda> MSG x"], screen.Lines);
    }

    [Fact]
    public void The_end_takes_the_prompt_away()
    {
        var (client, screen, painter) = Start();
        painter.Paint(client.Enter("OUT").State);
        painter.Paint(client.Answer(221, "Bye, yoda!").State);

        Assert.Equal(["Bye, yoda!", ""], screen.Lines[^2..]);
    }

    [Property]
    public Property Whatever_happens_the_prompt_is_whole_and_below_everything_and_nothing_shown_is_lost() =>
        Prop.ForAll(
            Steps().ListOf().ToArbitrary(),
            steps =>
            {
                var (client, screen, painter) = Start();
                painter.Paint(client.State);
                foreach (var step in steps)
                {
                    step(client);
                    painter.Paint(client.State);
                }

                var expected = Expected(client);
                var shown = screen.Lines.Where(line => line.StartsWith('=')).Distinct();
                return screen.CursorLine == expected
                    && screen.Lines[^1] == expected
                    && shown.SequenceEqual(client.Said.Where(line => line.StartsWith('=')));
            }
        );

    private static string Expected(ClientUnderTest client)
    {
        var editor = client.State.Prompt.Editor;
        return (client.State.PromptText() + PromptView.Of(client.State.PromptText(), editor, 80).Text).TrimEnd();
    }

    private static Gen<Action<ClientUnderTest>> Steps()
    {
        var count = 0;
        return Gen.Frequency<Action<ClientUnderTest>>(
            (
                4,
                Gen.Elements("x", "日", " ", "e\u0301")
                    .Select(Action<ClientUnderTest> (text) => client => client.Type(text))
            ),
            (
                1,
                Gen.Elements(KeyCode.Left, KeyCode.Backspace, KeyCode.Home, KeyCode.Tab, KeyCode.Up)
                    .Select(Action<ClientUnderTest> (code) => client => client.Press(code))
            ),
            (
                2,
                Gen.Constant<Action<ClientUnderTest>>(client =>
                    client.Tell(new MessagePosted(1, At(Time), "hans", "noise"))
                )
            ),
            (
                2,
                Gen.Constant<Action<ClientUnderTest>>(client =>
                    client.Press(Key.Control('u')).Enter("MSG x").Answer(210, $"= {count++}")
                )
            ),
            (
                1,
                Gen.Constant<Action<ClientUnderTest>>(client =>
                    client.Tell(new FileOffered(1, "hans", "a", 5, "-", "k", "file"))
                )
            ),
            (1, Gen.Constant<Action<ClientUnderTest>>(client => client.Enter("UPD hans file"))),
            (
                1,
                Gen.Choose(1, 9)
                    .Select(
                        Action<ClientUnderTest> (id) =>
                            client => Move(client, new FileTravelled(id, 5, 10, 1, null, null))
                    )
            )
        );
    }

    private static void Move(ClientUnderTest client, Happening move)
    {
        client.Files.Moves.OnNext(move);
        client.Wait(TimeSpan.FromMilliseconds(1));
    }

    private static (ClientUnderTest Client, VirtualScreen Screen, TerminalPainter Painter) Start(
        int columns = 80,
        bool isLoggedIn = true,
        ColorSystemSupport colours = ColorSystemSupport.NoColors
    )
    {
        var client = new ClientUnderTest().Happen(new Resized(new TerminalSize(columns, 24)));
        var screen = new VirtualScreen(columns, 24);
        return (
            isLoggedIn ? client.LogIn() : client,
            screen,
            new TerminalPainter(screen.Write, new AnsiLines(colours))
        );
    }
}
