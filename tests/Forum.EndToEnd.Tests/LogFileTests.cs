using System.Diagnostics;
using System.Globalization;
using Forum.EndToEnd.Tests.Harness;

namespace Forum.EndToEnd.Tests;

/// <summary>The message log while the server is busy.</summary>
public sealed class LogFileTests
{
    [Fact]
    public async Task Under_load_the_message_log_shows_a_change_within_a_second()
    {
        using var server = await TestServer.Start("--log-level", "Warning");
        using var enough = new CancellationTokenSource();
        using var poster = await server.LogIn("hans");
        using var editor = await server.LogIn("luke");
        using var yoda = await server.LogIn("yoda");
        var load = Task.WhenAll(PostUntil(poster, enough.Token), EditUntil(editor, enough.Token));
        List<TimeSpan> delays = [];
        for (var round = 0; round < 15; round++)
        {
            var text = $"; yoda; round {round}; no\n";
            await yoda.Ask($"MSG round {round}");
            var answered = Stopwatch.GetTimestamp();
            await Patience.Until(server.MessageLog.Text, seen => seen.Contains(text, StringComparison.Ordinal));
            delays.Add(Stopwatch.GetElapsedTime(answered));
        }

        await enough.CancelAsync();
        await load;

        // The one in the middle: that this machine has much else to do now and then is not what is measured.
        var median = delays.Order().ElementAt(delays.Count / 2);
        Assert.True(median < TimeSpan.FromSeconds(1), $"It took {median}.");
    }

    [Fact]
    public async Task A_reader_sees_whole_lines_only_numbered_without_holes_whatever_happens()
    {
        using var server = await TestServer.Start("--log-level", "Warning");
        using var enough = new CancellationTokenSource();
        using var poster = await server.LogIn("hans");
        using var editor = await server.LogIn("luke");
        var load = Task.WhenAll(PostUntil(poster, enough.Token), EditUntil(editor, enough.Token));

        for (var look = 0; look < 300; look++)
        {
            AssertWhole(server.MessageLog.Text());
        }

        await enough.CancelAsync();
        await load;
        var board = await editor.AskAll($"RDM {Times.LongAgo}");
        AssertWhole(string.Concat((await server.MessageLog.ShowsCount(board.Length - 1)).Select(line => line + "\n")));
    }

    [Theory]
    [InlineData("removed")]
    [InlineData("moved")]
    [InlineData("cut")]
    public async Task A_log_file_that_others_damage_is_whole_again_and_the_operator_is_told_once(string what)
    {
        using var server = await TestServer.Start();
        using var yoda = await server.LogIn("yoda");
        await yoda.Ask("MSG hello");
        var whole = await server.MessageLog.ShowsCount(1);
        var name = server.Folder.File("messagelog.txt");
        switch (what)
        {
            case "removed":
                File.Delete(name);
                break;
            case "moved":
                File.Move(name, name + ".old");
                break;
            default:
                await RunningProgram.Run("truncate", "--size=0", name);
                break;
        }

        await Patience.Until(
            () => File.Exists(name) ? server.MessageLog.Lines() : [],
            seen => seen.SequenceEqual(whole)
        );
        await yoda.Ask("MSG and more");
        await server.MessageLog.ShowsCount(2);
        server.Program.Send(Signal.Terminate);
        var ending = await server.Program.Ends();
        Assert.Single(ending.Output, line => line.Contains("messagelog.txt", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_log_file_that_something_else_is_mounted_on_is_whole_again()
    {
        using var server = await TestServer.Start();
        using var yoda = await server.LogIn("yoda");
        await yoda.Ask("MSG hello");
        var whole = await server.MessageLog.ShowsCount(1);
        var name = server.Folder.File("messagelog.txt");
        await File.WriteAllTextAsync(server.Folder.File("other"), "something else\n");
        if (await RunningProgram.Run("mount", "--bind", server.Folder.File("other"), name) != 0)
        {
            return; // Only who may mount can do that to a server.
        }

        try
        {
            await server.MessageLog.Shows(whole);
            await yoda.Ask("MSG and more");
            await server.MessageLog.ShowsCount(2);
        }
        finally
        {
            await RunningProgram.Run("umount", "--lazy", name);
        }
    }

    [Fact]
    public async Task A_second_server_in_the_folder_refuses_and_names_the_first()
    {
        using var first = await TestServer.Start();
        using var yoda = await first.LogIn("yoda");
        await yoda.Ask("MSG hello");
        await first.MessageLog.ShowsCount(1);

        using var second = RunningProgram.Start("ServerApp", first.Folder.FullName, "0", "3");

        var ending = await second.Ends();
        Assert.Equal(2, ending.ExitCode);
        Assert.Contains($"process {first.Program.Id}", Assert.Single(ending.Errors), StringComparison.Ordinal);
        Assert.Single(first.MessageLog.Lines());
    }

    private static void AssertWhole(string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var number = 0;
        foreach (var line in text[..^1].Split('\n'))
        {
            number++;
            Assert.StartsWith(number.ToString(CultureInfo.InvariantCulture) + "; ", line, StringComparison.Ordinal);
            Assert.True(
                line.EndsWith("; no", StringComparison.Ordinal) || line.EndsWith("; yes", StringComparison.Ordinal),
                line
            );
        }
    }

    /// <summary>Posts in bursts, up to a number that is as large as a test can read again and again.</summary>
    private static async Task PostUntil(LineClient client, CancellationToken enough)
    {
        var burst = string.Concat(Enumerable.Range(1, 100).Select(number => $"MSG {new string('x', number)}\n"));
        for (var bursts = 0; bursts < 500 && !enough.IsCancellationRequested; bursts++)
        {
            await client.Send(burst);
            for (var answers = 0; answers < 100; answers++)
            {
                Assert.StartsWith("210 ", await client.Read(), StringComparison.Ordinal);
            }
        }
    }

    /// <summary>Posts a message, edits it twice and deletes it, again and again.</summary>
    private static async Task EditUntil(LineClient client, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            var posted = await client.Ask("MSG to be changed");
            var at = $"{posted.Split(' ')[2]} {Times.In(posted)}";
            foreach (var change in (string[])["EDT {0} changed", "EDT {0} changed again", "DLT {0}"])
            {
                var answer = await client.Ask(change.Replace("{0}", at, StringComparison.Ordinal));
                Assert.StartsWith("210 ", answer, StringComparison.Ordinal);
                at = $"{answer.Split(' ')[2]} {Times.In(answer)}";
            }
        }
    }
}
