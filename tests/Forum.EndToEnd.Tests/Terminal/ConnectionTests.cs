using System.Diagnostics;
using Forum.EndToEnd.Tests.Harness;

namespace Forum.EndToEnd.Tests.Terminal;

public sealed class ConnectionTests : IDisposable
{
    private readonly Tmux _tmux = new();

    [Fact]
    public async Task After_kill_9_of_the_server_the_client_comes_back_and_what_was_entered_meanwhile_is_sent_once()
    {
        using var server = await TestServer.Start();
        using var hans = await server.LogIn("hans");
        var yoda = await _tmux.OpenClient(server.Port).LogIn("yoda");
        await hans.Ask("MSG seen");
        await yoda.ShowsPart("hans #1  seen");

        server.Program.Send(Signal.Kill);
        await yoda.ShowsPart("The connection to the server was lost");
        yoda.Enter("MSG entered meanwhile").Type("MSG being ty");
        await yoda.Shows("1 waiting: MSG entered meanwhile");
        using var revived = RunningProgram.Start("ServerApp", server.Folder.FullName, $"{server.Port}", "3");

        await yoda.Shows("Connected again, as yoda.");
        await yoda.ShowsPart("Message #1 posted at");
        await yoda.Type("ped").ShowsLast("yoda> MSG being typed");
        var posted = await server.MessageLog.ShowsCount(1);
        Assert.EndsWith("; yoda; entered meanwhile; no", Assert.Single(posted), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_others_posted_while_the_connection_was_lost_is_shown()
    {
        using var server = await TestServer.Start();
        var yoda = await _tmux.OpenClient(server.Port).LogIn("yoda");
        server.Program.Send(Signal.Kill);
        await yoda.ShowsPart("Offline");

        using var revived = RunningProgram.Start("ServerApp", server.Folder.FullName, $"{server.Port}", "3");
        Assert.Equal(server.Port, await TestServer.PortOf(revived));
        using var hans = await server.LogIn("hans");
        await hans.Ask("MSG while you were away");

        await yoda.Shows("Connected again, as yoda.");
        await yoda.ShowsPart("while you were away");
    }

    [Theory]
    [InlineData("C-c", "C-c")]
    [InlineData("C-d")]
    public async Task Control_C_twice_and_Control_D_log_out_and_end_with_0(params string[] keys)
    {
        using var server = await TestServer.Start();
        var yoda = await _tmux.OpenClient(server.Port).LogIn("yoda");

        yoda.Press(keys);

        Assert.Equal(0, await yoda.Ends());
        await yoda.Shows("Bye, yoda!");
    }

    [Fact]
    public async Task A_user_who_is_blocked_sees_why_and_the_program_ends_with_3()
    {
        using var server = await TestServer.Start();
        var yoda = _tmux.OpenClient(server.Port);
        await yoda.ShowsLast("Username:");
        yoda.Enter("yoda");
        for (var i = 0; i < 3; i++)
        {
            await yoda.Shows(rows =>
                rows[^1] == "Password:" && rows.Count(row => row.StartsWith("Invalid", StringComparison.Ordinal)) == i
            );
            yoda.Enter("wrong");
        }

        Assert.Equal(3, await yoda.Ends());
        Assert.Contains(
            "Your account has been blocked. Please try again later",
            string.Join(' ', yoda.Screen),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(yoda.Screen, row => row.Contains("wrong", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_server_the_program_ends_with_1()
    {
        var yoda = _tmux.OpenClient(1);

        Assert.Equal(1, await yoda.Ends());
        await yoda.Shows("Cannot reach the server at 127.0.0.1:1: connection refused");
    }

    [Fact]
    public async Task Suspended_and_continued_the_terminal_belongs_to_who_runs()
    {
        using var server = await TestServer.Start();
        var shell = _tmux.Open(80, null, "bash", "--norc");
        await shell.ShowsLast("$");
        await shell.Enter(Tmux.ClientCommand(server.Port)).LogIn("yoda");

        shell.Type("MSG half").Press("C-z");
        await shell.Shows(rows =>
            rows[^1] == "$" && rows.Any(row => row.Contains("Stopped", StringComparison.Ordinal))
        );
        shell.Enter("echo $((40 + 2))");
        await shell.Shows("42");
        shell.Enter("fg");
        await shell.ShowsLast("yoda> MSG half");
        shell.Type(" and half");
        await shell.ShowsLast("yoda> MSG half and half");

        shell.Press("C-u").Enter("OUT");
        await shell.Shows(rows => rows.Contains("Bye, yoda!") && rows[^1] == "$");
        shell.Enter("echo $((40 + 3))");
        await shell.Shows("43");
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("HUP")]
    [InlineData("QUIT")]
    [InlineData("INT")]
    public async Task A_signal_to_end_logs_out_and_gives_the_terminal_back(string signal)
    {
        using var server = await TestServer.Start();
        var shell = _tmux.Open(80, null, "bash", "--norc");
        await shell.ShowsLast("$");
        await shell
            .Enter($"(echo $BASHPID > pid; exec {Tmux.ClientCommand(server.Port)}); echo ended with $?")
            .LogIn("yoda");

        var pid = await File.ReadAllTextAsync(_tmux.Folder.File("pid"));
        using var kill = Process.Start("kill", ["-s", signal, pid.Trim()]);
        await kill.WaitForExitAsync();

        await shell.Shows("ended with 0");
        shell.Enter("echo $((40 + 4))");
        await shell.Shows("44");
    }

    [Fact]
    public async Task Authors_have_colours_unless_NO_COLOR_is_set()
    {
        using var server = await TestServer.Start();
        using var hans = await server.LogIn("hans");
        var colourful = await _tmux.OpenClient(server.Port).LogIn("yoda");
        var plain = await _tmux.OpenClient(server.Port, variables: ["NO_COLOR=1"]).LogIn("luke");

        await hans.Ask("MSG Hello");
        await colourful.ShowsPart("hans #1  Hello");
        await plain.ShowsPart("hans #1  Hello");

        Assert.Contains("38;5;", colourful.Colours, StringComparison.Ordinal);
        Assert.DoesNotContain("\x1b", plain.Colours, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dumb_terminal_gets_plain_lines_and_no_password_on_the_screen()
    {
        using var server = await TestServer.Start();
        var yoda = _tmux.OpenClient(server.Port, variables: ["TERM=dumb"]);

        await yoda.ShowsLast("Username:");
        yoda.Enter("yoda");
        await yoda.ShowsLast("Password:");
        yoda.Enter("comp9331");
        await yoda.ShowsLast(">");
        yoda.Enter("MSG plain");
        await yoda.ShowsPart("Message #1 posted at");
        yoda.Enter("OUT");

        Assert.Equal(0, await yoda.Ends());
        Assert.DoesNotContain(yoda.Screen, row => row.Contains("comp9331", StringComparison.Ordinal));
    }

    public void Dispose() => _tmux.Dispose();
}
