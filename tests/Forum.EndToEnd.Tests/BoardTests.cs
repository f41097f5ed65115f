using Forum.EndToEnd.Tests.Harness;

namespace Forum.EndToEnd.Tests;

/// <summary>A session of two users over plain sockets: what both see, what the server prints, what both files show.</summary>
public sealed class BoardTests
{
    [Fact]
    public async Task Two_users_post_read_edit_and_delete_and_everything_shows_it()
    {
        using var server = await TestServer.Start();
        using var yoda = await server.LogIn("yoda");
        Assert.Equal("200 UDP port 8000", await yoda.Ask("PORT 8000"));
        using var hans = await server.LogIn("hans", from: "127.0.0.2");
        Assert.Equal("200 UDP port 8001", await hans.Ask("PORT 8001"));

        var first = Times.In(await yoda.Ask("MSG Hello"));
        Assert.Equal("500 Error. Invalid command!", await yoda.Ask("MXG Hello"));
        var second = Times.In(await hans.Ask("MSG Hi; there"));
        var third = Times.In(await yoda.Ask("MSG do or do not, there is no try"));
        await server.MessageLog.Shows(
            $"1; {first}; yoda; Hello; no",
            $"2; {second}; hans; Hi; there; no",
            $"3; {third}; yoda; do or do not, there is no try; no"
        );

        Assert.Equal(4, (await hans.AskAll($"RDM {Times.LongAgo}")).Length);
        var edited = Times.In(await hans.Ask($"EDT #2 {second} Hi, there"));
        Assert.Equal("553 Unauthorised to edit Message #3.", await hans.Ask($"EDT #3 {third} mine"));
        Assert.Equal("553 Unauthorised to delete Message #1.", await hans.Ask($"DLT #1 {first}"));
        var deleted = Times.In(await yoda.Ask($"DLT #1 {first}"));
        Assert.Equal("550 There is no message #3", await yoda.Ask($"DLT #3 {third}"));
        Assert.Equal(
            [
                $"215-#1; {edited}; hans; edited; Hi, there",
                $"215-#2; {third}; yoda; posted; do or do not, there is no try",
                "215 2 messages",
            ],
            await yoda.AskAll($"RDM {Times.LongAgo}")
        );
        await server.MessageLog.Shows(
            $"1; {edited}; hans; Hi, there; yes",
            $"2; {third}; yoda; do or do not, there is no try; no"
        );

        var users = await yoda.AskAll("ATU");
        var since = Times.In(users[0]);
        Assert.Equal([$"215-hans; 127.0.0.2; 8001; {since}", "215 1 active users"], users);
        Assert.Equal("221 Bye, yoda!", await yoda.Ask("OUT"));
        await server.UserLog.Shows($"1; {since}; hans; 127.0.0.2; 8001");

        server.Program.Send(Signal.Terminate);
        Assert.Equal(["421 The server stops"], await hans.ReadToEnd());
        hans.Dispose();
        var console = (await server.Program.Ends()).Output;
        Assert.Equal($"The server listens on port {server.Port}.", console[0]);
        Assert.Equal(
            [
                $"yoda posted MSG #1 \"Hello\" at {first}.",
                $"hans posted MSG #2 \"Hi; there\" at {second}.",
                $"yoda posted MSG #3 \"do or do not, there is no try\" at {third}.",
                "hans issued RDM command",
                "Return messages:",
                $"#1; yoda: \"Hello\" posted at {first}.",
                $"#2; hans: \"Hi; there\" posted at {second}.",
                $"#3; yoda: \"do or do not, there is no try\" posted at {third}.",
                $"hans edited MSG #2 \"Hi, there\" at {edited}.",
                "hans attempts to edit MSG #3 at TIME. Authorisation fails.",
                "hans attempts to delete MSG #1 at TIME. Authorisation fails.",
                $"yoda deleted MSG #1 \"Hello\" at {deleted}.",
                "yoda issued RDM command",
                "Return messages:",
                $"#1; hans: \"Hi, there\" edited at {edited}.",
                $"#2; yoda: \"do or do not, there is no try\" posted at {third}.",
                "yoda issued ATU command",
                "Return active user list:",
                $"hans; 127.0.0.2; 8001; active since {since}.",
                "yoda logout",
                "The server stops.",
                "hans logout",
            ],
            console[1..]
                .Where(line => !line.Contains(" login at ", StringComparison.Ordinal))
                .Select(WithoutTimeOfAttempt)
        );
    }

