using System.Globalization;
using Forum.EndToEnd.Tests.Harness;

namespace Forum.EndToEnd.Tests.Terminal;

public sealed class TypingTests : IDisposable
{
    private readonly Tmux _tmux = new();

    [Fact]
    public async Task Posts_that_arrive_while_a_line_is_typed_appear_above_it()
    {
        using var server = await TestServer.Start();
        using var hans = await server.LogIn("hans");
        var yoda = await _tmux.OpenClient(server.Port).LogIn("yoda");

        foreach (var letter in new[] { "M", "S", "G", " ", "h", "ö", "日", "!" })
        {
            yoda.Type(letter);
            await hans.Ask("MSG meanwhile " + letter);
        }

        await yoda.ShowsLast("yoda> MSG hö日!");
        var rows = await yoda.ShowsPart("hans #8  meanwhile !");
        Assert.Equal(8, rows.Count(row => row.Contains("hans #", StringComparison.Ordinal)));
        yoda.Press("Enter");
        await yoda.ShowsPart("Message #9 posted at");
    }

    [Fact]
    public async Task The_line_can_be_edited_anywhere()
    {
        using var server = await TestServer.Start();
        var yoda = await _tmux.OpenClient(server.Port).LogIn("yoda");

        yoda.Type("SG two three")
            .Press("C-a")
            .Type("M")
            .Press("C-e", "C-Left", "C-Left")
            .Type("one ")
            .Press("C-k")
            .Type("日本");
        await yoda.ShowsLast("yoda> MSG one 日本");
        yoda.Press("BSpace", "Left", "Left", "DC", "DC").Type("!");

        await yoda.ShowsLast("yoda> MSG one!");
    }

