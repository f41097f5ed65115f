using Forum.EndToEnd.Tests.Harness;

namespace Forum.EndToEnd.Tests;

/// <summary>Files from client program to client program, whose input is a pipe.</summary>
public sealed class FileSendingTests
{
    private const int Megabyte = 1024 * 1024;

    [Fact]
    public async Task A_file_each_way_at_once_arrives_whole_while_both_go_on_typing()
    {
        using var server = await TestServer.Start();
        using var yoda = await TestClient.LogIn(server, "yoda");
        using var hans = await TestClient.LogIn(server, "hans");
        var lecture = await Write(yoda, "lecture1.mp4", 40 * Megabyte);
        var notes = await Write(hans, "my notes.txt", (3 * Megabyte) + 1);

        await yoda.Enter("UPD hans lecture1.mp4");
        await hans.Enter("UPD yoda my notes.txt");
        await yoda.Enter("MSG typed meanwhile");
        await hans.Enter("ATU");

        await yoda.Program.Prints("lecture1.mp4 has been uploaded");
        await hans.Program.PrintsBeginning("Received lecture1.mp4 from yoda: ");
        await hans.Program.Prints("my notes.txt has been uploaded");
        await yoda.Program.PrintsBeginning("Received my notes.txt from hans: ");
        await yoda.Program.Prints(
            line => line.StartsWith("Message #1 posted at ", StringComparison.Ordinal),
            "the answer to MSG"
        );
        await hans.Program.Prints(
            line => line.StartsWith("yoda; 127.0.0.1; ", StringComparison.Ordinal),
            "the answer to ATU"
        );
        Assert.Equal(lecture, await File.ReadAllBytesAsync(hans.Folder.File("yoda_lecture1.mp4")));
        Assert.Equal(notes, await File.ReadAllBytesAsync(yoda.Folder.File("hans_my notes.txt")));
        Assert.Equal("Bye, yoda!", await LastAfterOut(yoda));
        Assert.Equal("Bye, hans!", await LastAfterOut(hans));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    public async Task A_file_of_any_size_arrives_under_the_senders_name(int size)
    {
        using var server = await TestServer.Start();
        using var yoda = await TestClient.LogIn(server, "yoda");
        using var hans = await TestClient.LogIn(server, "hans");
        var sent = await Write(yoda, "small", size);

        await yoda.Enter("UPD hans small");

        await hans.Program.PrintsBeginning("Received small from yoda: ");
        Assert.Equal(sent, await File.ReadAllBytesAsync(hans.Folder.File("yoda_small")));
    }

    [Fact]
    public async Task A_receiver_who_wants_to_be_asked_takes_one_file_and_declines_another()
    {
        using var server = await TestServer.Start();
        using var yoda = await TestClient.LogIn(server, "yoda");
        using var hans = await TestClient.LogIn(server, "hans", options: ["--accept", "ask"]);
        var wanted = await Write(yoda, "wanted", 1000);
        await Write(yoda, "unwanted", 2000);

        await yoda.Enter("UPD hans unwanted");
        await hans.Program.Prints(
            line => line.StartsWith("yoda offers unwanted ", StringComparison.Ordinal),
            "the first offer"
        );
        await hans.Enter("DEC 1");
        await yoda.Program.Prints(
            line => line.StartsWith("unwanted was not sent: ", StringComparison.Ordinal),
            "the refusal"
        );
        await yoda.Enter("UPD hans wanted");
        await hans.Program.Prints(
            line => line.StartsWith("yoda offers wanted ", StringComparison.Ordinal),
            "the second offer"
        );
        await hans.Enter("ACC 2");

        await hans.Program.PrintsBeginning("Received wanted from yoda: ");
        Assert.Equal(wanted, await File.ReadAllBytesAsync(hans.Folder.File("yoda_wanted")));
        Assert.False(File.Exists(hans.Folder.File("yoda_unwanted")));
    }

    [Fact]
    public async Task A_receiver_who_never_wants_files_declines_unasked()
    {
        using var server = await TestServer.Start();
        using var yoda = await TestClient.LogIn(server, "yoda");
        using var hans = await TestClient.LogIn(server, "hans", options: ["--accept", "never"]);
        await Write(yoda, "unwanted", 2000);

        await yoda.Enter("UPD hans unwanted");

        await yoda.Program.Prints(
            line => line.StartsWith("unwanted was not sent: ", StringComparison.Ordinal),
            "the refusal"
        );
        Assert.False(File.Exists(hans.Folder.File("yoda_unwanted")));
    }

    [Fact]
    public async Task What_cannot_be_sent_is_refused_with_the_reason()
    {
        using var server = await TestServer.Start();
        using var yoda = await TestClient.LogIn(server, "yoda");
        await Write(yoda, "there", 10);

        await yoda.Enter("UPD hans there");
        await yoda.Program.Prints(
            line => line.Contains("hans is offline", StringComparison.Ordinal),
            "hans is offline"
        );
        await yoda.Enter("UPD hans not-there");
        await yoda.Program.Prints(
            line => line.Contains("not-there", StringComparison.Ordinal) && !line.StartsWith('>'),
            "no such file"
        );
        await yoda.Enter("MSG still here");
        await yoda.Program.Prints(
            line => line.StartsWith("Message #1 posted at ", StringComparison.Ordinal),
            "the answer to MSG"
        );
    }

    private static async Task<byte[]> Write(TestClient client, string name, int size)
    {
        var content = new byte[size];
        new Random(size).NextBytes(content);
        await File.WriteAllBytesAsync(client.Folder.File(name), content);
        return content;
    }

    private static async Task<string> LastAfterOut(TestClient client)
    {
        await client.Enter("OUT");
        var ending = await client.Program.Ends();
        Assert.Equal(0, ending.ExitCode);
        return ending.Output[^1];
    }
}
