using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reactive.Linq;
using System.Text;
using Forum.EndToEnd.Tests.Harness;
using Forum.Reactive;

namespace Forum.EndToEnd.Tests;

/// <summary>Clients that mean ill: nobody else notices, and the server's memory does not grow for them.</summary>
public sealed class HostileClientTests
{
    private const long Megabyte = 1024 * 1024;

    [Fact]
    public async Task Clients_that_ask_for_a_large_board_and_never_read_cost_little_memory_and_hold_up_nobody()
    {
        using var server = await TestServer.Start("--log-level", "Warning");
        using var yoda = await server.LogIn("yoda");
        await Fill(yoda, messages: 20_000, length: 1000);
        var before = server.Program.ResidentBytes;
        List<Socket> hostile = [];
        foreach (var user in (string[])["hans", "luke", "leia"])
        {
            hostile.Add(await FloodWithoutReading(server, user, $"RDM {Times.LongAgo}\n"));
        }

        // Three times hundreds of answers of 20 MB each were asked for by now.
        for (var number = 1; number <= 200; number++)
        {
            Assert.Equal("200 OK", await yoda.Ask("NOOP"));
            Times.Matches($"210 Message #{20_000 + number} posted at TIME.", await yoda.Ask("MSG served"));
        }

        var grown = server.Program.ResidentBytes - before;
        Assert.True(grown < 300 * Megabyte, $"The server grew by {grown / Megabyte} MB.");
        hostile.ForEach(socket => socket.Dispose());
        await Patience.UntilTrue(
            async () => (await yoda.AskAll("ATU"))[0] == "204 no other active user",
            TimeSpan.FromMilliseconds(50)
        );
    }

    [Fact]
    public async Task A_flood_of_requests_by_one_who_does_not_read_stops_at_the_client()
    {
        using var server = await TestServer.Start("--log-level", "Warning");
        using var yoda = await server.LogIn("yoda");
        var before = server.Program.ResidentBytes;

        using var hostile = await FloodWithoutReading(server, "hans", "HELP\n");

        Assert.Equal("200 OK", await yoda.Ask("NOOP"));
        var grown = server.Program.ResidentBytes - before;
        Assert.True(grown < 200 * Megabyte, $"The server grew by {grown / Megabyte} MB.");
    }

    [Fact]
    public async Task Thousands_of_connections_that_say_half_a_line_and_nothing_more_hold_up_nobody()
    {
        const int Count = 2000;
        using var server = await TestServer.Start();
        var halves = new LineClient[Count];
        foreach (var some in Enumerable.Range(0, Count).Chunk(100))
        {
            await Task.WhenAll(
                some.Select(async index =>
                {
                    halves[index] = await LineClient.Connect(server.Port);
                    await halves[index].Send("USER yo");
                })
            );
        }

        using var yoda = await server.LogIn("yoda");
        Times.Matches("210 Message #1 posted at TIME.", await yoda.Ask("MSG served"));
        // The newest of them is still there; the oldest gave way.
        await halves[^1].Send("da\nPASS comp9331\n");
        Assert.Equal("220 TOOM/1 ready", await halves[^1].Read());
        Assert.Equal("331 Password required", await halves[^1].Read());
        Assert.Equal("532 yoda is already logged in", await halves[^1].Read());
        Array.ForEach(halves, half => half.Reset());
        Times.Matches("210 Message #2 posted at TIME.", await yoda.Ask("MSG served"));
    }

    [Fact]
    public async Task Garbage_without_a_line_end_is_thrown_away_as_it_comes()
    {
        using var server = await TestServer.Start();
        using var yoda = await server.LogIn("yoda");
        using var hostile = await server.Connect();
        var before = server.Program.ResidentBytes;
        var garbage = new byte[Megabyte];
        Array.Fill(garbage, (byte)'x');

        for (var megabyte = 0; megabyte < 300; megabyte++)
        {
            await hostile.Send(garbage);
        }

        Assert.Equal("500 Line too long", await hostile.Ask(""));
        Assert.Equal("200 OK", await hostile.Ask("NOOP"));
        Assert.Equal("200 OK", await yoda.Ask("NOOP"));
        var grown = server.Program.ResidentBytes - before;
        Assert.True(grown < 100 * Megabyte, $"The server grew by {grown / Megabyte} MB.");
    }

