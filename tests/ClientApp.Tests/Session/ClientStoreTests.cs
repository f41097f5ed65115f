using Forum.ClientApp.Session;

namespace Forum.ClientApp.Tests.Session;

public sealed class ClientStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("forum-state").FullName;

    [Fact]
    public void The_history_comes_back_in_the_next_session()
    {
        Store().Keep("MSG é");
        Store().Keep("ATU");

        Assert.Equal(["MSG é", "ATU"], Store().LoadHistory().Lines);
    }

    [Fact]
    public void A_history_that_has_grown_long_is_cut_to_what_is_kept()
    {
        Store().Keep("first");
        File.WriteAllLines(HistoryFile, Enumerable.Range(0, 5000).Select(i => $"MSG {i}"));

        Assert.Equal(1000, Store().LoadHistory().Lines.Count);
        Assert.Equal(1000, File.ReadAllLines(HistoryFile).Length);
    }

    [Fact]
    public void Nobody_else_can_read_it()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Store().Keep("MSG secret");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(HistoryFile));
    }

    [Fact]
    public void Reading_marks_come_back_by_server_and_user()
    {
        var mark = ReadingMark.None.After(new BoardMessage(1, "23 Feb 2021 15:00:01", "hans", false, "Hello"));
        Store().Keep("yoda", mark);
        new ClientStore(_folder, "elsewhere:1").Keep("yoda", ReadingMark.None);

        var loaded = Store().LoadMarks()["yoda"];

        Assert.Equal(mark.Time, loaded.Time);
        Assert.Equal([.. mark.Seen], loaded.Seen.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[1, 2]")]
    [InlineData("null")]
    [InlineData("""{ "here:12000": null }""")]
    [InlineData("""{ "here:12000": { "yoda": null } }""")]
    [InlineData("""{ "here:12000": { "yoda": { "Time": "23 Feb 2021 15:00:01" } } }""")]
    [InlineData("""{ "here:12000": { "yoda": { "Seen": [1] } } }""")]
    public void A_damaged_file_of_reading_marks_is_as_none(string content)
    {
        Store().Keep("x");
        File.WriteAllText(Path.Combine(_folder, "forum", "read.json"), content);

        Assert.Empty(Store().LoadMarks());
    }

    [Fact]
    public void What_cannot_be_kept_stops_nobody()
    {
        File.WriteAllText(Path.Combine(_folder, "forum"), "a file where the folder should be");
        Store().Keep("MSG x");
        Store().Keep("yoda", ReadingMark.None);

        Assert.Empty(Store().LoadHistory().Lines);
    }

    [Theory]
    [InlineData("/state", "/home/yoda", "/state/forum")]
    [InlineData(null, "/home/yoda", "/home/yoda/.local/state/forum")]
    [InlineData("relative", "/home/yoda", "/home/yoda/.local/state/forum")]
    public void The_folder_is_where_the_XDG_specification_wants_it(string? state, string home, string folder) =>
        Assert.Equal(folder, ClientStore.UsualFolder(name => name == "HOME" ? home : state));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string HistoryFile => Path.Combine(_folder, "forum", "history");

    private ClientStore Store() => new(Path.Combine(_folder, "forum"), "here:12000");
}