    [Fact]
    public async Task The_user_log_has_a_line_for_each_active_user_and_is_renumbered()
    {
        using var server = await TestServer.Start();
        using var yoda = await server.Connect();
        await yoda.Ask("PORT 6666");
        await yoda.TryLogIn("yoda", "comp9331");
        using var hans = await server.LogIn("hans", from: "127.0.0.2");
        using var luke = await server.LogIn("luke");
        await luke.Ask("PORT 7777");

        var lines = await Patience.Until(
            server.UserLog.Lines,
            seen => seen.Length == 3 && seen[2].EndsWith("7777", StringComparison.Ordinal)
        );
        Times.Matches("1; TIME; yoda; 127.0.0.1; 6666", lines[0]);
        Times.Matches("2; TIME; hans; 127.0.0.2; 0", lines[1]);
        Times.Matches("3; TIME; luke; 127.0.0.1; 7777", lines[2]);

        await hans.Ask("OUT");
        await server.UserLog.Shows(lines[0], "2" + lines[2][1..]);
        yoda.Reset();
        await server.UserLog.Shows("1" + lines[2][1..]);
    }

    [Fact]
    public async Task Messages_stay_when_their_author_logs_out_and_are_still_theirs()
    {
        using var server = await TestServer.Start();
        using var first = await server.LogIn("yoda");
        var time = Times.In(await first.Ask("MSG stays"));
        await first.Ask("OUT");
        using var second = await server.LogIn("yoda", from: "127.0.0.2");

        Assert.Equal(
            [$"215-#1; {time}; yoda; posted; stays", "215 1 messages"],
            await second.AskAll($"RDM {Times.LongAgo}")
        );
        Times.Matches("210 Message #1 deleted at TIME.", await second.Ask($"DLT #1 {time}"));
        await server.MessageLog.Shows();
    }

    [Fact]
    public async Task At_log_level_Warning_the_console_says_nothing_of_commands()
    {
        using var server = await TestServer.Start("--log-level", "Warning");
        using (var yoda = await server.LogIn("yoda"))
        {
            await yoda.Ask("MSG quiet");
            await yoda.Ask("OUT");
        }

        server.Program.Send(Signal.Terminate);

        Assert.Equal([$"The server listens on port {server.Port}."], (await server.Program.Ends()).Output);
    }

    [Fact]
    public async Task Log_files_and_credentials_may_be_elsewhere()
    {
        using var elsewhere = new TestFolder();
        await File.WriteAllTextAsync(elsewhere.File("users"), "r2d2 beep\n");
        using var server = await TestServer.Start(
            "--log-dir",
            elsewhere.File("logs"),
            "--credentials",
            elsewhere.File("users")
        );
        using var client = await server.LogIn("r2d2", "beep");
        await client.Ask("MSG beep");

        await new LogFile(elsewhere.File("logs/messagelog.txt")).ShowsCount(1);
        await new LogFile(elsewhere.File("logs/userlog.txt")).ShowsCount(1);
        Assert.False(File.Exists(server.Folder.File("messagelog.txt")));
    }

    private static string WithoutTimeOfAttempt(string line) =>
        line.Contains(" attempts to ", StringComparison.Ordinal)
            ? line.Replace(Times.In(line), "TIME", StringComparison.Ordinal)
            : line;
}
