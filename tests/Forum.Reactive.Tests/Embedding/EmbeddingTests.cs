using System.Reactive.Subjects;
using System.Text.RegularExpressions;
using DynamicData;
using Forum.Reactive.Tests.House;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Tests.Embedding;

/// <summary>The programs of docs/embedding.md are these, and they run.</summary>
public sealed partial class EmbeddingTests : IDisposable
{
    private readonly ForumWorld _world = new();
    private readonly StringWriter _output = new();

    [Fact]
    public void The_document_shows_these_programs()
    {
        var source = File.ReadAllText(Repository.PathOf("tests/Forum.Reactive.Tests/Embedding/EmbeddingPrograms.cs"))
            .ReplaceLineEndings("\n");
        var document = File.ReadAllText(Repository.PathOf("docs/embedding.md")).ReplaceLineEndings("\n");
        var programs = Program().Matches(source);
        Assert.True(programs.Count >= 10);
        foreach (Match program in programs)
        {
            var text = Indentation().Replace(program.Groups["program"].Value, "");
            var section = $"## {program.Groups["title"].Value}\n\n```csharp\n{text}```\n";
            Assert.True(document.Contains(section, StringComparison.Ordinal), $"docs/embedding.md lacks:\n{section}");
        }
    }

    [Fact]
    public void Collections_follow_the_board_and_the_users()
    {
        using var newest = EmbeddingPrograms.Newest(_world.Server, out var messages);
        using var roster = EmbeddingPrograms.Roster(_world.Server, out var users);
        var yoda = _world.LogIn("yoda", "comp9331");
        var hans = _world.LogIn("hans", "comp9331*", "10.0.0.3");
        for (var i = 1; i <= 12; i++)
        {
            yoda.Send($"MSG {i}");
        }

        _world.Settle();
        Assert.Equal([.. Enumerable.Range(3, 10).Reverse().Select(i => $"{i}")], messages.Select(each => each.Text));
        Assert.Equal(["hans", "yoda"], users.Select(user => user.Name));
    }

    [Fact]
    public void The_others_print_what_they_say()
    {
        var (server, chosen, pages) = (_world.Server, new Subject<string>(), new Subject<IPageRequest>());
        using var counts = EmbeddingPrograms.Counts(server, _output);
        using var authors = EmbeddingPrograms.Authors(server, _output);
        using var threads = EmbeddingPrograms.Threads(server, _output);
        using var suspects = EmbeddingPrograms.Suspects(server, _output);
        using var silent = EmbeddingPrograms.Silent(server, _output);
        using var tags = EmbeddingPrograms.Tags(server, _output);
        using var one = EmbeddingPrograms.OneAuthor(server, chosen, _output);
        using var page = EmbeddingPrograms.Pages(server, pages, _output);
        using var blocked = EmbeddingPrograms.Blocked(server, _output);
        var yoda = _world.LogIn("yoda", "comp9331");
        var hans = _world.LogIn("hans", "comp9331*", "10.0.0.3");
        yoda.Send("MSG do #or do not");
        _world.Settle();
        chosen.OnNext("yoda");

        var lines = _output.ToString().Split(Environment.NewLine);
        Assert.Contains("1 messages", lines);
        Assert.Contains("13 bytes", lines);
        Assert.Contains("13 at most", lines);
        Assert.Contains("yoda has written 1", lines);
        Assert.Contains("yoda: 1", lines);
        Assert.Contains("hans: 0 failed, yoda: 0 failed", lines);
        Assert.Contains("silent: hans", lines);
        Assert.Contains("#or × 1", lines);
        Assert.Contains("yoda: do #or do not", lines);
        Assert.Contains("page 1 of 1: 1", lines);
        Assert.Contains("nobody blocked: True", lines);
    }

    public void Dispose()
    {
        _world.Dispose();
        _output.Dispose();
    }

    [GeneratedRegex(
        @"// docs: (?<title>(?!end)[^\n]+)\n(?<program>.*?) *// docs: end",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex Program();

    [GeneratedRegex("^ {8}", RegexOptions.Multiline, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Indentation();
}
