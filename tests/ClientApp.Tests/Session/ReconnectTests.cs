using Forum.ClientApp.Keys;
using Forum.ClientApp.Session;
using Forum.Reactive.Protocol;

namespace Forum.ClientApp.Tests.Session;

public class ReconnectTests
{
    private const string Time = "23 Feb 2021 15:00:01";

    [Fact]
    public void A_loss_is_shown_at_once()
    {
        var client = new ClientUnderTest().LogIn().HangUp();

        Assert.Equal(Phase.Offline, client.State.Phase);
        Assert.StartsWith(
            "The connection to the server was lost: the server closed it.",
            client.Said[^1],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_pauses_grow_twofold_give_or_take_a_quarter_up_to_two_seconds()
    {
        var client = new ClientUnderTest().LogIn();
        client.Server.IsUp = false;
        client.HangUp();

        var pauses = new List<double>();
        for (var i = 0; i < 10; i++)
        {
            pauses.Add((client.State.Link.NextAttempt!.Value - client.State.Now).TotalSeconds);
            WaitForAttempt(client);
        }

        for (var i = 0; i < pauses.Count; i++)
        {
            Assert.InRange(
                pauses[i],
                Math.Min(2, 0.5 * Math.Pow(2, i)) * 0.75,
                Math.Min(2, 0.5 * Math.Pow(2, i)) * 1.25
            );
        }
    }

    [Fact]
    public void Two_clients_that_lose_the_server_together_do_not_come_back_together()
    {
        var pauses = Enumerable
            .Range(1, 50)
            .Select(seed => Connecting.GoOffline(Online((ulong)seed), "gone").Link.NextAttempt);

        Assert.True(pauses.Distinct().Count() > 40);
    }

    [Fact]
    public void It_logs_in_again_by_itself_and_restores_port_and_subscription()
    {
        var client = new ClientUnderTest().LogIn().HangUp();
        WaitForAttempt(client);

        client.Rejoin();

        Assert.Equal(
            ["PORT 8000", "USER yoda", "PASS comp9331", "RDM 31 Dec 1999 23:59:59", "SUB", "ATU"],
            client.Server.Lines
        );
        Assert.Contains("Connected again, as yoda.", client.Said);
    }

    [Fact]
    public void Commands_entered_meanwhile_wait_visibly_and_are_sent_once_in_their_order()
    {
        var client = new ClientUnderTest().LogIn().HangUp().Enter("MSG one").Enter("MSG two");
        Assert.Equal(["MSG one", "MSG two"], client.State.Waiting);

        WaitForAttempt(client);
        client.Rejoin().Answer(210, "Message #1 posted at now.").Answer(210, "Message #2 posted at now.").HangUp();
        WaitForAttempt(client);
        client.Rejoin();

        Assert.Equal(
            ["MSG one", "MSG two"],
            client.Server.Lines.Where(line => line.StartsWith("MSG", StringComparison.Ordinal))
        );
        Assert.Empty(client.State.Waiting);
    }

    [Fact]
    public void A_command_without_an_answer_is_not_sent_again_but_told_of()
    {
        var client = new ClientUnderTest().LogIn().Enter("MSG hello").HangUp();
        client.Server.Lines.Clear();
        WaitForAttempt(client);
        client.Rejoin();

        Assert.DoesNotContain("MSG hello", client.Server.Lines);
        Assert.Contains(
            client.Said,
            line => line.StartsWith("No answer came to \"MSG hello\"", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_hundred_commands_may_wait_and_no_more()
    {
        var client = new ClientUnderTest().LogIn();
        client.Server.IsUp = false;
        client.HangUp();

        for (var i = 0; i < 101; i++)
        {
            client.Happen(new LineRead($"MSG {i}"));
        }

        Assert.Equal(100, client.State.Waiting.Count);
        Assert.Contains("100 commands wait already. This one was not kept.", client.Said);
    }

    [Fact]
    public void What_was_posted_meanwhile_is_shown_and_what_was_seen_before_is_not()
    {
        var client = new ClientUnderTest()
            .LogIn()
            .Tell(new MessagePosted(1, At(Time), "hans", "seen"))
            .Tell(new MessagePosted(2, At(Time), "hans", "seen in the same second"))
            .HangUp();
        WaitForAttempt(client);

        client.Rejoin(
            $"#1; {Time}; hans; posted; seen",
            $"#2; {Time}; hans; posted; seen in the same second",
            $"#3; {Time}; hans; posted; missed in the same second",
            "#4; 23 Feb 2021 15:00:02; hans; posted; missed"
        );

        Assert.Contains("RDM 23 Feb 2021 15:00:00", client.Server.Lines);
        Assert.Equal(
            ["missed in the same second", "missed"],
            client.Shown<MessageList>().Single().Messages.Select(message => message.Text)
        );
    }

    [Fact]
    public void What_happens_before_the_missed_messages_are_known_follows_them_and_is_not_told_twice()
    {
        var client = new ClientUnderTest().LogIn().Tell(new MessagePosted(1, At(Time), "hans", "seen")).HangUp();
        WaitForAttempt(client);
        client.Answer(200, "UDP port 8000").Answer(331, "Password required").Answer(230, "Welcome to TOOM!");

        client.Tell(new MessagePosted(3, At("23 Feb 2021 15:00:03"), "hans", "both"));
        client.Tell(new MessagePosted(4, At("23 Feb 2021 15:00:04"), "hans", "event only"));
        client.Answer(
            215,
            "#2; 23 Feb 2021 15:00:02; hans; posted; missed",
            "#3; 23 Feb 2021 15:00:03; hans; posted; both",
            "2 messages"
        );

        Assert.Equal(["missed", "both"], client.Shown<MessageList>().Single().Messages.Select(message => message.Text));
        Assert.Equal(["seen", "event only"], client.Shown<LiveMessage>().Select(message => message.Text));
    }

    [Fact]
    public void A_server_that_has_not_yet_noticed_the_loss_is_tried_again()
    {
        var client = new ClientUnderTest().LogIn().HangUp();
        WaitForAttempt(client);

        client.Answer(200, "UDP port 8000").Answer(331, "Password required").Answer(532, "yoda is already logged in");
        WaitForAttempt(client);
        client.Rejoin();

        Assert.Equal(Phase.Online, client.State.Phase);
        Assert.Equal(3, client.Server.Attempts);
    }

    [Fact]
    public void A_password_that_is_refused_when_logging_in_again_is_asked_for_again()
    {
        var client = new ClientUnderTest().LogIn().HangUp();
        WaitForAttempt(client);

        client
            .Answer(200, "UDP port 8000")
            .Answer(331, "Password required")
            .Answer(530, "Invalid Password. Please try again");

        Assert.Equal("Password: ", client.State.PromptText());
        client.Enter("changed").Answer(230, "Welcome to TOOM!");
        Assert.Equal(
            "PASS changed",
            client.Server.NewLines().Last(line => line.StartsWith("PASS", StringComparison.Ordinal))
        );
        Assert.Equal("Connected again, as yoda.", client.Said[^1]);
    }

    [Theory]
    [InlineData(421, "Too many connections")]
    [InlineData(450, "Too many log-ins at once. Please try again later")]
    [InlineData(451, "The log cannot be reached")]
    public void Whatever_refuses_the_name_or_the_password_for_now_the_client_stays_and_tries_again(
        int code,
        string words
    )
    {
        var client = new ClientUnderTest().LogIn().HangUp();
        WaitForAttempt(client);
        client.Answer(200, "UDP port 8000").Answer(code, words);
        Assert.Equal((Phase.Offline, words), (client.State.Phase, client.State.Link.Reason));

        WaitForAttempt(client);
        client.Answer(200, "UDP port 8000").Answer(331, "Password required").Answer(code, words);
        Assert.Equal((Phase.Offline, null), (client.State.Phase, client.State.ExitCode));

        WaitForAttempt(client);
        client.Rejoin();
        Assert.Equal(Phase.Online, client.State.Phase);
    }

    [Fact]
    public void A_server_that_is_lost_during_the_first_log_in_is_tried_again_too()
    {
        var client = new ClientUnderTest().Answer(200, "UDP port 8000").Enter("yoda").Enter("comp9331").HangUp();
        Assert.Null(client.State.ExitCode);

        WaitForAttempt(client);
        client.Answer(200, "UDP port 8000").Answer(331, "Password required").Answer(230, "Welcome to TOOM!");

        Assert.Equal(Phase.Online, client.State.Phase);
        Assert.Contains("Welcome to TOOM!", client.Said);
    }

    [Fact]
    public void An_attempt_that_nobody_answers_ends_after_three_seconds_and_each_fourth_after_ten()
    {
        var client = new ClientUnderTest().LogIn();
        client.Server.IsSilent = true;
        client.HangUp();
        client.Wait(TimeSpan.FromSeconds(0.7));
        Assert.Equal(Phase.Rejoining, client.State.Phase);

        client.Wait(TimeSpan.FromSeconds(3.1));
        Assert.Equal((Phase.Offline, "it does not answer"), (client.State.Phase, client.State.Link.Reason));
        client.Wait(TimeSpan.FromMinutes(1));
        Assert.InRange(client.Server.Attempts, 9, 20);
    }

    [Fact]
    public void The_first_attempt_gives_up_after_ten_seconds()
    {
        var client = new ClientUnderTest(isServerSilent: true).Wait(TimeSpan.FromSeconds(9));
        Assert.Null(client.State.ExitCode);

        client.Wait(TimeSpan.FromSeconds(1.1));

        Assert.Equal("Cannot reach the server at here:12000: it does not answer", client.Said[^1]);
        Assert.Equal(1, client.State.ExitCode);
    }

    [Fact]
    public void Enter_tries_at_once()
    {
        var client = new ClientUnderTest().LogIn().HangUp().Press(KeyCode.Enter);

        Assert.Equal(Phase.Rejoining, client.State.Phase);
        Assert.Equal(2, client.Server.Attempts);
    }

    [Fact]
    public void His_own_dead_session_is_ended_when_the_user_says_so()
    {
        var client = new ClientUnderTest().LogIn().HangUp();
        WaitForAttempt(client);
        client.Answer(200, "UDP port 8000").Answer(331, "Password required").Answer(532, "yoda is already logged in");
        Assert.Equal("yoda is already logged in; TAKE ends that session", client.State.Link.Reason);

        client.Enter("TAKE").Answer(200, "UDP port 8000").Answer(331, "Password required");
        client.Answer(532, "yoda is already logged in");
        Assert.Equal("TAKE", client.Server.Lines[^1]);
        client.Answer(230, "Welcome to TOOM!");

        Assert.Equal(Phase.Online, client.State.Phase);
    }

    [Fact]
    public void The_line_being_typed_survives_loss_and_return()
    {
        var client = new ClientUnderTest().LogIn().Type("MSG half a li").HangUp();
        WaitForAttempt(client);
        client.Rejoin().Type("ne").Press(KeyCode.Enter);

        Assert.Equal("MSG half a line", client.Server.Lines[^1]);
    }

    [Fact]
    public void A_server_that_answers_nothing_for_half_a_minute_is_lost()
    {
        var client = new ClientUnderTest().LogIn().Enter("ATU").Wait(TimeSpan.FromSeconds(29));
        Assert.Equal(Phase.Online, client.State.Phase);

        client.Wait(TimeSpan.FromSeconds(2));

        Assert.Contains(client.Said, line => line.Contains("it does not answer", StringComparison.Ordinal));
    }

    [Fact]
    public void After_a_minute_of_silence_the_client_says_that_it_is_there()
    {
        var client = new ClientUnderTest().LogIn().Wait(TimeSpan.FromSeconds(62));

        Assert.Equal(["NOOP"], client.Server.Lines);
    }

    [Fact]
    public void What_the_server_says_before_it_hangs_up_is_the_reason_that_is_shown()
    {
        var client = new ClientUnderTest().LogIn();
        client.Server.SayFarewell("Timed out");
        client.HangUp();

        Assert.StartsWith(
            "The connection to the server was lost: Timed out.",
            client.Said[^1],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void In_a_script_the_loss_of_the_server_ends_the_program_with_1()
    {
        var client = new ClientUnderTest(
            new ClientSettings
            {
                Host = "here",
                Port = 12000,
                IsPlain = true,
                IsLive = false,
            }
        );
        client.Happen(new LineRead("yoda")).Happen(new LineRead("comp9331")).Answer(331, "Password required");
        client.Answer(230, "Welcome to TOOM!").HangUp();

        Assert.Equal(1, client.State.ExitCode);
    }

    private static ClientState Online(ulong seed) =>
        new()
        {
            Settings = new ClientSettings { Host = "here", Port = 12000 },
            Phase = Phase.Online,
            Link = new ServerLink { Jitter = seed },
        };

    private static void WaitForAttempt(ClientUnderTest client)
    {
        var attempts = client.Server.Attempts;
        for (var i = 0; client.Server.Attempts == attempts; i++)
        {
            Assert.True(i < 4000, "No attempt within 40 s.");
            client.Wait(TimeSpan.FromMilliseconds(10));
        }

        client.Wait(TimeSpan.FromMilliseconds(5));
    }
}
