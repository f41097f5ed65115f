using System.Globalization;
using Forum.EndToEnd.Tests.Harness;

namespace Forum.EndToEnd.Tests;

/// <summary>The program with a journal, ended in every way.</summary>
public sealed class JournalTests
{
    private const string Credentials = "credentials.txt";

    /// <summary>How often the server is killed: <c>FORUM_TEST_KILLS=50</c> for a long run.</summary>
    private static int Kills =>
        int.TryParse(
            Environment.GetEnvironmentVariable("FORUM_TEST_KILLS"),
            CultureInfo.InvariantCulture,
            out var kills
        )
            ? kills
            : 10;

    [Fact]
    public async Task Whatever_was_answered_survives_kill_9_whenever_it_comes()
    {
        using var folder = NewFolder();
        var random = new Random(1_613_829_680);
        var board = new ExpectedBoard();
        for (var kill = 0; kill < Kills; kill++)
        {
            using var program = Start(folder, "--journal-snapshot", "1");
            var port = await TestServer.PortOf(program);
            await board.Check(port);
            await board.PostUntilKilled(port, random, answers: 50 + random.Next(3000), program);
        }

        using var last = Start(folder, "--journal-snapshot", "1");
        await board.Check(await TestServer.PortOf(last));

        // What snapshots have is deleted, in these runs or now.
        await Patience.UntilTrue(async () => await FirstEntry(folder) > 1, TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public async Task A_block_survives_a_restart_and_nobody_is_logged_in_after_it()
    {
        using var folder = NewFolder();
        using (var first = Start(folder))
        {
            var port = await TestServer.PortOf(first);
            using var hans = await LogIn(port, "hans");
            Assert.StartsWith("210", await hans.Ask("MSG still here"), StringComparison.Ordinal);
            for (var failure = 0; failure < 3; failure++)
            {
                using var client = await LineClient.Greeted(port);
                await client.TryLogIn("luke", "wrong");
            }

            first.Send(Signal.Kill);
            await first.Ends();
        }

        using var second = Start(folder);
        var again = await TestServer.PortOf(second);
        using (var luke = await LineClient.Greeted(again))
        {
            Assert.Equal(
                "421 Your account is blocked due to multiple login failures. Please try again later",
                await luke.TryLogIn("luke", TestServer.Passwords["luke"])
            );
        }

        using var back = await LogIn(again, "hans");
        Assert.Equal("204 no other active user", await back.Ask("ATU"));
        Assert.Single(await File.ReadAllLinesAsync(folder.File("messagelog.txt")));
    }

    [Fact]
    public async Task Failures_are_counted_on_over_kill_9()
    {
        using var folder = NewFolder();
        using (var first = Start(folder))
        {
            var port = await TestServer.PortOf(first);
            for (var failure = 0; failure < 2; failure++)
            {
                using var client = await LineClient.Greeted(port);
                Assert.StartsWith("530", await client.TryLogIn("luke", "wrong"), StringComparison.Ordinal);
            }

            first.Send(Signal.Kill);
            await first.Ends();
        }

        using var second = Start(folder);
        using var again = await LineClient.Greeted(await TestServer.PortOf(second));
        Assert.StartsWith("421 Invalid Password", await again.TryLogIn("luke", "wrong"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_client_after_a_restart_finds_messagelog_whole()
    {
        const int Messages = 50_000;
        using var folder = NewFolder();
        using (var first = Start(folder, "--fsync", "os"))
        {
            using var yoda = await LogIn(await TestServer.PortOf(first), "yoda");
            var sending = yoda.Send(string.Concat(Enumerable.Range(1, Messages).Select(number => $"MSG {number}\n")));
            for (var message = 0; message < Messages; message++)
            {
                Assert.StartsWith("210", await yoda.Read(), StringComparison.Ordinal);
            }

            await sending;
            first.Send(Signal.Kill);
            await first.Ends();
        }

        var port = FreePort.Find();
        using var second = RunningProgram.Start(
            "ServerApp",
            folder.FullName,
            [$"{port}", "3", "--log-level", "Warning", "--journal", "board.db"]
        );
        using var early = await FreePort.Connect(port);
        Assert.Equal(Messages, (await File.ReadAllLinesAsync(folder.File("messagelog.txt"))).Length);
    }

    [Fact]
    public async Task A_second_server_on_the_same_journal_refuses_to_start_and_says_which_process_has_it()
    {
        using var folder = NewFolder();
        using var first = Start(folder);
        await TestServer.PortOf(first);
        string[] elsewhere = ["--log-dir", "other"];
        using var second = RunningProgram.Start("ServerApp", folder.FullName, [.. Options("board.db"), .. elsewhere]);
        var ending = await second.Ends();
        Assert.Equal(2, ending.ExitCode);
        Assert.Contains($"is in use by process {first.Id} (", Assert.Single(ending.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_journal_stops_the_start_and_a_check_says_the_same()
    {
        using var folder = NewFolder();
        using (var first = Start(folder))
        {
            using var yoda = await LogIn(await TestServer.PortOf(first), "yoda");
            await yoda.Ask("MSG find me in the file");
            first.Send(Signal.Terminate);
            await first.Ends();
        }

        var bytes = await File.ReadAllBytesAsync(folder.File("board.db"));
        bytes[bytes.AsSpan().IndexOf("find me"u8)] ^= 1;
        await File.WriteAllBytesAsync(folder.File("board.db"), bytes);
        using var second = Start(folder);
        var ending = await second.Ends();
        Assert.Equal(2, ending.ExitCode);
        Assert.Contains(
            "is damaged: the checksum of the batch at position",
            ending.Errors[0],
            StringComparison.Ordinal
        );
        using var check = RunningProgram.Start("ServerApp", folder.FullName, "journal", "check", "board.db");
        var checkedEnd = await check.Ends();
        Assert.Equal(1, checkedEnd.ExitCode);
        Assert.Equal(ending.Errors[0], checkedEnd.Errors[0]);
    }

    [Fact]
    public async Task On_a_full_disk_posts_are_refused_reading_goes_on_and_with_room_posting_goes_on()
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // A small file system is made by means of Linux.
        }

        using var folder = NewFolder();
        var script =
            "mount -t tmpfs -o size=1500k none small && dd if=/dev/zero of=small/other bs=1k count=1200 2> /dev/null; "
            + "(until [ -e room ] || ! [ -d small ]; do sleep 0.1; done; rm small/other) & exec \"$@\"";
        Directory.CreateDirectory(folder.File("small"));
        using var program = RunningProgram.StartUnder(
            ["unshare", "-Urm", "sh", "-c", script, "sh"],
            folder.FullName,
            ["ServerApp", .. Options("small/board.db")]
        );
        using var yoda = await LogIn(await TestServer.PortOf(program), "yoda");
        var posted = 0;
        var answer = "";
        while (
            posted < 1000
            && (answer = await yoda.Ask("MSG " + new string('x', 4000))).StartsWith("210", StringComparison.Ordinal)
        )
        {
            posted++;
        }

        Assert.StartsWith("452 Insufficient storage", answer, StringComparison.Ordinal);
        Assert.Equal($"215 {posted} messages", (await yoda.AskAll($"RDM {Times.LongAgo}"))[^1]);
        await File.WriteAllTextAsync(folder.File("room"), "");
        await Patience.UntilTrue(
            async () => (await yoda.Ask("MSG there is room")).StartsWith("210", StringComparison.Ordinal),
            TimeSpan.FromMilliseconds(50)
        );
        Assert.Equal($"215 {posted + 1} messages", (await yoda.AskAll($"RDM {Times.LongAgo}"))[^1]);
    }

    /// <summary>The position with which the history begins, as a check says that finds all right.</summary>
    private static async Task<long> FirstEntry(TestFolder folder)
    {
        using var check = RunningProgram.Start("ServerApp", folder.FullName, "journal", "check", "board.db");
        var report = Assert.Single((await check.Ends()).Output);
        Assert.StartsWith("All is right: entries ", report, StringComparison.Ordinal);
        return long.Parse(report.Split(' ')[4], CultureInfo.InvariantCulture);
    }

    private static TestFolder NewFolder()
    {
        var folder = new TestFolder();
        File.WriteAllLines(folder.File(Credentials), TestServer.Passwords.Select(user => $"{user.Key} {user.Value}"));
        return folder;
    }

    private static RunningProgram Start(TestFolder folder, params string[] options) =>
        RunningProgram.Start("ServerApp", folder.FullName, [.. Options("board.db"), .. options]);

    private static string[] Options(string journal) =>
        ["0", "3", "--utc", "--log-level", "Warning", "--journal", journal];

    private static async Task<LineClient> LogIn(int port, string user)
    {
        var client = await LineClient.Greeted(port);
        Assert.Equal("230 Welcome to TOOM!", await client.TryLogIn(user, TestServer.Passwords[user]));
        return client;
    }
}
