using Forum.EndToEnd.Tests.Harness;
using Forum.EndToEnd.Tests.Terminal;

namespace Forum.EndToEnd.Tests;

/// <summary>Server and client with TLS between them.</summary>
public sealed class TlsTests
{
    [Fact]
    public async Task A_client_with_the_pinned_certificate_gets_in_and_one_with_another_pin_does_not()
    {
        using var server = await TestServer.Start("--tls-port", "0");
        var (port, fingerprint) = await Tls(server.Program);
        using var yoda = TestClient.Start(port, options: ["--tls-pin", fingerprint]);
        await yoda.ReadUdpPort();
        foreach (var line in (string[])["yoda", TestServer.Passwords["yoda"], "MSG sealed", "OUT"])
        {
            await yoda.Enter(line);
        }

        Assert.Equal(0, (await yoda.Program.Ends()).ExitCode);
        await server.MessageLog.ShowsCount(1);

        using var other = TestClient.Start(port, options: ["--tls-pin", "sha256:" + new string('0', 64)]);
        var ending = await other.Program.Ends();
        Assert.Equal(1, ending.ExitCode);
        Assert.Contains(ending.Errors, line => line.Contains(fingerprint, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_terminal_an_unknown_certificate_is_refused()
    {
        using var server = await TestServer.Start("--tls-port", "0");
        var (port, fingerprint) = await Tls(server.Program);
        using var yoda = TestClient.Start(port, options: ["--tls"]);
        var ending = await yoda.Program.Ends();
        Assert.Equal(1, ending.ExitCode);
        Assert.Contains(ending.Errors, line => line.Contains(fingerprint, StringComparison.Ordinal));
    }

    [Fact]
    public async Task On_a_terminal_it_is_asked_for_once_and_a_changed_one_is_refused_loudly()
    {
        using var server = await TestServer.Start("--tls-port", "0");
        var (port, fingerprint) = await Tls(server.Program);
        using var tmux = new Tmux();

        var first = tmux.OpenClient(port, options: ["--tls"]);
        await first.ShowsPart("(yes/no)");
        Assert.Contains(fingerprint, string.Concat(first.Screen), StringComparison.Ordinal);
        first.Enter("yes");
        await first.LogIn("yoda");

        var second = tmux.OpenClient(port, options: ["--tls"]);
        await second.LogIn("hans");

        File.Delete(server.Folder.File("server-cert.pem"));
        server.Program.Send(Signal.Terminate);
        await server.Program.Ends();
        using var impostor = RunningProgram.Start(
            "ServerApp",
            server.Folder.FullName,
            ["0", "3", "--tls-port", $"{port}"]
        );
        await Tls(impostor);
        var third = tmux.OpenClient(port, options: ["--tls"]);
        Assert.Equal(1, await third.Ends());
        Assert.Contains("ATTENTION", string.Concat(third.Everything), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_the_plain_port_off_nothing_but_TLS_is_served()
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(folder.File("credentials.txt"), "yoda comp9331\n");
        var plainPort = FreePort.Find();
        using var program = RunningProgram.Start(
            "ServerApp",
            folder.FullName,
            [$"{plainPort}", "3", "--tls-port", "0", "--plain-port", "off"]
        );
        var (port, _) = await Tls(program);
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => LineClient.Connect(plainPort));
        using var plain = await LineClient.Connect(port);
        await plain.SendLine("USER yoda");
        Assert.Empty(await plain.ReadToEnd());
    }

    private static async Task<(int Port, string Fingerprint)> Tls(RunningProgram program)
    {
        const string Start = "TLS on port ";
        var line = await program.Prints(text => text.StartsWith(Start, StringComparison.Ordinal), Start);
        var words = line[Start.Length..].TrimEnd('.').Split(["; the certificate is "], StringSplitOptions.None);
        return (int.Parse(words[0], System.Globalization.CultureInfo.InvariantCulture), words[1]);
    }
}
