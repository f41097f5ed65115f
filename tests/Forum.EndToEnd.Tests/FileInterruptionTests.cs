using System.Globalization;
using System.Text.RegularExpressions;
using Forum.EndToEnd.Tests.Harness;

namespace Forum.EndToEnd.Tests;

/// <summary>Files whose way is cut short: killed programs, users who change their mind.</summary>
public sealed partial class FileInterruptionTests(LargeFile file) : IClassFixture<LargeFile>, IDisposable
{
    private readonly TestFolder _downloads = new();

    [Fact]
    public async Task After_the_receiver_is_killed_half_way_only_what_is_missing_travels()
    {
        using var server = await TestServer.Start();
        using var yoda = await LogIn(server, "yoda");
        file.LinkInto(yoda.Folder);
        using (var hans = await LogIn(server, "hans"))
        {
            await SendUntil(0.4, yoda);
            hans.Program.Send(Signal.Kill);
            await yoda.Program.Prints($"{LargeFile.Name} was not sent: hans logged out.");
        }

        LargeFile.IsPartIn(_downloads);
        using var again = await LogIn(server, "hans");
        await yoda.Enter($"UPD hans {LargeFile.Name}");

        await again.Program.PrintsBeginning($"Received {LargeFile.Name} from yoda: ");
        await yoda.Program.Prints($"{LargeFile.Name} has been uploaded");
        var said = await again.Program.Prints(
            line => line.StartsWith("Only ", StringComparison.Ordinal),
            "what travelled"
        );
        var travelled = double.Parse(
            MegabytesThatTravelled().Match(said).Groups["megabytes"].Value,
            CultureInfo.InvariantCulture
        );
        Assert.InRange(travelled, 1, LargeFile.Size * 0.7 / 1024 / 1024);
        await file.IsWholeIn(_downloads);
    }

    [Fact]
    public async Task When_the_sender_is_killed_the_receiver_is_told_and_keeps_the_part()
    {
        using var server = await TestServer.Start();
        using var hans = await LogIn(server, "hans");
        using var yoda = await LogIn(server, "yoda");
        file.LinkInto(yoda.Folder);
        await SendUntil(0.1, yoda);

        yoda.Program.Send(Signal.Kill);

        await hans.Program.Prints($"{LargeFile.Name} was not received: yoda has given it up.");
        LargeFile.IsPartIn(_downloads);
        await hans.Enter("ATU");
        await hans.Program.Prints("no other active user");
    }

    [Theory]
    [InlineData(true, "it was stopped", "yoda has given it up")]
    [InlineData(false, "hans has given it up", "it was stopped")]
    public async Task Either_side_gives_up_and_both_say_so(bool isSender, string atSender, string atReceiver)
    {
        using var server = await TestServer.Start();
        using var yoda = await LogIn(server, "yoda");
        using var hans = await LogIn(server, "hans");
        file.LinkInto(yoda.Folder);
        await SendUntil(0.05, yoda);

        await (isSender ? yoda : hans).Enter("CAN 1");

        await yoda.Program.Prints($"{LargeFile.Name} was not sent: {atSender}.");
        await hans.Program.Prints($"{LargeFile.Name} was not received: {atReceiver}.");
        LargeFile.IsPartIn(_downloads);
        await yoda.Enter("MSG still here");
        await yoda.Program.Prints(
            line => line.StartsWith("Message #1 posted at ", StringComparison.Ordinal),
            "the answer to MSG"
        );
    }

    [Fact]
    public async Task A_receiver_that_is_told_to_end_says_goodbye_and_keeps_the_part()
    {
        using var server = await TestServer.Start();
        using var yoda = await LogIn(server, "yoda");
        using var hans = await LogIn(server, "hans");
        file.LinkInto(yoda.Folder);
        await SendUntil(0.05, yoda);

        hans.Program.Send(Signal.Terminate);

        Assert.Equal(0, (await hans.Program.Ends()).ExitCode);
        await yoda.Program.Prints(
            line => line.StartsWith($"{LargeFile.Name} was not sent: ", StringComparison.Ordinal),
            "the end"
        );
        LargeFile.IsPartIn(_downloads);
    }

    [Fact]
    public async Task A_source_that_is_cut_short_ends_in_an_error_on_both_sides()
    {
        using var server = await TestServer.Start();
        using var yoda = await LogIn(server, "yoda");
        using var hans = await LogIn(server, "hans");
        file.CopyInto(yoda.Folder);
        await SendUntil(0.05, yoda);

        await using (
            var source = new FileStream(
                yoda.Folder.File(LargeFile.Name),
                FileMode.Open,
                FileAccess.Write,
                FileShare.ReadWrite
            )
        )
        {
            source.SetLength(0);
        }

        await yoda.Program.Prints($"{LargeFile.Name} was not sent: {LargeFile.Name} was cut short while it travelled.");
        await hans.Program.Prints(
            $"{LargeFile.Name} was not received: {LargeFile.Name} was cut short while it travelled."
        );
        Assert.False(File.Exists(LargeFile.ArrivedIn(_downloads)));
    }

    public void Dispose() => _downloads.Dispose();

    /// <summary>Has the file sent to hans, and waits until so much of it has arrived.</summary>
    private async Task SendUntil(double share, TestClient sender)
    {
        await sender.Enter($"UPD hans {LargeFile.Name}");
        await file.HasArrived(_downloads, share);
    }

    private Task<TestClient> LogIn(TestServer server, string user) =>
        TestClient.LogIn(server, user, options: [.. LargeFile.SmallPackets, "--downloads", _downloads.FullName]);

    [GeneratedRegex(
        @"^Only (?<megabytes>[\d.]+) MiB of 512\.0 MiB travelled: ",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex MegabytesThatTravelled();
}