    [Fact]
    public async Task Tab_completes_commands_users_and_messages_with_their_timestamps()
    {
        using var server = await TestServer.Start();
        using var hans = await server.LogIn("hans");
        var yoda = await _tmux.OpenClient(server.Port).LogIn("yoda");
        yoda.Enter("MSG Hello");
        var posted = (await yoda.ShowsPart("Message #1 posted at")).Single(row =>
            row.StartsWith("Message", StringComparison.Ordinal)
        );
        var time = posted["Message #1 posted at ".Length..].TrimEnd('.');

        yoda.Type("U").Press("Tab").Type("h").Press("Tab");
        await yoda.ShowsLast("yoda> UPD hans");
        yoda.Press("C-u").Type("E").Press("Tab", "Tab");
        await yoda.ShowsLast($"yoda> EDT #1 {time}");
        yoda.Press("Tab");
        await yoda.ShowsLast($"yoda> EDT #1 {time} Hello");
        yoda.Enter(", all");

        await yoda.ShowsPart("Message #1 edited at");
        await Patience.Until(
            () => server.MessageLog.Lines(),
            lines => lines is [var line] && line.EndsWith("; yoda; Hello, all; yes", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task The_history_lasts_from_session_to_session_and_holds_no_password()
    {
        using var server = await TestServer.Start();
        var first = await _tmux.OpenClient(server.Port).LogIn("yoda");
        first.Enter("MSG one").Enter("MSG two").Enter("OUT");
        Assert.Equal(0, await first.Ends());

        var second = await _tmux.OpenClient(server.Port).LogIn("yoda");
        second.Press("Up", "Up", "Up");
        await second.ShowsLast("yoda> MSG one");
        second.Press("Down");
        await second.ShowsLast("yoda> MSG two");

        var kept = await File.ReadAllLinesAsync(Path.Combine(_tmux.Folder.FullName, "forum", "history"));
        Assert.Equal(["MSG one", "MSG two", "OUT"], kept);
    }

    [Fact]
    public async Task A_paste_of_several_lines_becomes_one_line_if_the_user_says_so()
    {
        using var server = await TestServer.Start();
        var yoda = await _tmux.OpenClient(server.Port).LogIn("yoda");

        yoda.Type("MSG ").Paste("two\nlines\tand a tab");

        await yoda.ShowsPart("(j)oin to one");
        yoda.Type("j");
        await yoda.ShowsLast("yoda> MSG two lines and a tab");
    }

    [Fact]
    public async Task In_forty_columns_the_line_scrolls_and_everything_else_wraps()
    {
        using var server = await TestServer.Start();
        using var hans = await server.LogIn("hans");
        var yoda = await _tmux.OpenClient(server.Port, columns: 40).LogIn("yoda");

        await hans.Ask("MSG a message that is a good deal longer than forty columns");
        yoda.Type("MSG a line that is a good deal longer than forty columns");
        var rows = await yoda.Shows(seen =>
            seen[^1].StartsWith("yoda> <", StringComparison.Ordinal)
            && seen[^1].EndsWith("columns", StringComparison.Ordinal)
        );

        Assert.All(rows, row => Assert.InRange(row.Length, 0, 40));
        yoda.Press("C-a");
        await yoda.ShowsLast("yoda> MSG a line that is a good deal l>");
        Assert.Equal(6, yoda.CursorColumn);
        yoda.Press("Enter").Enter("RDM");
        await yoda.ShowsPart("#2 yoda ");
    }

    [Fact]
    public async Task A_terminal_that_changes_its_size_keeps_the_line_and_the_screen_whole()
    {
        using var server = await TestServer.Start();
        using var hans = await server.LogIn("hans");
        var yoda = await _tmux.OpenClient(server.Port).LogIn("yoda");
        yoda.Type("MSG a line that is a good deal longer than forty columns");

        foreach (var columns in new[] { 40, 100, 50, 30, 80 })
        {
            yoda.Resize(columns);
            await hans.Ask($"MSG at {columns}");
            await yoda.ShowsPart($"at {columns}");
        }

        var rows = await yoda.ShowsLast("yoda> MSG a line that is a good deal longer than forty columns");
        Assert.Single(rows, row => row.StartsWith("yoda> MSG", StringComparison.Ordinal));
        Assert.All(
            new[] { 40, 100, 50, 30, 80 },
            columns => Assert.Single(yoda.Everything, row => row.EndsWith($"at {columns}", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task Of_a_flood_the_screen_shows_what_can_be_read_and_says_what_it_skipped()
    {
        using var server = await TestServer.Start();
        using var hans = await server.LogIn("hans");
        var yoda = await _tmux.OpenClient(server.Port).LogIn("yoda");
        yoda.Type("MSG before ");

        await hans.Send(string.Concat(Enumerable.Range(0, 3000).Select(i => $"MSG flood {i}\n")));
        yoda.Type("and after");

        await yoda.ShowsPart("events were skipped: more than can be shown.");
        await yoda.ShowsLast("yoda> MSG before and after");
        var notice = yoda.Everything.Single(row => row.Contains("were skipped", StringComparison.Ordinal));
        var skipped = int.Parse(notice.Split(' ')[1], CultureInfo.InvariantCulture);
        Assert.Equal(3000, skipped + yoda.Everything.Count(row => row.Contains("flood", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Escape_sequences_in_what_others_send_are_shown_and_not_obeyed()
    {
        using var hostile = new HostileServer();
        var yoda = _tmux.OpenClient(hostile.Port, variables: ["NO_COLOR=1"]);
        var serving = hostile.Serve(
            "230 \x1b[31mWelcome\n"
                + "* POSTED #1; 23 Feb 2021 15:00:01; evil; \x1b[2J\x1b]0;title\x07\u009b8m\u202etxt.exe\n"
                + "* JOINED \x1b[10Aroot\n"
        );

        await yoda.ShowsLast("Username:");
        yoda.Enter("yoda").Enter("comp9331").Type("MSG calm");

        await yoda.Shows(@"15:00:01 evil #1  \x1b[2J\x1b]0;title\x07\x9b8m\u202etxt.exe");
        await yoda.Shows(@"\x1b[10Aroot is here");
        await yoda.Shows(@"\x1b[31mWelcome");
        await yoda.ShowsLast("yoda> MSG calm");
        yoda.Press("C-c", "C-c", "C-c");
        await serving.WaitAsync(Patience.Limit);
    }

    public void Dispose() => _tmux.Dispose();
}
