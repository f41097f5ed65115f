using Forum.EndToEnd.Tests.Harness;

namespace Forum.EndToEnd.Tests;

/// <summary>Two people at their clients: what both of them see, what the server prints, what both files show.</summary>
public sealed class SampleSessionTests
{
    [Fact]
    public async Task Two_users_post_read_edit_and_delete_and_leave()
    {
        using var server = await TestServer.Start();
        using var yoda = await TestClient.LogIn(server, "yoda");
        using var hans = await TestClient.LogIn(server, "hans");

        var hello = Times.In(await Shows(yoda, "MSG Hello", "Message #1 posted at TIME."));
        await Shows(yoda, "posst Hello", "Error. Invalid command!");
        await Shows(yoda, "msg Hello", "Error. Invalid command!");
        var advice = Times.In(await Shows(yoda, "MSG do or do not, there is no try", "Message #2 posted at TIME."));
        var asked = Times.In(await Shows(hans, "MSG where is luke?", "Message #3 posted at TIME."));
        await server.MessageLog.Shows(
            $"1; {hello}; yoda; Hello; no",
            $"2; {advice}; yoda; do or do not, there is no try; no",
            $"3; {asked}; hans; where is luke?; no"
        );

        await Shows(hans, $"RDM {Times.LongAgo}", $"#1; yoda: \"Hello\" posted at {hello}.");
        Assert.Equal($"#2; yoda: \"do or do not, there is no try\" posted at {advice}.", await hans.Read());
        Assert.Equal($"#3; hans: \"where is luke?\" posted at {asked}.", await hans.Read());
        var edited = Times.In(await Shows(hans, $"EDT #3 {asked} where is Luke?", "Message #3 edited at TIME."));
        await Shows(hans, $"EDT #1 {hello} Bye", "Unauthorised to edit Message #1.");
        await Shows(hans, $"DLT #2 {advice}", "Unauthorised to delete Message #2.");
        await Shows(hans, $"DLT #9 {advice}", "There is no message #9");
        await Shows(hans, $"EDT #3 {Times.LongAgo} x", $"The timestamp of message #3 is not {Times.LongAgo}");
        await Shows(hans, "EDT #3", "Usage: EDT #number timestamp message");
        var deleted = Times.In(await Shows(yoda, $"DLT #1 {hello}", "Message #1 deleted at TIME."));
        await Shows(yoda, $"RDM {Times.LongAgo}", $"#1; yoda: \"do or do not, there is no try\" posted at {advice}.");
        Assert.Equal($"#2; hans: \"where is Luke?\" edited at {edited}.", await yoda.Read());
        await Shows(yoda, $"RDM {Times.Later(edited, 3600)}", "no new message");
        await server.MessageLog.Shows(
            $"1; {advice}; yoda; do or do not, there is no try; no",
            $"2; {edited}; hans; where is Luke?; yes"
        );

        var log = await server.UserLog.ShowsCount(2);
        Times.Matches($"1; TIME; yoda; 127.0.0.1; {yoda.UdpPort}", log[0]);
        Times.Matches($"2; TIME; hans; 127.0.0.1; {hans.UdpPort}", log[1]);
        var hansIsActive = $"hans; 127.0.0.1; {hans.UdpPort}; active since {Times.In(log[1])}.";
        await Shows(yoda, "ATU", hansIsActive);
        await Shows(yoda, "OUT", "Bye, yoda!");
        Assert.Equal(0, (await yoda.Program.Ends()).ExitCode);
        await Shows(hans, "ATU", "no other active user");
        await Shows(hans, "OUT", "Bye, hans!");
        var end = await hans.Program.Ends();
        Assert.Equal(0, end.ExitCode);
        Assert.Empty(end.Errors);
        await server.UserLog.Shows();

        server.Program.Send(Signal.Terminate);
        var console = (await server.Program.Ends()).Output;
        string[] expected =
        [
            $"yoda posted MSG #1 \"Hello\" at {hello}.",
            $"yoda posted MSG #2 \"do or do not, there is no try\" at {advice}.",
            $"hans posted MSG #3 \"where is luke?\" at {asked}.",
            "hans issued RDM command",
            "Return messages:",
            $"#1; yoda: \"Hello\" posted at {hello}.",
            $"#2; yoda: \"do or do not, there is no try\" posted at {advice}.",
            $"#3; hans: \"where is luke?\" posted at {asked}.",
            $"hans edited MSG #3 \"where is Luke?\" at {edited}.",
            "hans attempts to edit MSG #1 at TIME. Authorisation fails.",
            "hans attempts to delete MSG #2 at TIME. Authorisation fails.",
            $"yoda deleted MSG #1 \"Hello\" at {deleted}.",
            "yoda issued RDM command",
            "Return messages:",
            $"#1; yoda: \"do or do not, there is no try\" posted at {advice}.",
            $"#2; hans: \"where is Luke?\" edited at {edited}.",
            "yoda issued RDM command",
            "Return messages:",
            "yoda issued ATU command",
            "Return active user list:",
            hansIsActive,
            "yoda logout",
            "hans issued ATU command",
            "Return active user list:",
            "hans logout",
            "The server stops.",
        ];
        string[] printed = [.. console.Skip(1).Where(line => !line.Contains(" login at ", StringComparison.Ordinal))];
        Assert.Equal(expected.Length, printed.Length);
        Assert.All(expected.Zip(printed), pair => Times.Matches(pair.First, pair.Second));
    }

    [Fact]
    public async Task A_script_on_the_clients_input_is_carried_out_and_its_transcript_printed()
    {
        using var server = await TestServer.Start();
        using var client = TestClient.Start(server.Port, host: "localhost", udpPort: 0);

        await client.Enter("yoda\ncomp9331\nMSG hello\nOUT");

        var ending = await client.Program.Ends();
        Assert.Equal(0, ending.ExitCode);
        Assert.Empty(ending.Errors);
        string[] expected =
        [
            "Username: yoda",
            "Password:",
            "Welcome to TOOM!",
            TestClient.Invitation,
            "> MSG hello",
            "Message #1 posted at TIME.",
            "> OUT",
            "Bye, yoda!",
        ];
        Assert.Equal(expected.Length, ending.Output.Length - 1);
        Assert.All(expected.Zip(ending.Output[1..]), pair => Times.Matches(pair.First, pair.Second));
    }

    private static async Task<string> Shows(TestClient client, string command, string answer)
    {
        var shown = await client.Ask(command);
        Times.Matches(answer, shown);
        return shown;
    }
}
