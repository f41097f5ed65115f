using System.Text.RegularExpressions;

namespace Forum.Reactive.Tests.House;

/// <summary>Rules about the text of the sources.</summary>
public sealed partial class Sources
{
    /// <summary>The one file that supplies the real clock, scheduler, zone and randomness.</summary>
    private const string RealTime = "src/Forum.Reactive/RealTime.cs";

    [Fact]
    public void No_file_but_the_one_that_supplies_the_clock_lifts_the_ban_on_clocks() =>
        Assert.Equal([RealTime], FilesWith(Ban()).Order(StringComparer.Ordinal));

    [Fact]
    public void The_ban_on_clocks_is_lifted_in_no_settings()
    {
        string[] settings =
        [
            .. new[] { ".editorconfig", "*.props", "*.targets", "*.csproj", "*.globalconfig", "*.ruleset" }
                .SelectMany(pattern => Directory.GetFiles(Repository.Root, pattern, SearchOption.AllDirectories))
                .Where(file => !IsBuilt(file) && Ban().IsMatch(File.ReadAllText(file))),
        ];
        Assert.Empty(settings);
        foreach (var project in Directory.GetFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories))
        {
            Assert.Contains(
                "<BanAmbientClocks>true</BanAmbientClocks>",
                File.ReadAllText(project),
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public void No_test_sleeps() => Assert.Empty(FilesWith(Sleep(), "tests"));

    [Fact]
    public void No_test_is_skipped() => Assert.Empty(FilesWith(Skip(), "tests"));

    [Fact]
    public void Nothing_is_async_void() => Assert.Empty(FilesWith(AsyncVoid()));

    private static IEnumerable<string> FilesWith(Regex pattern, params string[] folders) =>
        SourceFiles(folders is [] ? ["src"] : folders)
            .Where(file => pattern.IsMatch(File.ReadAllText(Repository.PathOf(file))));

    private static IEnumerable<string> SourceFiles(params string[] folders) =>
        folders
            .SelectMany(folder =>
                Directory.EnumerateFiles(Repository.PathOf(folder), "*.cs", SearchOption.AllDirectories)
            )
            .Where(file => !IsBuilt(file))
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'));

    private static bool IsBuilt(string file) =>
        file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
        || file.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal);

    [GeneratedRegex(
        "RS0030",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex Ban();

    [GeneratedRegex(
        @"\b(Task\.Delay|Thread\.Sleep)\s*\(",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex Sleep();

    [GeneratedRegex(
        @"\[(Fact|Theory)\s*\([^\]]*Skip\s*=",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex Skip();

    [GeneratedRegex(
        @"\basync\s+void\b",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex AsyncVoid();
}
