using System.Text.RegularExpressions;
using Forum.Reactive.Server;
using Forum.Reactive.Tests.House;

namespace Forum.Reactive.Tests.Readme;

/// <summary>The programs of the README are these, and they run.</summary>
public sealed partial class ReadmeTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task The_programs_of_the_README_run_on_real_sockets()
    {
        Environment.CurrentDirectory = Repository.Root;
        using var serverOutput = new StringWriter();
        using var clientOutput = new StringWriter();
        using var serverLines = TextWriter.Synchronized(serverOutput);
        using var clientLines = TextWriter.Synchronized(clientOutput);
        using (var server = ServerSnippet.Run(serverLines))
        {
            await ClientSnippet.Run(server.Port, clientLines).WaitAsync(Limit);
        }

        Assert.Contains("Add #1 yoda: Do or do not", serverOutput.ToString(), StringComparison.Ordinal);
        Assert.Contains("230 Welcome to TOOM!", clientOutput.ToString(), StringComparison.Ordinal);
        Assert.Contains("#1 yoda: Do or do not", clientOutput.ToString(), StringComparison.Ordinal);
        Assert.Contains("221 Bye, yoda!", clientOutput.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("README.md", "ServerSnippet.cs")]
    [InlineData("README.md", "ClientSnippet.cs")]
    [InlineData("src/Forum.Reactive/README.md", "ServerSnippet.cs")]
    public void The_README_shows_this_program(string readme, string file)
    {
        var source = File.ReadAllText(Repository.PathOf($"tests/Forum.Reactive.Tests/Readme/{file}"))
            .ReplaceLineEndings("\n");
        var region = Region().Match(source);
        Assert.True(region.Success);
        var program = Indentation().Replace(region.Groups["program"].Value, "");
        var text = File.ReadAllText(Repository.PathOf(readme)).ReplaceLineEndings("\n");
        Assert.True(
            text.Contains($"```csharp\n{program}```", StringComparison.Ordinal),
            $"{readme} lacks this program:\n{program}"
        );
    }

    [GeneratedRegex(
        @"// README: \w+\n(?<program>.*?) *// README: end",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex Region();

    [GeneratedRegex("^ {8}", RegexOptions.Multiline, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Indentation();
}
