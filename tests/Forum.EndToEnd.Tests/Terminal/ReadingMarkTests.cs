using Forum.EndToEnd.Tests.Harness;

namespace Forum.EndToEnd.Tests.Terminal;

public sealed class ReadingMarkTests : IDisposable
{
    private readonly Tmux _tmux = new();

    [Fact]
    public async Task Over_a_restart_of_the_server_the_client_says_at_log_in_how_many_messages_are_new()
    {
        using var server = await TestServer.Start("--journal", "board.db");
        var yoda = await _tmux.OpenClient(server.Port).LogIn("yoda");
        using (var hans = await server.LogIn("hans"))
        {
            await hans.Ask("MSG seen");
            yoda.Enter("RDM");
            await yoda.ShowsPart("────");
            yoda.Enter("OUT");
            Assert.Equal(0, await yoda.Ends());
            await hans.Ask("MSG first");
            await hans.Ask("MSG second");
        }

        server.Program.Send(Signal.Kill);
        await server.Program.Ends();
        using var revived = RunningProgram.Start(
            "ServerApp",
            server.Folder.FullName,
            [$"{server.Port}", "3", "--journal", "board.db"]
        );
        Assert.Equal(server.Port, await TestServer.PortOf(revived));

        var again = await _tmux.OpenClient(server.Port).LogIn("yoda");
        await again.Shows("2 new messages: RDM");
        again.Enter("RDM");
        var rows = await again.ShowsPart("second");
        Assert.Contains(rows, row => row.EndsWith("first", StringComparison.Ordinal));
        Assert.DoesNotContain(rows, row => row.Contains("seen", StringComparison.Ordinal));
    }

    public void Dispose() => _tmux.Dispose();
}
