using Forum.EndToEnd.Tests.Harness;

namespace Forum.EndToEnd.Tests;

/// <summary>SIGTERM and Ctrl-C end the server in an orderly way.</summary>
public sealed class StoppingTests
{
    [Theory]
    [InlineData("SIGTERM")]
    [InlineData("Ctrl-C")]
    public async Task Sessions_are_told_files_are_complete_and_the_exit_code_is_0(string how)
    {
        using var server = await TestServer.Start();
        using var yoda = await server.LogIn("yoda");
        using var hans = await server.LogIn("hans");
        using var stranger = await server.Connect();
        List<string> expected = [];
        for (var number = 1; number <= 200; number++)
        {
            expected.Add($"{number}; {Times.In(await yoda.Ask($"MSG message {number}"))}; yoda; message {number}; no");
        }

        server.Program.Send(how == "SIGTERM" ? Signal.Terminate : Signal.Interrupt);

        Assert.Equal(["421 The server stops"], await yoda.ReadToEnd());
        Assert.Equal(["421 The server stops"], await hans.ReadToEnd());
        Assert.Equal(["421 The server stops"], await stranger.ReadToEnd());
        yoda.Dispose();
        hans.Dispose();
        stranger.Dispose();
        var ending = await server.Program.Ends();
        Assert.Equal(0, ending.ExitCode);
        Assert.Empty(ending.Errors);
        Assert.Equal(expected, server.MessageLog.Lines());
        Assert.Contains("yoda logout", ending.Output);
        Assert.Contains("hans logout", ending.Output);
        Assert.Empty(server.UserLog.Lines());
    }

    [Fact]
    public async Task Clients_that_neither_read_nor_close_do_not_keep_the_server()
    {
        using var server = await TestServer.Start();
        using var idle = await server.LogIn("yoda");

        server.Program.Send(Signal.Terminate);

        Assert.Equal(0, (await server.Program.Ends()).ExitCode);
    }

    [Fact]
    public async Task A_server_that_nobody_visited_stops_too()
    {
        using var server = await TestServer.Start();

        server.Program.Send(Signal.Interrupt);

        var ending = await server.Program.Ends();
        Assert.Equal(0, ending.ExitCode);
        Assert.Equal([$"The server listens on port {server.Port}.", "The server stops."], ending.Output);
    }

    [Fact]
    public async Task Every_start_empties_both_files_and_the_port_is_free_again()
    {
        using var first = await TestServer.Start();
        using (var yoda = await first.LogIn("yoda"))
        {
            await yoda.Ask("MSG hello");
            await first.MessageLog.ShowsCount(1);
            first.Program.Send(Signal.Kill);
            await first.Program.Ends();
        }

        using var second = RunningProgram.Start("ServerApp", first.Folder.FullName, $"{first.Port}", "3");
        Assert.Equal(first.Port, await TestServer.PortOf(second));
        Assert.Equal("", first.MessageLog.Text());
        Assert.Equal("", first.UserLog.Text());
        using var again = await first.LogIn("yoda");
        Assert.Equal(["204 no new message"], await again.AskAll($"RDM {Times.LongAgo}"));
    }
}
