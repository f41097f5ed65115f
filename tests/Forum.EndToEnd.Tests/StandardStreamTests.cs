using System.Diagnostics;
using System.Globalization;
using Forum.EndToEnd.Tests.Harness;
using Forum.EndToEnd.Tests.Terminal;

namespace Forum.EndToEnd.Tests;

/// <summary>Whatever becomes of their standard streams, the programs do their work and end as they should.</summary>
public sealed class StandardStreamTests
{
    /// <summary>A pipe that is there and that nobody reads.</summary>
    private const string Stuck = "3<>stuck >stuck";

    [Theory]
    [InlineData(">/dev/full")]
    [InlineData("2>/dev/full >&2")]
    [InlineData(">&-")]
    [InlineData("2>&-")]
    [InlineData("<&-")]
    [InlineData("<&- >&- 2>&-")]
    public async Task A_server_with_streams_that_take_nothing_serves_and_ends(string redirections)
    {
        using var server = RedirectedServer.Start(redirections);
        using var yoda = await server.LogIn();
        for (var number = 0; number < 200; number++)
        {
            Assert.StartsWith("210 ", await yoda.Ask($"MSG {new string('x', 1000)}"), StringComparison.Ordinal);
        }

        server.Program.Send(Signal.Terminate);

        Assert.Equal(["421 The server stops"], await yoda.ReadToEnd());
        Assert.Equal(0, (await server.Program.Ends()).ExitCode);
    }

