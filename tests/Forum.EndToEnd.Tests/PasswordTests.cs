using Forum.EndToEnd.Tests.Harness;
using Forum.EndToEnd.Tests.Terminal;

namespace Forum.EndToEnd.Tests;

/// <summary>Passwords that are hashed, and the command that changes them.</summary>
public sealed class PasswordTests
{
    [Fact]
    public async Task A_password_from_a_pipe_is_hashed_and_lets_its_user_in()
    {
        using var server = await TestServer.Start();
        var (exitCode, said) = await Passwd(server.Folder, "secret\n", "leia");
        Assert.Equal((0, "leia has a new password."), (exitCode, said));
        Assert.DoesNotContain("secret", await Credentials(server.Folder), StringComparison.Ordinal);
        Assert.Contains("\nleia $pbkdf2-sha512$i=210000$", await Credentials(server.Folder), StringComparison.Ordinal);
        Assert.Contains("yoda $pbkdf2-sha512$i=1$", await Credentials(server.Folder), StringComparison.Ordinal);
        server.Program.Send(Signal.Terminate);
        await server.Program.Ends();

        using var again = RunningProgram.Start("ServerApp", server.Folder.FullName, "0", "3");
        using var leia = await LineClient.Greeted(await TestServer.PortOf(again));
        Assert.Equal("530 Invalid Password. Please try again", await leia.TryLogIn("leia", "falcon#7"));
        Assert.Equal("230 Welcome to TOOM!", await leia.TryLogIn("leia", "secret"));
    }

    [Fact]
    public async Task On_a_terminal_it_is_asked_for_twice_and_never_shown()
    {
        using var tmux = new Tmux();
        await File.WriteAllTextAsync(tmux.Folder.File("credentials.txt"), "yoda comp9331\n");
        string[] passwd = [Tmux.Host, Path.Combine(AppContext.BaseDirectory, "ServerApp.dll"), "passwd", "yoda"];

        var pane = tmux.Open(80, null, passwd);
        await pane.ShowsLast("New password:");
        pane.Enter("secret");
        await pane.ShowsLast("Once more:");
        pane.Type("secreX").Press("BSpace").Enter("t");
        await pane.ShowsPart("yoda has a new password.");
        Assert.Equal(0, await pane.Ends());
        Assert.DoesNotContain("secre", string.Concat(pane.Everything), StringComparison.Ordinal);
        Assert.StartsWith("yoda $pbkdf2-sha512$", await Credentials(tmux.Folder), StringComparison.Ordinal);

        var other = tmux.Open(80, null, passwd);
        await other.ShowsLast("New password:");
        other.Enter("one");
        await other.ShowsLast("Once more:");
        other.Enter("two");
        await other.ShowsPart("not the same");
        Assert.Equal(1, await other.Ends());
    }

    [Fact]
    public async Task Users_are_deleted_and_plain_passwords_hashed()
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(folder.File("users"), "yoda comp9331\nhans comp9331*\n");
        Assert.Equal((0, "hans is deleted."), await Passwd(folder, "", "--delete", "hans", "--credentials", "users"));
        Assert.Equal("yoda comp9331\n", await File.ReadAllTextAsync(folder.File("users")));
        Assert.Equal(
            (1, "There is no user hans."),
            await Passwd(folder, "", "--delete", "hans", "--credentials", "users")
        );
        Assert.Equal((0, "1 passwords hashed."), await Passwd(folder, "", "--hash-all", "--credentials", "users"));
        Assert.StartsWith("yoda $pbkdf2", await File.ReadAllTextAsync(folder.File("users")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("yoda", "--hash-all")]
    [InlineData("--delete")]
    [InlineData("yoda", "hans")]
    public async Task What_was_meant_must_be_clear(params string[] arguments)
    {
        using var folder = new TestFolder();
        using var program = RunningProgram.Start("ServerApp", folder.FullName, ["passwd", .. arguments]);
        var ending = await program.Ends();
        Assert.Equal(2, ending.ExitCode);
        Assert.Contains(ending.Errors, line => line.StartsWith("Usage: ServerApp passwd", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_operator_is_warned_once_of_plain_passwords_and_of_a_file_that_others_can_read()
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(folder.File("credentials.txt"), "yoda comp9331\n");
        using var program = RunningProgram.Start("ServerApp", folder.FullName, "0", "3");
        await TestServer.PortOf(program);
        program.Send(Signal.Terminate);
        var output = (await program.Ends()).Output;
        Assert.Single(output, line => line.Contains("not hashed", StringComparison.Ordinal));
        Assert.Single(output, line => line.Contains("others can read", StringComparison.Ordinal));
        Assert.DoesNotContain(output, line => line.Contains("comp9331", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_running_server_takes_a_changed_file_and_ends_the_sessions_of_deleted_users_only()
    {
        using var server = await TestServer.Start();
        using var yoda = await server.LogIn("yoda");
        using var hans = await server.LogIn("hans");
        Assert.Equal(0, (await Passwd(server.Folder, "other\n", "yoda")).ExitCode);
        Assert.Equal(0, (await Passwd(server.Folder, "", "--delete", "hans")).ExitCode);
        await server.Program.Prints(
            line => line.Contains("1 removed (hans)", StringComparison.Ordinal),
            "what changed"
        );
        await hans.ReadToEnd();
        Assert.StartsWith("210 ", await yoda.Ask("MSG still here"), StringComparison.Ordinal);
        Assert.Equal("221 Bye, yoda!", await yoda.Ask("OUT"));
        using var again = await server.LogIn("yoda", "other");

        await File.WriteAllTextAsync(server.Folder.File("credentials.txt"), "yoda\n");
        server.Program.Send(Signal.HangUp);
        await server.Program.Prints(line => line.Contains("stay as they were", StringComparison.Ordinal), "the fault");
        Assert.StartsWith("210 ", await again.Ask("MSG and still"), StringComparison.Ordinal);
    }

    private static Task<string> Credentials(TestFolder folder) => File.ReadAllTextAsync(folder.File("credentials.txt"));

    private static async Task<(int ExitCode, string Said)> Passwd(
        TestFolder folder,
        string input,
        params string[] arguments
    )
    {
        using var program = RunningProgram.Start("ServerApp", folder.FullName, ["passwd", .. arguments]);
        await program.TypePart(input);
        program.EndInput();
        var ending = await program.Ends();
        return (ending.ExitCode, string.Concat([.. ending.Output, .. ending.Errors]));
    }
}
