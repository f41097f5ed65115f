using System.Text;
using Forum.EndToEnd.Tests.Harness;

namespace Forum.EndToEnd.Tests;

/// <summary>Every row of the wire's tables, as a person with <c>nc</c> meets it.</summary>
public sealed class ProtocolTests
{
    private const string Invalid = "500 Error. Invalid command!";
    private const string MsgUsage = "501 Usage: MSG message";
    private const string DltUsage = "501 Usage: DLT #number timestamp";
    private const string EdtUsage = "501 Usage: EDT #number timestamp message";
    private const string RdmUsage = "501 Usage: RDM timestamp";

    [Theory]
    [InlineData("USER yoda", "331 Password required")]
    [InlineData("USER nobody", "331 Password required")]
    [InlineData("PASS comp9331", "503 Send USER first")]
    [InlineData("PORT 8000", "200 UDP port 8000")]
    [InlineData("PORT 0", "200 UDP port 0")]
    [InlineData("PORT 65535", "200 UDP port 65535")]
    [InlineData("NOOP", "200 OK")]
    [InlineData("MSG hello", "530 Please log in")]
    [InlineData("RDM 01 Jan 2000 00:00:00", "530 Please log in")]
    [InlineData("RDM", "530 Please log in")]
    [InlineData("DLT #1 01 Jan 2000 00:00:00", "530 Please log in")]
    [InlineData("EDT #1 01 Jan 2000 00:00:00 x", "530 Please log in")]
    [InlineData("ATU", "530 Please log in")]
    [InlineData("SUB", "530 Please log in")]
    [InlineData("UNSUB", "530 Please log in")]
    [InlineData("OFFER hans 1 - AAAA x", "530 Please log in")]
    [InlineData("ACCEPT 1 1 AAAA", "530 Please log in")]
    [InlineData("DECLINE 1 no", "530 Please log in")]
    [InlineData("CANCEL 1", "530 Please log in")]
    [InlineData("rubbish", "530 Please log in")]
    [InlineData("user yoda", "530 Please log in")]
    public async Task Before_login_every_request_has_its_answer(string request, string answer)
    {
        using var server = await TestServer.Start();
        using var client = await server.Connect();

        Assert.Equal(answer, await client.Ask(request));
        Assert.Equal("200 OK", await client.Ask("NOOP"));
    }

