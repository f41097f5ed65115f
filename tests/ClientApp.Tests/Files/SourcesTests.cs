using Forum.ClientApp.Files;

namespace Forum.ClientApp.Tests.Files;

public sealed class SourcesTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("forum-sources").FullName;

    public SourcesTests()
    {
        foreach (var name in (string[])["a.pdf", "b.pdf", "my file.txt", "notes", ".hidden.pdf", "what?.txt", "it's"])
        {
            File.WriteAllText(Path.Combine(_home, name), name);
        }
    }

    [Theory]
    [InlineData("~/notes", "notes")]
    [InlineData("~/my file.txt", "my file.txt")]
    [InlineData("~/*.pdf", "a.pdf|b.pdf")]
    [InlineData("~/.*.pdf", ".hidden.pdf")]
    [InlineData("~/?.pdf ~/notes", "a.pdf|b.pdf|notes")]
    [InlineData("~/a.pdf ~/*.pdf", "a.pdf|b.pdf")]
    [InlineData("~/what?.txt", "what?.txt")]
    [InlineData("~/it's", "it's")]
    public void What_a_person_means_is_found(string what, string names) =>
        Assert.Equal(names.Split('|').Select(name => $"{_home}/{name}"), new Sources(_home).Find(what));

    [Fact]
    public void Quotes_keep_spaces_and_wildcards()
    {
        var sources = new Sources(home: null);
        Assert.Equal([$"{_home}/my file.txt"], sources.Find($"\"{_home}/my file.txt\""));
        Assert.Equal([$"{_home}/my file.txt", $"{_home}/notes"], sources.Find($"'{_home}/my file.txt' {_home}/notes"));
        Assert.Equal([$"{_home}/*.pdf"], sources.Find($"\"{_home}/*.pdf\""));
    }

    [Fact]
    public void What_is_not_there_is_left_to_whoever_opens_it() =>
        Assert.Equal(["no such file"], new Sources(_home).Find("no such file"));

    [Theory]
    [InlineData("~/*.doc", "nothing is called ")]
    [InlineData("~/*/x.pdf", "only the last name can have a wildcard")]
    [InlineData("\"notes", "a quote has no end")]
    public void What_makes_no_sense_is_told(string what, string reason) =>
        Assert.Contains(
            reason,
            Assert.Throws<IOException>(() => new Sources(_home).Find(what)).Message,
            StringComparison.Ordinal
        );

    public void Dispose() => Directory.Delete(_home, recursive: true);
}