    [Fact]
    public async Task A_server_whose_output_nobody_reads_serves_and_ends_in_time()
    {
        using var server = RedirectedServer.Start(Stuck);
        using var yoda = await server.LogIn();
        for (var number = 0; number < 400; number++)
        {
            Assert.StartsWith("210 ", await yoda.Ask($"MSG {new string('x', 8000)}"), StringComparison.Ordinal);
        }

        var asked = Stopwatch.GetTimestamp();
        server.Program.Send(Signal.Terminate);

        Assert.Equal(0, (await server.Program.Ends()).ExitCode);
        Assert.InRange(Stopwatch.GetElapsedTime(asked), TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_server_on_a_terminal_that_was_stopped_by_Ctrl_S_serves_and_ends()
    {
        using var tmux = new Tmux();
        await File.WriteAllTextAsync(tmux.Folder.File("credentials.txt"), "yoda comp9331\n");
        var port = FreePort.Find();
        string[] server = [Tmux.Host, Path.Combine(AppContext.BaseDirectory, "ServerApp.dll"), $"{port}", "3"];
        var pane = tmux.Open(80, null, ["sh", "-c", "echo $$ > pid; exec \"$@\"", "sh", .. server]);
        await pane.ShowsPart("The server listens");
        pane.Press("C-s");
        using var yoda = await FreePort.Connect(port);
        Assert.Equal("230 Welcome to TOOM!", await yoda.TryLogIn("yoda", "comp9331"));
        for (var number = 0; number < 400; number++)
        {
            Assert.StartsWith("210 ", await yoda.Ask($"MSG {new string('x', 8000)}"), StringComparison.Ordinal);
        }

        RunningProgram.Send(
            Signal.Terminate,
            int.Parse(await File.ReadAllTextAsync(tmux.Folder.File("pid")), CultureInfo.InvariantCulture)
        );

        Assert.Equal(0, await pane.Ends());
    }

    [Theory]
    [InlineData("ServerApp", ">/dev/full", 0, "--help")]
    [InlineData("ServerApp", ">&- 2>&-", 2, "0", "6")]
    [InlineData("ServerApp", "2>/dev/full", 2, "0", "3", "4")]
    [InlineData("ServerApp", "2>/dev/full", 2, "0", "3", "--credentials", "nowhere")]
    [InlineData("ClientApp", ">/dev/full", 0, "--help")]
    [InlineData("ClientApp", ">&- 2>&-", 2, "localhost")]
    [InlineData("ClientApp", "2>/dev/full", 1, "127.0.0.1", "1", "0")]
    public async Task What_cannot_be_said_changes_no_exit_code(
        string program,
        string redirections,
        int exitCode,
        params string[] arguments
    )
    {
        using var folder = new TestFolder();
        using var running = RunningProgram.StartRedirected(redirections, program, folder.FullName, arguments);
        Assert.Equal(exitCode, (await running.Ends()).ExitCode);
    }

    [Theory]
    [InlineData(">/dev/full")]
    [InlineData(">/dev/full 2>&1")]
    [InlineData(">&-")]
    [InlineData(">&- 2>&-")]
    public async Task A_client_whose_output_takes_nothing_does_what_it_is_told(string redirections)
    {
        using var server = await TestServer.Start();
        using var folder = new TestFolder();
        using var client = RunningProgram.StartRedirected(
            redirections,
            "ClientApp",
            folder.FullName,
            ["127.0.0.1", $"{server.Port}", "0"]
        );
        foreach (var line in (string[])["yoda", TestServer.Passwords["yoda"], "MSG unseen", "OUT"])
        {
            await client.Type(line);
        }

        Assert.Equal(0, (await client.Ends()).ExitCode);
        await server.MessageLog.ShowsCount(1);
    }

    [Theory]
    [InlineData("<&-")]
    [InlineData("<&- >&- 2>&-")]
    public async Task A_client_without_an_input_ends_as_one_whose_input_is_at_its_end(string redirections)
    {
        using var server = await TestServer.Start();
        using var folder = new TestFolder();
        List<int> exitCodes = [];
        foreach (var input in (string[])[redirections, "</dev/null"])
        {
            using var client = RunningProgram.StartRedirected(
                input,
                "ClientApp",
                folder.FullName,
                ["127.0.0.1", $"{server.Port}", "0"]
            );
            exitCodes.Add((await client.Ends()).ExitCode);
        }

        Assert.Equal(exitCodes[1], exitCodes[0]);
    }

    [Fact]
    public async Task A_client_whose_output_nobody_reads_ends_on_a_signal()
    {
        using var server = await TestServer.Start("--log-level", "Warning");
        using var hans = await server.LogIn("hans");
        for (var number = 0; number < 200; number++)
        {
            Assert.StartsWith("210 ", await hans.Ask($"MSG {new string('x', 8000)}"), StringComparison.Ordinal);
        }

        using var folder = new TestFolder();
        folder.MakePipe("stuck");
        using var client = RunningProgram.StartRedirected(
            Stuck,
            "ClientApp",
            folder.FullName,
            ["127.0.0.1", $"{server.Port}", "0"]
        );
        foreach (var line in (string[])["yoda", TestServer.Passwords["yoda"], $"RDM {Times.LongAgo}"])
        {
            await client.Type(line);
        }

        await server.UserLog.ShowsCount(2);
        client.Send(Signal.Terminate);

        Assert.Equal(0, (await client.Ends()).ExitCode);
    }

    /// <summary>A server that cannot tell its port.</summary>
    private sealed class RedirectedServer(TestFolder folder, RunningProgram program, int port) : IDisposable
    {
        public RunningProgram Program => program;

        public static RedirectedServer Start(string redirections)
        {
            var folder = new TestFolder();
            File.WriteAllText(folder.File("credentials.txt"), "yoda comp9331\n");
            folder.MakePipe("stuck");
            var port = FreePort.Find();
            return new RedirectedServer(
                folder,
                RunningProgram.StartRedirected(redirections, "ServerApp", folder.FullName, [$"{port}", "3"]),
                port
            );
        }

        public async Task<LineClient> LogIn()
        {
            var yoda = await FreePort.Connect(port);
            Assert.Equal("230 Welcome to TOOM!", await yoda.TryLogIn("yoda", "comp9331"));
            return yoda;
        }

        public void Dispose()
        {
            program.Dispose();
            folder.Dispose();
        }
    }
}
