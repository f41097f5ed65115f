using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Forum.EndToEnd.Tests.Harness;

namespace Forum.EndToEnd.Tests;

/// <summary>The client program: its arguments, its exit codes, its ends.</summary>
public sealed class ClientTests
{
    private const string Usage = "Usage: ClientApp server_IP server_port client_udp_server_port [options]";

    [Theory]
    [InlineData]
    [InlineData("localhost")]
    [InlineData("localhost", "12000")]
    [InlineData("localhost", "12000", "8000", "more")]
    [InlineData("localhost", "12000", "8000", "--no-such-option")]
    [InlineData("localhost", "0", "8000")]
    [InlineData("localhost", "65536", "8000")]
    [InlineData("localhost", "-1", "8000")]
    [InlineData("localhost", "abc", "8000")]
    [InlineData("localhost", "12000", "65536")]
    [InlineData("localhost", "12000", "-1")]
    [InlineData("localhost", "12000", "8000.0")]
    [InlineData("localhost", "12000", "8000", "--accept", "perhaps")]
    public async Task Wrong_arguments_print_the_usage_and_the_exit_code_is_2(params string[] arguments)
    {
        using var folder = new TestFolder();
        using var client = RunningProgram.Start("ClientApp", folder.FullName, arguments);

        var ending = await client.Ends();

        Assert.Equal(2, ending.ExitCode);
        Assert.Contains(Usage, ending.Errors);
        Assert.NotEqual(Usage, ending.Errors[0]);
        Assert.Empty(ending.Output);
    }

    [Fact]
    public async Task Without_a_server_it_says_so_at_once_and_the_exit_code_is_1()
    {
        // Bound and not listening: nobody else gets this port meanwhile, and connecting to it is refused.
        using var taken = new Socket(SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)taken.LocalEndPoint!).Port;
        using var client = TestClient.Start(port);

        var ending = await client.Program.Ends();

