using Forum.ClientApp.Keys;
using Forum.ClientApp.Session;

namespace Forum.ClientApp.Tests.Session;

public class LogInTests
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
    public void The_UDP_port_is_told_before_the_log_in_that_the_server_records()
    {
        var client = new ClientUnderTest();

        client.Enter("yoda").Enter("comp9331").Answer(200, "UDP port 8000").Answer(331, "Password required");

        Assert.Equal(["PORT 8000", "USER yoda", "PASS comp9331"], client.Server.Lines);
    }

    [Fact]
    public void After_the_welcome_the_feed_is_subscribed_to_and_the_commands_are_listed()
    {
        var client = new ClientUnderTest().Enter("yoda").Enter("comp9331");
        client.Answer(200, "UDP port 8000").Answer(331, "Password required").Server.Lines.Clear();

        client.Answer(230, "Welcome to TOOM!");

        Assert.Equal(["SUB", "ATU"], client.Server.Lines);
        Assert.Equal(["Welcome to TOOM!", Commands.Invitation], client.Said);
    }

    [Fact]
    public void A_wrong_password_asks_for_the_password_again_and_sends_the_name_no_second_time()
    {
        var client = new ClientUnderTest()
            .Enter("yoda")
            .Enter("wrong")
            .Answer(200, "UDP port 8000")
            .Answer(331, "Password required");

        client.Answer(530, "Invalid Password. Please try again").Enter("comp9331");

        Assert.Equal("Invalid Password. Please try again", client.Said[0]);
        Assert.Equal(["PASS wrong", "PASS comp9331"], client.Server.Lines[^2..]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_blocked_user_is_told_so_and_the_program_ends_with_3(bool isPlain)
    {
        var client = new ClientUnderTest(Plain with { IsPlain = isPlain });
        client
            .Happen(new LineRead("yoda"))
            .Happen(new LineRead("wrong"))
            .Answer(200, "UDP port 8000")
            .Answer(331, "Password required");

        client.Answer(421, "Your account is blocked due to multiple login failures. Please try again later");

        Assert.Equal(3, client.State.ExitCode);
        Assert.Contains("Your account is blocked due to multiple login failures. Please try again later", client.Said);
    }

    [Fact]
    public void Who_is_logged_in_elsewhere_can_end_that_session()
    {
        var client = new ClientUnderTest()
            .Answer(200, "UDP port 8000")
            .Enter("yoda")
            .Enter("comp9331")
            .Answer(331, "Password required")
            .Answer(532, "yoda is already logged in");
        Assert.Equal("End that session and go on here? (yes/no) ", client.State.PromptText());

        client.Enter("yes");
        Assert.Equal("TAKE", client.Server.Lines[^1]);
        client.Answer(230, "Welcome to TOOM!");

        Assert.Equal(Phase.Online, client.State.Phase);
    }

    [Fact]
    public void Who_is_logged_in_elsewhere_can_enter_another_name()
    {
        var client = new ClientUnderTest()
            .Enter("yoda")
            .Enter("comp9331")
            .Answer(200, "UDP port 8000")
            .Answer(331, "Password required");

        client.Answer(532, "yoda is already logged in");
        client.Enter("no").Enter("hans").Enter("comp9331*");

        Assert.Equal("yoda is already logged in", client.Said[0]);
        Assert.Equal("USER hans", client.Server.Lines[^1]);
    }

    [Fact]
    public void In_a_script_a_refused_name_ends_the_program_before_commands_are_tried_as_names()
    {
        var client = new ClientUnderTest(Plain);
        client
            .Happen(new LineRead("yoda"))
            .Happen(new LineRead("comp9331"))
            .Answer(200, "UDP port 8000")
            .Answer(331, "Password required");

        client.Answer(532, "yoda is already logged in");

        Assert.Equal(3, client.State.ExitCode);
    }

    [Fact]
    public void A_script_that_ends_after_a_refused_password_ends_with_3()
    {
        var client = new ClientUnderTest(Plain);
        client
            .Happen(new LineRead("yoda"))
            .Happen(new LineRead("wrong"))
            .Answer(200, "UDP port 8000")
            .Answer(331, "Password required");
        client.Answer(530, "Invalid Password. Please try again");

        client.Happen(new InputEnded()).Answer(221, "Bye!");

        Assert.Equal(3, client.State.ExitCode);
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("semi;colon")]
    [InlineData("ünïcode")]
    public void A_name_that_cannot_be_one_is_not_sent(string name)
    {
        var client = new ClientUnderTest().Enter(name);

        Assert.Equal(Phase.AskingName, client.State.Phase);
        Assert.Equal(["PORT 8000"], client.Server.Lines);
    }

    [Fact]
    public void The_password_is_nowhere_on_the_screen_nor_in_the_history_nor_can_it_be_yanked()
    {
        var client = new ClientUnderTest().Enter("yoda").Type("comp9331").Press(Key.Control('u')).Type("comp9331");
        client
            .Press(KeyCode.Enter)
            .Answer(200, "UDP port 8000")
            .Answer(331, "Password required")
            .Answer(230, "Welcome to TOOM!");
        client.Press(Key.Control('y')).Press(KeyCode.Up);

        Assert.Equal("", client.Line);
        Assert.Empty(client.KeptLines);
        Assert.DoesNotContain(
            client.State.Transcript.Entries,
            entry => entry.ToString()!.Contains("comp9331", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Keys_typed_while_the_log_in_is_checked_follow_when_it_succeeded()
    {
        var client = new ClientUnderTest()
            .Enter("yoda")
            .Enter("comp9331")
            .Type("MSG early")
            .Answer(200, "UDP port 8000");

        client.Answer(331, "Password required").Answer(230, "Welcome to TOOM!");

        Assert.Equal("MSG early", client.Line);
    }

    [Fact]
    public void Keys_typed_while_a_log_in_fails_are_forgotten_as_they_may_be_anything()
    {
        var client = new ClientUnderTest().Enter("yoda").Enter("wrong").Type("MSG early").Answer(200, "UDP port 8000");

        client.Answer(331, "Password required").Answer(530, "Invalid Password. Please try again").Enter("comp9331");

        Assert.Equal("PASS comp9331", client.Server.Lines[^1]);
    }

    [Fact]
    public void A_server_that_hung_up_on_a_slow_user_is_connected_to_again_when_the_password_is_entered()
    {
        var client = new ClientUnderTest().Enter("yoda").HangUp().Enter("comp9331").Answer(200, "UDP port 8000");

        Assert.Equal(2, client.Server.Attempts);
        Assert.Equal("USER yoda", client.Server.Lines[^1]);
    }

    [Fact]
    public void Without_a_server_the_program_ends_with_1_and_says_which_it_could_not_reach()
    {
        var client = new ClientUnderTest(new ClientSettings { Host = "nowhere", Port = 1 }, isServerUp: false);

        Assert.Equal(1, client.State.ExitCode);
        Assert.Equal(["Cannot reach the server at nowhere:1: connection refused"], client.Said);
    }
}