    [Theory]
    [InlineData("PORT")]
    [InlineData("PORT 65536")]
    [InlineData("PORT -1")]
    [InlineData("PORT x")]
    [InlineData("PORT 1 2")]
    [InlineData("USER")]
    [InlineData("USER ")]
    [InlineData("USER a;b")]
    [InlineData("USER two words")]
    [InlineData("NOOP now")]
    [InlineData("HELP me")]
    [InlineData("OUT now")]
    public async Task A_misused_request_before_login_is_told_its_usage(string request)
    {
        using var server = await TestServer.Start();
        using var client = await server.Connect();

        var answer = await client.Ask(request);

        Assert.StartsWith($"501 Usage: {request.Split(' ')[0]}", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Out_before_login_says_good_bye_and_closes()
    {
        using var server = await TestServer.Start();
        using var client = await server.Connect();

        await client.SendLine("OUT");

        Assert.Equal(["221 Bye!"], await client.ReadToEnd());
    }

    [Fact]
    public async Task Out_says_good_bye_by_name_and_closes()
    {
        using var server = await TestServer.Start();
        using var client = await server.LogIn("yoda");

        await client.SendLine("OUT");

        Assert.Equal(["221 Bye, yoda!"], await client.ReadToEnd());
        using var again = await server.LogIn("yoda");
    }

    [Fact]
    public async Task Help_has_a_line_for_each_command()
    {
        using var server = await TestServer.Start();
        using var client = await server.Connect();

        var help = await client.AskAll("HELP");

        Assert.Equal("214 End", help[^1]);
        Assert.All(help[..^1], line => Assert.StartsWith("214-", line, StringComparison.Ordinal));
        foreach (var command in (string[])["MSG", "DLT", "EDT", "RDM", "ATU", "OUT"])
        {
            Assert.Contains(help, line => line.StartsWith($"214-{command}", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("MSG again", "210 Message #3 posted at TIME.")]
    [InlineData("MSG  two spaces ", "210 Message #3 posted at TIME.")]
    [InlineData("MSG", MsgUsage)]
    [InlineData("MSG ", MsgUsage)]
    [InlineData("MSG    ", MsgUsage)]
    [InlineData("msg hello", Invalid)]
    [InlineData("Msg hello", Invalid)]
    [InlineData("MSGhello", Invalid)]
    [InlineData(" MSG hello", Invalid)]
    [InlineData("hello", Invalid)]
    [InlineData("*", Invalid)]
    [InlineData("LEAVE", Invalid)]
    [InlineData("FORGET yoda", Invalid)]
    [InlineData("DLT", DltUsage)]
    [InlineData("DLT #2", DltUsage)]
    [InlineData("DLT #2 yesterday", DltUsage)]
    [InlineData("DLT #x {2}", DltUsage)]
    [InlineData("DLT #-2 {2}", DltUsage)]
    [InlineData("DLT ##2 {2}", DltUsage)]
    [InlineData("DLT #2 {2} more", DltUsage)]
    [InlineData("DLT  #2 {2}", DltUsage)]
    [InlineData("DLT #2  {2}", DltUsage)]
    [InlineData("DLT #2 31 Feb 2021 00:00:00", DltUsage)]
    [InlineData("DLT #9 {2}", "550 There is no message #9")]
    [InlineData("DLT #0 {2}", "550 There is no message #0")]
    [InlineData("DLT #999999999999999999 {2}", "550 There is no message #999999999999999999")]
    [InlineData("DLT #2 01 Jan 2000 00:00:00", "551 The timestamp of message #2 is not 01 Jan 2000 00:00:00")]
    [InlineData("DLT #1 01 Jan 2000 00:00:00", "551 The timestamp of message #1 is not 01 Jan 2000 00:00:00")]
    [InlineData("DLT #1 {1}", "553 Unauthorised to delete Message #1.")]
    [InlineData("DLT #2 {2}", "210 Message #2 deleted at TIME.")]
    [InlineData("DLT 2 {2}", "210 Message #2 deleted at TIME.")]
    [InlineData("EDT", EdtUsage)]
    [InlineData("EDT #2 {2}", EdtUsage)]
    [InlineData("EDT #2 {2} ", EdtUsage)]
    [InlineData("EDT #2 {2}   ", EdtUsage)]
    [InlineData("EDT #2 {2}x", EdtUsage)]
    [InlineData("EDT two {2} x", EdtUsage)]
    [InlineData("EDT #2 23 Foo 2021 16:01:20 x", EdtUsage)]
    [InlineData("EDT #9 {2} x", "550 There is no message #9")]
    [InlineData("EDT #2 01 Jan 2000 00:00:00 x", "551 The timestamp of message #2 is not 01 Jan 2000 00:00:00")]
    [InlineData("EDT #1 {1} x", "553 Unauthorised to edit Message #1.")]
    [InlineData("EDT #2 {2} x", "210 Message #2 edited at TIME.")]
    [InlineData("EDT 2 {2} x y", "210 Message #2 edited at TIME.")]
    [InlineData("RDM", RdmUsage)]
    [InlineData("RDM yesterday", RdmUsage)]
    [InlineData("RDM 1 Jan 2000 00:00:00", RdmUsage)]
    [InlineData("RDM 01 Jan 2000 00:00:00 ", RdmUsage)]
    [InlineData("RDM 01 jan 2000 00:00:00", RdmUsage)]
    [InlineData("RDM 01 Jan 2000 24:00:00", RdmUsage)]
    [InlineData("RDM {2}", "204 no new message")]
    [InlineData("ATU now", "501 Usage: ATU")]
    [InlineData("NOOP", "200 OK")]
    [InlineData("PORT 1234", "200 UDP port 1234")]
    [InlineData("PORT 70000", "501 Usage: PORT number")]
    [InlineData("SUB", "200 Subscribed")]
    [InlineData("UNSUB", "200 Unsubscribed")]
    [InlineData("SUB x", "501 Usage: SUB")]
    [InlineData("UNSUB x", "501 Usage: UNSUB")]
    [InlineData("OUT now", "501 Usage: OUT")]
    public async Task After_login_every_request_has_its_answer(string request, string answer)
    {
        using var server = await TestServer.Start();
        using var hans = await server.LogIn("hans");
        using var yoda = await server.LogIn("yoda");
        var first = Times.In(await hans.Ask("MSG first"));
        var second = Times.In(await yoda.Ask("MSG second"));

        var written = request
            .Replace("{1}", first, StringComparison.Ordinal)
            .Replace("{2}", second, StringComparison.Ordinal);

        Times.Matches(answer, await yoda.Ask(written));
        Assert.Equal("200 OK", await yoda.Ask("NOOP"));
    }

    [Fact]
    public async Task Messages_are_read_in_the_order_of_their_numbers_with_all_their_fields()
    {
        using var server = await TestServer.Start();
        using var hans = await server.LogIn("hans");
        using var yoda = await server.LogIn("yoda");
        var first = Times.In(await hans.Ask("MSG a; b: \"c\" ünï ☃ 🚀"));
        var second = Times.In(await yoda.Ask("MSG  kept  as typed "));
        var edited = Times.In(await hans.Ask($"EDT #1 {first} new; text"));

        Assert.Equal(
            [
                $"215-#1; {edited}; hans; edited; new; text",
                $"215-#2; {second}; yoda; posted;  kept  as typed ",
                "215 2 messages",
            ],
            await yoda.AskAll($"RDM {Times.LongAgo}")
        );
    }

    [Fact]
    public async Task Only_messages_later_than_the_timestamp_are_read()
    {
        using var server = await TestServer.Start();
        using var yoda = await server.LogIn("yoda");
        var time = Times.In(await yoda.Ask("MSG hello"));

        Assert.Equal(["204 no new message"], await yoda.AskAll($"RDM {time}"));
        Assert.Equal(
            [$"215-#1; {time}; yoda; posted; hello", "215 1 messages"],
            await yoda.AskAll($"RDM {Times.Later(time, -1)}")
        );
    }

    [Fact]
    public async Task Active_users_are_listed_with_address_udp_port_and_time_of_login()
    {
        using var server = await TestServer.Start();
        using var yoda = await server.LogIn("yoda");
        Assert.Equal(["204 no other active user"], await yoda.AskAll("ATU"));
        using var hans = await server.Connect("127.0.0.2");
        Assert.Equal("200 UDP port 8001", await hans.Ask("PORT 8001"));
        Assert.Equal("230 Welcome to TOOM!", await hans.TryLogIn("hans", "comp9331*"));

        var users = await yoda.AskAll("ATU");
        Assert.Equal(2, users.Length);
        Times.Matches("215-hans; 127.0.0.2; 8001; TIME", users[0]);
        Assert.Equal("215 1 active users", users[1]);
        await hans.Ask("PORT 8002");
        Times.Matches("215-hans; 127.0.0.2; 8002; TIME", (await yoda.AskAll("ATU"))[0]);
    }

    [Fact]
    public async Task Pipelined_requests_are_answered_in_their_order()
    {
        using var server = await TestServer.Start();
        using var client = await LineClient.Connect(server.Port);

        await client.Send(
            "NOOP\r\n\n\nUSER yoda\nPASS wrong\nPASS comp9331\nMSG one\nBAD\nMSG two\nATU\nNOOP\nMSG\nOUT\n"
        );

        string[] expected =
        [
            "220 TOOM/1 ready",
            "200 OK",
            "331 Password required",
            "530 Invalid Password. Please try again",
            "230 Welcome to TOOM!",
            "210 Message #1 posted at TIME.",
            Invalid,
            "210 Message #2 posted at TIME.",
            "204 no other active user",
            "200 OK",
            MsgUsage,
            "221 Bye, yoda!",
        ];
        var answers = await client.ReadToEnd();
        Assert.Equal(expected.Length, answers.Length);
        Assert.All(expected.Zip(answers), pair => Times.Matches(pair.First, pair.Second));
    }

    [Fact]
    public async Task What_was_asked_before_the_client_closed_its_side_is_answered()
    {
        using var server = await TestServer.Start();
        using var client = await server.LogIn("yoda");

        await client.Send(string.Concat(Enumerable.Repeat("NOOP\n", 5000)));
        client.EndOutput();

        Assert.Equal(Enumerable.Repeat("200 OK", 5000), await client.ReadToEnd());
    }

    [Fact]
    public async Task A_request_may_come_a_byte_at_a_time()
    {
        using var server = await TestServer.Start();
        using var client = await server.LogIn("yoda");

        foreach (var b in "MSG ☃ comes\r\n"u8.ToArray())
        {
            await client.Send([b]);
        }

        Times.Matches("210 Message #1 posted at TIME.", await client.Read());
        Assert.EndsWith("; ☃ comes", (await client.AskAll($"RDM {Times.LongAgo}"))[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8192, "210 Message #1 posted at TIME.")]
    [InlineData(8193, "500 Line too long")]
    [InlineData(100_000, "500 Line too long")]
    [InlineData(5_000_000, "500 Line too long")]
    public async Task A_line_has_at_most_8192_bytes(int length, string answer)
    {
        using var server = await TestServer.Start();
        using var client = await server.LogIn("yoda");

        await client.SendLine("MSG " + new string('x', length - 4));

        Times.Matches(answer, await client.Read());
        Assert.Equal("200 OK", await client.Ask("NOOP"));
    }

    [Theory]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { 0xC3 })]
    [InlineData(new byte[] { 0xC0, 0x80 })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0xF4, 0x90, 0x80, 0x80 })]
    [InlineData(new byte[] { 0xE2, 0x98 })]
    [InlineData(new byte[] { 0x00 })]
    [InlineData(new byte[] { 0x09 })]
    [InlineData(new byte[] { 0x1B })]
    [InlineData(new byte[] { 0x7F })]
    [InlineData(new byte[] { 0xC2, 0x9B })]
    [InlineData(new byte[] { 0x0D, 0x78 })]
    public async Task Bytes_that_are_no_printable_text_are_refused(byte[] bytes)
    {
        using var server = await TestServer.Start();
        using var client = await server.LogIn("yoda");

        await client.Send([.. "MSG "u8, .. bytes, .. "\n"u8]);

        Assert.StartsWith("501 ", await client.Read(), StringComparison.Ordinal);
        Assert.Equal("200 OK", await client.Ask("NOOP"));
        Assert.Equal(["204 no new message"], await client.AskAll($"RDM {Times.LongAgo}"));
    }

    [Fact]
    public async Task A_connection_beyond_the_limit_is_told_so_until_another_one_ends()
    {
        using var server = await TestServer.Start("--max-connections", "2");
        using var first = await server.LogIn("yoda");
        var second = await server.LogIn("hans");
        using var third = await LineClient.Connect(server.Port);

        Assert.Equal(["421 Too many connections"], await third.ReadToEnd());
        second.Dispose();
        await Patience.UntilTrue(
            async () =>
            {
                using var next = await LineClient.Connect(server.Port);
                return await next.Read() == "220 TOOM/1 ready";
            },
            TimeSpan.FromMilliseconds(20)
        );
    }

    [Fact]
    public async Task A_silent_connection_is_told_that_its_time_is_up_and_a_NOOP_is_not_silence()
    {
        using var server = await TestServer.Start("--idle-timeout", "3");
        using var silent = await server.LogIn("yoda");
        using var other = await server.LogIn("hans");
        var told = silent.ReadToEnd();

        await Patience.UntilTrue(
            async () =>
            {
                Assert.Equal("200 OK", await other.Ask("NOOP"));
                return told.IsCompleted;
            },
            TimeSpan.FromMilliseconds(100)
        );

        Assert.Equal(["421 Timed out"], await told);
        Assert.Equal(["204 no other active user"], await other.AskAll("ATU"));
    }

    [Fact]
    public async Task In_utc_timestamps_are_those_of_utc()
    {
        using var server = await TestServer.Start("--utc");
        using var client = await server.LogIn("yoda");

        var before = DateTime.UtcNow.AddSeconds(-2);
        var posted = Times.Read(Times.In(await client.Ask("MSG now")));

        Assert.InRange(posted, before, DateTime.UtcNow.AddSeconds(2));
    }

    [Fact]
    public async Task Random_bytes_neither_stop_a_connection_nor_harm_another()
    {
        var seed = Forum.Reactive.RealTime.NewSeed();
        var random = new Random(seed);
        using var server = await TestServer.Start();
        using var quiet = await server.LogIn("yoda");
        using var noisy = await server.LogIn("hans");
        var noise = new byte[200_000];
        random.NextBytes(noise);
        var sending = noisy.Send([.. noise, .. "\nMSG the end\n"u8]);

        string answer;
        do
        {
            answer = await noisy.Read();
        } while (!answer.StartsWith("210 ", StringComparison.Ordinal));

        await sending;
        var board = await quiet.AskAll($"RDM {Times.LongAgo}");
        Assert.True(
            board.Length == 2 && board[0].EndsWith("; the end", StringComparison.Ordinal),
            $"seed {seed}: {board[0]}"
        );
        Assert.Equal(0, Encoding.UTF8.GetByteCount(string.Concat(board).Where(char.IsControl).ToArray()));
    }
}