        Assert.Equal(1, ending.ExitCode);
        Assert.Equal([$"Cannot reach the server at 127.0.0.1:{port}: connection refused"], ending.Errors);
    }

    [Fact]
    public async Task A_server_whose_name_nobody_knows_is_named()
    {
        using var client = TestClient.Start(12000, host: "no-such-host.invalid");

        var ending = await client.Program.Ends();

        Assert.Equal(1, ending.ExitCode);
        Assert.StartsWith(
            "Cannot reach the server at no-such-host.invalid:12000: ",
            Assert.Single(ending.Errors),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_wrong_password_is_asked_for_again_and_the_one_that_blocks_ends_the_program()
    {
        using var server = await TestServer.Start();
        using var client = TestClient.Start(server.Port);

        await client.Enter("yoda\nwrong\nwrong\nwrong\nMSG not a password");

        var ending = await client.Program.Ends();
        Assert.Equal(3, ending.ExitCode);
        Assert.Equal(
            [
                "Username: yoda",
                "Password:",
                "Invalid Password. Please try again",
                "Password:",
                "Invalid Password. Please try again",
                "Password:",
                "Invalid Password. Your account has been blocked. Please try again later",
            ],
            ending.Output[1..]
        );
        using var blocked = TestClient.Start(server.Port);
        await blocked.Enter("yoda\ncomp9331");
        var refused = await blocked.Program.Ends();
        Assert.Equal(3, refused.ExitCode);
        Assert.Equal(
            "Your account is blocked due to multiple login failures. Please try again later",
            refused.Output[^1]
        );
    }

    [Fact]
    public async Task A_second_login_is_refused()
    {
        using var server = await TestServer.Start();
        using var first = await TestClient.LogIn(server, "yoda");
        using var second = TestClient.Start(server.Port);

        await second.Enter("yoda\ncomp9331\nMSG who am I");

        var ending = await second.Program.Ends();
        Assert.Equal(3, ending.ExitCode);
        Assert.Equal("yoda is already logged in", ending.Output[^1]);
        Times.Matches("Message #1 posted at TIME.", await first.Ask("MSG still here"));
    }

    [Fact]
    public async Task A_client_that_is_killed_frees_its_name_at_once()
    {
        using var server = await TestServer.Start();
        using var watcher = await server.LogIn("hans");
        await watcher.Ask("SUB");
        using (var killed = await TestClient.LogIn(server, "yoda"))
        {
            Assert.Equal("* JOINED yoda", await watcher.Read());
            killed.Program.Send(Signal.Kill);
            Assert.Equal("* LEFT yoda", await watcher.Read());
        }

        using var again = await TestClient.LogIn(server, "yoda");
    }

    [Theory]
    [InlineData("SIGTERM")]
    [InlineData("Ctrl-C")]
    public async Task A_signal_logs_out_and_the_exit_code_is_0(string how)
    {
        using var server = await TestServer.Start();
        using var client = await TestClient.LogIn(server, "yoda");

        client.Program.Send(how == "SIGTERM" ? Signal.Terminate : Signal.Interrupt);

        var ending = await client.Program.Ends();
        Assert.Equal(0, ending.ExitCode);
        Assert.Equal("Bye, yoda!", ending.Output[^1]);
        Assert.Empty(ending.Errors);
        await server.Program.Prints("yoda logout");
    }

    [Fact]
    public async Task A_signal_while_the_password_is_asked_for_ends_the_program_well()
    {
        using var server = await TestServer.Start();
        using var client = TestClient.Start(server.Port);
        await client.ReadUdpPort();
        await client.Enter("yoda");
        Assert.Equal("Username: yoda", await client.Read());

        client.Program.Send(Signal.Interrupt);

        Assert.Equal(0, (await client.Program.Ends()).ExitCode);
    }

    [Theory]
    [InlineData("MSG the last line has its end\n")]
    [InlineData("MSG the last line lacks its end")]
    [InlineData("")]
    public async Task The_end_of_the_input_is_as_OUT(string rest)
    {
        using var server = await TestServer.Start();
        using var client = TestClient.Start(server.Port);

        await client.Program.TypePart($"yoda\ncomp9331\n{rest}");
        client.Program.EndInput();

        var ending = await client.Program.Ends();
        Assert.Equal(0, ending.ExitCode);
        Assert.Equal("Bye, yoda!", ending.Output[^1]);
        Assert.Equal(rest.Length > 0 ? 1 : 0, server.MessageLog.Lines().Length);
    }

    [Fact]
    public async Task When_the_server_stops_the_client_says_why_it_ends()
    {
        using var server = await TestServer.Start();
        using var client = await TestClient.LogIn(server, "yoda");

        server.Program.Send(Signal.Terminate);

        var ending = await client.Program.Ends();
        Assert.Equal(1, ending.ExitCode);
        Assert.Contains("The server stops", Assert.Single(ending.Errors), StringComparison.Ordinal);
        Assert.Equal(0, (await server.Program.Ends()).ExitCode);
    }

    [Fact]
    public async Task When_the_server_is_killed_the_client_ends_with_an_error()
    {
        using var server = await TestServer.Start();
        using var client = await TestClient.LogIn(server, "yoda");

        server.Program.Send(Signal.Kill);

        var ending = await client.Program.Ends();
        Assert.Equal(1, ending.ExitCode);
        Assert.Single(ending.Errors);
    }

    [Fact]
    public async Task The_udp_port_that_was_asked_for_is_the_one_that_others_see()
    {
        using var server = await TestServer.Start();
        var port = FreeUdpPort();
        using var client = await TestClient.LogIn(server, "yoda", port);

        Times.Matches($"1; TIME; yoda; 127.0.0.1; {port}", Assert.Single(await server.UserLog.ShowsCount(1)));
    }

    [Fact]
    public async Task A_udp_port_that_the_system_chose_is_told_and_is_the_one_that_others_see()
    {
        using var server = await TestServer.Start();
        using var client = await TestClient.LogIn(server, "yoda");

        Assert.InRange(client.UdpPort, 1, 65535);
        Times.Matches($"1; TIME; yoda; 127.0.0.1; {client.UdpPort}", Assert.Single(await server.UserLog.ShowsCount(1)));
    }

    [Fact]
    public async Task Twenty_clients_at_once_post_what_they_were_told_to()
    {
        var passwords = Enumerable
            .Range(1, 20)
            .ToDictionary(number => $"user{number}", number => $"secret-{number}", StringComparer.Ordinal);
        using var server = await TestServer.Start(passwords);
        TestClient[] clients = [.. passwords.Select(_ => TestClient.Start(server.Port))];

        var endings = await Task.WhenAll(
            clients.Zip(
                passwords,
                async (client, user) =>
                {
                    var posts = string.Concat(
                        Enumerable.Range(1, 50).Select(number => $"MSG {user.Key} says {number}\n")
                    );
                    await client.Enter($"{user.Key}\n{user.Value}\n{posts}OUT");
                    return await client.Program.Ends();
                }
            )
        );

        Assert.All(endings, ending => Assert.Equal(0, ending.ExitCode));
        Assert.Equal(
            Enumerable.Range(1, 1000),
            endings
                .SelectMany(ending => ending.Output)
                .Where(line => line.StartsWith("Message #", StringComparison.Ordinal))
                .Select(line => int.Parse(line.Split(' ')[1][1..], CultureInfo.InvariantCulture))
                .Order()
        );
        await server.MessageLog.ShowsCount(1000);
        Array.ForEach(clients, client => client.Dispose());
    }

    /// <summary>A free port below those that the system hands out, so that nobody gets it by chance meanwhile.</summary>
    private static int FreeUdpPort() =>
        Enumerable
            .Range(20_000 + (Environment.ProcessId % 10_000), 1000)
            .First(port =>
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                try
                {
                    socket.Bind(new IPEndPoint(IPAddress.Any, port));
                    return true;
                }
                catch (SocketException)
                {
                    return false;
                }
            });
}
