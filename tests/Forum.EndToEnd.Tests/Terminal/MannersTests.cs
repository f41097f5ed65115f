using System.Net;
using System.Net.Sockets;
using Forum.EndToEnd.Tests.Harness;

namespace Forum.EndToEnd.Tests.Terminal;

/// <summary>What a shell, a bad network and an old terminal do to a program, and how it bears it.</summary>
public sealed class MannersTests : IDisposable
{
    private readonly Tmux _tmux = new();

    [Fact]
    public async Task Without_a_shell_that_could_continue_it_the_client_says_that_it_cannot_stop()
    {
        using var server = await TestServer.Start();
        var yoda = await _tmux.OpenClient(server.Port).LogIn("yoda");

        yoda.Press("C-z");

        await yoda.Shows("The program cannot be stopped: there is no shell here that could continue it.");
        yoda.Type("MSG on");
        await yoda.ShowsLast("yoda> MSG on");
    }

    [Fact]
    public async Task With_its_output_in_a_pipe_no_password_is_seen_and_prompts_stand_before_what_is_typed()
    {
        using var server = await TestServer.Start();
        var shell = _tmux.Open(80, null, "bash", "--norc");
        await shell.ShowsLast("$");
        shell.Enter($"{Tmux.ClientCommand(server.Port)} | tee log");

        await shell.ShowsLast("Username:");
        shell.Enter("yoda");
        await shell.ShowsLast("Password:");
        shell.Enter(TestServer.Passwords["yoda"]);
        await shell.ShowsPart("Welcome to TOOM!");
        shell.Enter("ATU");
        await shell.ShowsPart("no other active user");
        shell.Enter("OUT");
        await shell.ShowsLast("$");

        Assert.DoesNotContain(
            shell.Everything,
            row => row.Contains(TestServer.Passwords["yoda"], StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task What_is_no_forum_is_told_as_that_within_five_seconds()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var client = _tmux.OpenClient(((IPEndPoint)silent.LocalEndpoint).Port);
        await client.ShowsPart("Connecting to 127.0.0.1:");

        Assert.Equal(1, await client.Ends());

        await client.ShowsPart("what answers there is no forum");
    }

    [Fact]
    public async Task Several_pasted_lines_are_sent_when_the_user_says_so()
    {
        using var server = await TestServer.Start();
        var yoda = await _tmux.OpenClient(server.Port).LogIn("yoda");

        yoda.Paste("one\ntwo\n");
        await yoda.ShowsPart("Paste 2 lines: (s)end as 2 messages");
        yoda.Type("s");

        await yoda.ShowsPart("Message #2 posted at");
    }

    [Fact]
    public async Task Without_a_home_nothing_is_kept_in_the_working_folder()
    {
        using var server = await TestServer.Start();
        var yoda = await _tmux.OpenClient(server.Port, variables: ["HOME=", "XDG_STATE_HOME="]).LogIn("yoda");

        yoda.Enter("MSG hello");
        await yoda.ShowsPart("Message #1 posted at");
        yoda.Enter("OUT");

        Assert.Equal(0, await yoda.Ends());
        Assert.Empty(Directory.GetDirectories(_tmux.Folder.FullName));
    }

    public void Dispose() => _tmux.Dispose();
}
