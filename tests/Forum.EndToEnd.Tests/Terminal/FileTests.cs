using Forum.EndToEnd.Tests.Harness;

namespace Forum.EndToEnd.Tests.Terminal;

public sealed class FileTests : IDisposable
{
    private readonly Tmux _tmux = new();

    [Fact]
    public async Task An_offer_is_a_question_and_the_file_arrives_while_both_type()
    {
        using var server = await TestServer.Start();
        var content = new byte[1_000_000];
        new Random(1).NextBytes(content);
        await File.WriteAllBytesAsync(_tmux.Folder.File("lecture1.mp4"), content);
        var yoda = await _tmux.OpenClient(server.Port).LogIn("yoda");
        var hans = await _tmux.OpenClient(server.Port).LogIn("hans");

        await yoda.Shows("hans is here");
        yoda.Type("UPD ha").Press("Tab").Type("lec").Press("Tab", "Enter").Type("MSG typed by yoda");
        await hans.Type("MSG typed by hans")
            .Shows("yoda offers lecture1.mp4 (976.6 KiB). ACC 1 to take it, DEC 1 to refuse");
        await hans.ShowsLast("hans> MSG typed by hans");
        hans.Press("C-u").Enter("ACC 1");

        await hans.ShowsPart("Received lecture1.mp4 from yoda: ");
        await yoda.Shows("lecture1.mp4 has been uploaded");
        await yoda.ShowsLast("yoda> MSG typed by yoda");
        Assert.Equal(content, await File.ReadAllBytesAsync(_tmux.Folder.File("yoda_lecture1.mp4")));
    }

    [Fact]
    public async Task A_bar_shows_how_far_a_file_is_on_both_sides_until_it_is_stopped()
    {
        using var server = await TestServer.Start();
        await using (var sparse = File.Create(_tmux.Folder.File("huge.bin")))
        {
            sparse.SetLength(8L << 30);
        }

        var yoda = await _tmux.OpenClient(server.Port).LogIn("yoda");
        var hans = await _tmux.OpenClient(server.Port, options: ["--accept", "always"]).LogIn("hans");

        yoda.Enter("UPD hans huge.bin").Type("CA");
        await yoda.Shows(rows =>
            rows.Any(row =>
                row.StartsWith("1 ▲ huge.bin → hans ", StringComparison.Ordinal)
                && row.Contains("% of 8.0 GiB", StringComparison.Ordinal)
            )
        );
        await hans.Shows(rows =>
            rows.Any(row =>
                row.StartsWith("1 ▼ huge.bin ← yoda ", StringComparison.Ordinal)
                && row.Contains("left", StringComparison.Ordinal)
            )
        );
        await yoda.ShowsLast("yoda> CA");
        yoda.Enter("N 1");

        await yoda.Shows("huge.bin was not sent: it was stopped.");
        await hans.Shows("huge.bin was not received: yoda has given it up.");
        await hans.Shows(rows => !rows.Any(row => row.Contains('▼', StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_file_to_somebody_who_is_not_there_is_a_plain_line()
    {
        using var server = await TestServer.Start();
        await File.WriteAllTextAsync(_tmux.Folder.File("a.txt"), "a");
        var yoda = await _tmux.OpenClient(server.Port).LogIn("yoda");

        yoda.Enter("UPD hans a.txt").Enter("UPD hans b.txt").Enter("UPD yoda a.txt");

        await yoda.Shows("a.txt was not sent: hans is offline.");
        await yoda.Shows("b.txt was not sent: there is no such file.");
        await yoda.Shows("A file cannot be sent to yourself: name another user.");
    }

    [Fact]
    public async Task A_key_of_an_unknown_curve_passes_no_server_and_ends_no_client()
    {
        const string offer = $"yoda 5 - {KeyOfUnknownCurve} a.txt";
        using var server = await TestServer.Start();
        var yoda = await _tmux.OpenClient(server.Port).LogIn("yoda");
        using var hans = await server.LogIn("hans");
        Assert.StartsWith("501 ", await hans.Ask($"OFFER {offer}"), StringComparison.Ordinal);
        yoda.Enter("MSG still here");
        await yoda.ShowsPart("Message #1 posted at ");

        using var hostile = new HostileServer();
        var serving = hostile.Serve(
            $"230 Welcome\n* OFFER 7 hans 127.0.0.1 5 - {KeyOfUnknownCurve} a.txt\n"
                + $"* ACCEPTED 8 127.0.0.1 8000 {KeyOfUnknownCurve}\n"
        );
        var luke = _tmux.OpenClient(hostile.Port);
        await luke.LogIn("luke");
        await luke.ShowsPart("hans offers a.txt, which cannot be taken: the offer makes no sense.");
        luke.Type("MSG still here");
        await luke.ShowsLast("luke> MSG still here");
    }

    private const string KeyOfUnknownCurve =
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAWMDQgAEAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ==";

    public void Dispose() => _tmux.Dispose();
}
