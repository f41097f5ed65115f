using Forum.ClientApp.Keys;
using Forum.ClientApp.Session;

namespace Forum.ClientApp.Tests.Session;

public class CommandTests
{
    private static readonly ClientSettings Plain = new()
    {
        Host = "here",
        Port = 12000,
        UdpPort = 8000,
        IsPlain = true,
        IsLive = false,
    };

    [Fact]
    public void A_command_goes_to_the_server_as_it_was_typed_spaces_included()
    {
        var client = new ClientUnderTest().LogIn().Enter("MSG  two  spaces ");

        Assert.Equal(["MSG  two  spaces "], client.Server.Lines);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public void An_empty_line_is_only_a_new_prompt(string line)
    {
        var client = new ClientUnderTest().LogIn().Enter(line);

        Assert.Empty(client.Server.Lines);
        Assert.True(client.State.WantsLine);
    }

    [Theory]
    [InlineData("USER hans")]
    [InlineData("PASS x")]
    [InlineData("PORT 1")]
    [InlineData("SUB")]
    [InlineData("UNSUB")]
    [InlineData("OFFER a b c d e")]
    public void Requests_that_the_client_makes_for_itself_cannot_be_typed(string line)
    {
        var client = new ClientUnderTest().LogIn().Enter(line);

        Assert.Empty(client.Server.Lines);
        Assert.Equal("Error. Invalid command!", client.Said[^1]);
    }

    [Fact]
    public void What_the_server_refuses_is_one_plain_line()
    {
        var client = new ClientUnderTest().LogIn().Enter("EDT #1").Answer(501, "Usage: EDT #number timestamp message");

        Assert.Equal(
            new Notice("Usage: EDT #number timestamp message", Tone.Error) { Code = 501 },
            client.State.Transcript.Entries[^1]
        );
    }

    [Fact]
    public void A_line_of_more_than_8192_bytes_is_not_sent()
    {
        var client = new ClientUnderTest(Plain).LogIn().Happen(new LineRead("MSG " + new string('é', 4100)));

        Assert.Empty(client.Server.Lines);
        Assert.Equal("Line too long: a command has at most 8192 bytes.", client.Said[^1]);
    }

    [Fact]
    public void A_line_with_a_control_character_is_not_sent()
    {
        var client = new ClientUnderTest(Plain).LogIn().Happen(new LineRead("MSG \x1b[2J"));

        Assert.Empty(client.Server.Lines);
    }

    [Fact]
    public void RDM_alone_shows_what_is_new_since_the_last_look_and_keeps_how_far_that_was()
    {
        var client = new ClientUnderTest().LogIn().Enter("RDM");
        client.Answer(215, "#1; 23 Feb 2021 15:00:01; hans; posted; first", "1 messages").Enter("RDM");

        client.Answer(
            215,
            "#1; 23 Feb 2021 15:00:01; hans; posted; first",
            "#2; 23 Feb 2021 15:00:01; hans; posted; second",
            "2 messages"
        );

        Assert.Equal(["RDM 31 Dec 1999 23:59:59", "RDM 23 Feb 2021 15:00:00"], client.Server.Lines);
        Assert.Equal(["second"], client.Shown<MessageList>()[1].Messages.Select(message => message.Text));
        Assert.Equal("23 Feb 2021 15:00:01", client.KeptMarks["yoda"].Time);
    }

    [Fact]
    public void RDM_alone_goes_on_from_the_last_session()
    {
        var client = new ClientUnderTest(WithMark).LogIn().Answer(204, "no new message");

        client.Enter("RDM").Answer(215, "#1; 23 Feb 2021 15:00:01; hans; posted; first", "1 messages");

        Assert.Equal(["RDM 23 Feb 2021 15:00:00"], client.Server.Lines);
        Assert.Equal("no new message", client.Said[^1]);
    }

    [Fact]
    public void At_log_in_it_is_said_how_many_messages_are_new_since_the_last_session()
    {
        string[] seen = ["#1; 23 Feb 2021 15:00:01; hans; posted; first"];
        string[] second = [.. seen, "#2; 23 Feb 2021 15:00:01; hans; posted; in the same second"];
        string[] third = [.. second, "#3; 23 Feb 2021 15:00:09; luke; edited; later"];

        Assert.DoesNotContain(
            SaidAtLogIn([.. seen, "1 messages"]),
            said => said.EndsWith("RDM", StringComparison.Ordinal)
        );
        Assert.Equal("1 new message: RDM", SaidAtLogIn([.. second, "2 messages"])[^1]);
        Assert.Equal("2 new messages: RDM", SaidAtLogIn([.. third, "3 messages"])[^1]);
    }

    [Fact]
    public void Who_is_here_for_the_first_time_and_a_script_are_told_no_number_of_new_messages()
    {
        Assert.Empty(new ClientUnderTest().LogIn().State.Link.Unanswered);
        Assert.Empty(
            new ClientUnderTest(WithMark with { IsPlain = true, IsLive = false }).LogIn().State.Link.Unanswered
        );
    }

    private static string[] SaidAtLogIn(string[] answer)
    {
        var client = new ClientUnderTest(WithMark).LogIn();
        Assert.Equal("RDM 23 Feb 2021 15:00:00", client.State.Link.Unanswered.Single().Line);
        return client.Answer(215, answer).Said;
    }

    private static ClientSettings WithMark =>
        new()
        {
            Host = "here",
            Port = 12000,
            UdpPort = 8000,
            ReadingMarks = new Dictionary<string, ReadingMark>
            {
                ["yoda"] = ReadingMark.None.After(new BoardMessage(1, "23 Feb 2021 15:00:01", "hans", false, "first")),
            },
        };

    [Fact]
    public void In_a_script_RDM_alone_shows_what_is_new_since_the_last_time()
    {
        var client = new ClientUnderTest(WithMark with { IsPlain = true, IsLive = false }).LogIn();
        client.Happen(new LineRead("RDM"));
        Assert.Equal(["RDM 23 Feb 2021 15:00:00"], client.Server.NewLines());

        client.Answer(
            215,
            "#1; 23 Feb 2021 15:00:01; hans; posted; first",
            "#2; 23 Feb 2021 15:00:02; hans; posted; second",
            "2 messages"
        );

        Assert.Equal([2L], client.Shown<MessageList>()[^1].Messages.Select(message => message.Number));
        Assert.Equal("23 Feb 2021 15:00:02", client.KeptMarks["yoda"].Time);
    }

    [Fact]
    public void RDM_and_ATU_answer_in_lists()
    {
        var client = new ClientUnderTest().LogIn().Enter("RDM 01 Jan 2020 00:00:00").Enter("ATU");
        client.Answer(215, "#7; 23 Feb 2021 15:00:01; hans; edited; a; b", "1 messages");
        client.Answer(215, "hans; 127.0.0.1; 8001; 23 Feb 2021 16:00:01", "1 active users");

        Assert.Equal(
            new BoardMessage(7, "23 Feb 2021 15:00:01", "hans", true, "a; b"),
            client.Shown<MessageList>().Single().Messages[0]
        );
        Assert.Equal(
            new ActiveUser("hans", "127.0.0.1", "8001", "23 Feb 2021 16:00:01"),
            client.Shown<UserList>().Single().Users[0]
        );
    }

    [Fact]
    public void In_a_script_the_next_line_is_wanted_only_when_the_command_is_answered()
    {
        var client = new ClientUnderTest(Plain).LogIn().Happen(new LineRead("MSG hello"));
        Assert.False(client.State.WantsLine);

        client.Answer(210, "Message #1 posted at 23 Feb 2021 15:00:01.");

        Assert.True(client.State.WantsLine);
    }

    [Fact]
    public void OUT_says_good_bye_and_ends_with_0()
    {
        var client = new ClientUnderTest().LogIn().Enter("OUT").Answer(221, "Bye, yoda!");

        Assert.Equal(["OUT"], client.Server.Lines);
        Assert.Equal("Bye, yoda!", client.Said[^1]);
        Assert.Equal(0, client.State.ExitCode);
        Assert.True(client.HasEnded);
    }

    [Fact]
    public void Control_D_leaves_as_OUT_does()
    {
        var client = new ClientUnderTest().LogIn().Press(Key.Control('d')).Answer(221, "Bye, yoda!");

        Assert.Equal(["OUT"], client.Server.Lines);
        Assert.Equal(0, client.State.ExitCode);
    }

    [Fact]
    public void A_good_bye_without_an_answer_takes_two_seconds_and_no_more()
    {
        var client = new ClientUnderTest().LogIn().Happen(new Interrupted()).Wait(TimeSpan.FromSeconds(3));

        Assert.Equal(0, client.State.ExitCode);
    }

    [Fact]
    public void A_second_interrupt_waits_for_nothing()
    {
        var client = new ClientUnderTest().LogIn().Happen(new Interrupted()).Happen(new Interrupted());

        Assert.Equal(0, client.State.ExitCode);
    }

    [Fact]
    public void Leaving_while_the_server_is_lost_tells_what_was_not_sent()
    {
        var client = new ClientUnderTest().LogIn();
        client.Server.IsUp = false;
        client.HangUp().Enter("MSG late").Enter("OUT");

        Assert.Equal(0, client.State.ExitCode);
        Assert.Equal("Not sent: MSG late", client.Said[^1]);
    }

    [Fact]
    public void The_end_of_the_input_is_as_OUT()
    {
        var client = new ClientUnderTest(Plain).LogIn().Happen(new InputEnded()).Answer(221, "Bye, yoda!");

        Assert.Equal(["OUT"], client.Server.Lines);
        Assert.Equal(0, client.State.ExitCode);
    }

    [Fact]
    public void Lines_of_a_script_are_not_kept_in_the_history_file()
    {
        var client = new ClientUnderTest(Plain).LogIn().Happen(new LineRead("MSG from a script"));

        Assert.Empty(client.KeptLines);
    }

    [Fact]
    public void Control_Z_suspends_and_Control_L_clears()
    {
        var client = new ClientUnderTest().LogIn().Press(Key.Control('z')).Press(Key.Control('l'));

        Assert.Equal(1, client.Suspensions);
        Assert.Equal(1, client.State.Screen.Clears);
    }

    [Fact]
    public void Commands_entered_one_after_the_other_are_answered_in_their_order()
    {
        var client = new ClientUnderTest().LogIn().Enter("MSG a").Enter("ATU x").Enter("MSG b");
        client
            .Answer(210, "Message #1 posted at now.")
            .Answer(501, "Usage: ATU")
            .Answer(210, "Message #2 posted at now.");

        Assert.Equal(["Message #1 posted at now.", "Usage: ATU", "Message #2 posted at now."], client.Said[^3..]);
    }
}