    [Fact]
    public async Task Connections_that_come_and_are_reset_at_once_do_not_wear_the_server_out()
    {
        using var server = await TestServer.Start();
        for (var round = 0; round < 2000; round++)
        {
            using var client = await LineClient.Connect(server.Port);
            if (round % 3 == 0)
            {
                await client.Send("USER yoda\nPASS comp9331\nMSG gone\n");
            }

            client.Reset();
        }

        // Whoever was logged in by then is logged out by now, or will be in a moment.
        await Patience.UntilTrue(
            async () =>
            {
                using var yoda = await server.Connect();
                return await yoda.TryLogIn("yoda", "comp9331") == "230 Welcome to TOOM!";
            },
            TimeSpan.FromMilliseconds(20)
        );
        server.Program.Send(Signal.Terminate);
        var ending = await server.Program.Ends();
        Assert.Equal(0, ending.ExitCode);
        Assert.Empty(ending.Errors);
    }

    [Fact]
    public async Task Attempts_with_many_names_are_answered_and_memory_stays_bounded()
    {
        using var server = await TestServer.Start("--log-level", "Warning");
        var before = server.Program.ResidentBytes;
        const int Addresses = 500;
        const int Names = 40; // Fewer than one address may fail with in a minute
        for (var address = 0; address < Addresses; address++)
        {
            using var guesser = await LineClient.Greeted(server.Port, $"127.1.{address / 200}.{(address % 200) + 1}");
            var script = new StringBuilder();
            for (var name = 0; name < Names; name++)
            {
                script.Append(
                    CultureInfo.InvariantCulture,
                    $"USER someone-with-a-long-name-{address}-{name}\nPASS x\n"
                );
            }

            var sending = guesser.Send(script.ToString());
            for (var name = 0; name < Names; name++)
            {
                Assert.Equal("331 Password required", await guesser.Read());
                Assert.Equal("530 Invalid Password. Please try again", await guesser.Read());
            }

            await sending;
        }

        using var yoda = await server.LogIn("yoda");
        var grown = server.Program.ResidentBytes - before;
        Assert.True(grown < 200 * Megabyte, $"The server grew by {grown / Megabyte} MB.");
    }

    /// <summary>Posts so many messages, without waiting for the answer of each.</summary>
    private static async Task Fill(LineClient client, int messages, int length)
    {
        var line = "MSG " + new string('x', length) + "\n";
        var sending = client.Send(string.Concat(Enumerable.Repeat(line, messages)));
        for (var number = 1; number <= messages; number++)
        {
            await client.Read();
        }

        await sending;
    }

    /// <summary>Logs in and sends a request again and again, until the server reads no further, as it must.</summary>
    private static async Task<Socket> FloodWithoutReading(TestServer server, string user, string request)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp)
        {
            SendBufferSize = 4096,
            ReceiveBufferSize = 4096,
        };
        await socket.ConnectAsync(IPAddress.Loopback, server.Port).WaitAsync(Patience.Limit);
        await socket.SendAsync(Encoding.UTF8.GetBytes($"USER {user}\nPASS {TestServer.Passwords[user]}\n"));
        var requests = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(request, 1000)));
        for (var sent = 0; sent < 50_000_000; )
        {
            var sending = socket.SendAsync(requests);
            if (await Task.WhenAny(sending, Quiet()) != sending)
            {
                return socket;
            }

            sent += await sending;
        }

        throw new InvalidOperationException(
            "The server read 50 MB of requests from one who does not read its answers."
        );
    }

    /// <summary>Ends after a while in which a server that reads would have read.</summary>
    private static async Task Quiet() => await Observable.Timer(TimeSpan.FromSeconds(1), RealTime.Scheduler);
}
