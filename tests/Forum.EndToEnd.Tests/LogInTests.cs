using Forum.EndToEnd.Tests.Harness;

namespace Forum.EndToEnd.Tests;

/// <summary>Logging in, with the server's own clock.</summary>
public sealed class LogInTests
{
    private const string Wrong = "530 Invalid Password. Please try again";
    private const string NowBlocked = "421 Invalid Password. Your account has been blocked. Please try again later";
    private const string Blocked = "421 Your account is blocked due to multiple login failures. Please try again later";
    private const string Welcome = "230 Welcome to TOOM!";

    [Fact]
    public async Task The_third_wrong_password_blocks_and_closes()
    {
        using var server = await TestServer.Start();
        using var client = await server.Connect();

        Assert.Equal(Wrong, await client.TryLogIn("yoda", "wrong"));
        Assert.Equal(Wrong, await client.Ask("PASS Comp9331"));
        await client.SendLine("PASS comp9331 ");

        Assert.Equal([NowBlocked], await client.ReadToEnd());
    }

    [Fact]
    public async Task While_blocked_even_the_right_password_is_refused_from_every_address()
    {
        using var server = await TestServer.Start();
        await Block(server, "yoda");

        foreach (var address in (string[])["127.0.0.1", "127.0.0.2"])
        {
            using var client = await server.Connect(address);
            await client.SendLine("USER yoda\nPASS comp9331");
            Assert.Equal(["331 Password required", Blocked], await client.ReadToEnd());
        }

        using var other = await server.LogIn("hans");
    }

    [Fact]
    public async Task Failures_from_two_addresses_and_connections_add_up()
    {
        using var server = await TestServer.Start();
        using var first = await server.Connect();
        using var second = await server.Connect("127.0.0.2");
        using var third = await server.Connect();

        Assert.Equal(Wrong, await first.TryLogIn("yoda", "wrong"));
        Assert.Equal(Wrong, await second.TryLogIn("yoda", "wrong"));
        Assert.Equal(NowBlocked, await third.TryLogIn("yoda", "wrong"));
        Assert.Equal(Blocked, await first.Ask("PASS comp9331"));
    }

    [Fact]
    public async Task A_success_sets_the_count_to_zero()
    {
        using var server = await TestServer.Start();
        using var client = await server.Connect();
        Assert.Equal(Wrong, await client.TryLogIn("yoda", "wrong"));
        Assert.Equal(Wrong, await client.Ask("PASS wrong"));
        Assert.Equal(Welcome, await client.Ask("PASS comp9331"));
        Assert.Equal("221 Bye, yoda!", await client.Ask("OUT"));

        using var again = await server.Connect();
        Assert.Equal(Wrong, await again.TryLogIn("yoda", "wrong"));
        Assert.Equal(Wrong, await again.Ask("PASS wrong"));
        Assert.Equal(Welcome, await again.Ask("PASS comp9331"));
    }

    [Fact]
    public async Task A_blocked_user_logs_in_after_ten_seconds_however_often_it_was_tried_meanwhile()
    {
        using var server = await TestServer.Start();
        var before = DateTime.UtcNow;
        await Block(server, "yoda");

        await Patience.UntilTrue(
            async () =>
            {
                using var client = await server.Connect();
                return await client.TryLogIn("yoda", "comp9331") == Welcome;
            },
            TimeSpan.FromMilliseconds(100)
        );

        // A little less than ten seconds, for a wall clock that is adjusted meanwhile.
        Assert.True(DateTime.UtcNow - before > TimeSpan.FromSeconds(9.9));
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_answered_and_blocked_as_one_that_does()
    {
        using var server = await TestServer.Start();
        var answers = await Task.WhenAll(
            ((string[])["yoda", "nobody"]).Select(async name =>
            {
                using var client = await server.Connect();
                await client.SendLine($"USER {name}\nPASS a\nPASS b\nPASS c");
                using var next = await server.Connect();
                return (string[])[.. await client.ReadToEnd(), await next.TryLogIn(name, "d")];
            })
        );

        Assert.Equal(["331 Password required", Wrong, Wrong, NowBlocked, Blocked], answers[0]);
        Assert.Equal(answers[0], answers[1]);
    }

    [Fact]
    public async Task A_second_login_is_refused_and_the_first_session_is_not_disturbed()
    {
        using var server = await TestServer.Start();
        using var first = await server.LogIn("yoda");
        using var second = await server.Connect("127.0.0.2");

        Assert.Equal("532 yoda is already logged in", await second.TryLogIn("yoda", "comp9331"));
        Assert.Equal("503 Send USER first", await second.Ask("PASS comp9331"));
        Assert.Equal(Welcome, await second.TryLogIn("hans", "comp9331*"));
        Times.Matches("210 Message #1 posted at TIME.", await first.Ask("MSG still here"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_that_ends_without_OUT_frees_its_name_at_once(bool withReset)
    {
        using var server = await TestServer.Start();
        using var watcher = await server.LogIn("hans");
        Assert.Equal("200 Subscribed", await watcher.Ask("SUB"));
        var first = await server.LogIn("yoda");
        Assert.Equal("* JOINED yoda", await watcher.Read());
        if (withReset)
        {
            first.Reset();
        }
        else
        {
            first.Dispose();
        }

        Assert.Equal("* LEFT yoda", await watcher.Read());
        using var second = await server.LogIn("yoda");
        await server.Program.Prints("yoda logout");
    }

    [Fact]
    public async Task Neither_file_nor_console_shows_a_password()
    {
        using var server = await TestServer.Start();
        using var client = await server.Connect();
        await client.TryLogIn("yoda", "nearly-comp9331");
        Assert.Equal(Welcome, await client.TryLogIn("yoda", "comp9331"));
        Assert.Equal("221 Bye, yoda!", await client.Ask("OUT"));
        server.Program.Send(Signal.Terminate);

        var ending = await server.Program.Ends();

        Assert.NotEmpty(ending.Output);
        Assert.DoesNotContain(
            "comp9331",
            string.Concat([.. ending.Output, .. ending.Errors, server.UserLog.Text(), server.MessageLog.Text()]),
            StringComparison.Ordinal
        );
    }

    private static async Task Block(TestServer server, string user)
    {
        using var client = await server.Connect();
        await client.SendLine($"USER {user}\nPASS wrong\nPASS wrong\nPASS wrong");
        Assert.Equal(["331 Password required", Wrong, Wrong, NowBlocked], await client.ReadToEnd());
    }
}
