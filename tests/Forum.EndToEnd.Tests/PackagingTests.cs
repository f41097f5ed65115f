using System.IO.Compression;
using System.Text;
using Forum.EndToEnd.Tests.Harness;

namespace Forum.EndToEnd.Tests;

/// <summary>
/// The library as a package, made from a clone of the last commit. Its DynamicData comes from a feed that these tests fill,
/// for packing cares where a package is from, not what is in it.
/// </summary>
public sealed class PackagingTests : IAsyncLifetime
{
    private const string Library = "src/Forum.Reactive";
    private const string DynamicData = "9.4.1";
    private readonly TestFolder _folder = new();

    private string Clone => _folder.File("clone");

    private string Feed => _folder.File("feed");

    private string Output => _folder.File("output");

    private string[] FromFeed =>
        [
            "-p:UseUpstreamPackages=true",
            $"-p:DynamicDataVersion={DynamicData}",
            "-p:RunAnalyzers=false",
            $"-p:RestoreAdditionalProjectSources={Feed}",
            // What the feed pretends to have must never get into the user's own store of packages.
            $"-p:RestorePackagesPath={_folder.File("packages")}",
            $"-p:RestoreFallbackFolders={PackagesOfUser}",
        ];

    private static string PackagesOfUser =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    public async ValueTask InitializeAsync()
    {
        await Command.Succeeds(AppContext.BaseDirectory, "git", "clone", "--quiet", "--no-tags", Repository(), Clone);
        await Git("remote", "set-url", "origin", "https://github.com/forum/forum.git");
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task On_the_stand_in_packing_fails_and_says_why()
    {
        var (exitCode, output) = await Command.Run(Clone, "dotnet", "pack", Library, "-o", Output);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("is built on this repository's stand-in for DynamicData", output, StringComparison.Ordinal);
        Assert.Contains("-p:UseUpstreamPackages=true", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Output));
    }

    [Fact]
    public async Task The_package_has_the_version_of_the_tag_and_what_readers_and_debuggers_need()
    {
        await Git("tag", "v1.2.3");
        await FillFeed();
        await Command.Succeeds(Clone, ["dotnet", "pack", Library, "-c", "Release", "-o", Output, .. FromFeed]);

        var package = Contents("Forum.Reactive.1.2.3.nupkg");
        var manifest = Encoding.UTF8.GetString(package["Forum.Reactive.nuspec"]);
        Assert.Contains("<license type=\"expression\">MIT</license>", manifest, StringComparison.Ordinal);
        Assert.Contains("<readme>README.md</readme>", manifest, StringComparison.Ordinal);
        Assert.Contains("<tags>", manifest, StringComparison.Ordinal);
        Assert.Contains("<description>A message board", manifest, StringComparison.Ordinal);
        Assert.Contains("url=\"https://github.com/forum/forum", manifest, StringComparison.Ordinal);
        Assert.Contains($"id=\"DynamicData\" version=\"{DynamicData}\"", manifest, StringComparison.Ordinal);
        Assert.StartsWith("# Forum.Reactive", Encoding.UTF8.GetString(package["README.md"]), StringComparison.Ordinal);
        Assert.Contains("lib/net10.0/Forum.Reactive.xml", package.Keys);

        var symbols = Contents("Forum.Reactive.1.2.3.snupkg")["lib/net10.0/Forum.Reactive.pdb"];
        var sources = "https://raw.githubusercontent.com/forum/forum/"u8;
        Assert.True(symbols.AsSpan().IndexOf(sources) >= 0, "The symbols do not say where the sources are.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_a_tag_or_outside_of_git_the_version_is_a_pre_release(bool inGit)
    {
        if (!inGit)
        {
            Directory.Delete(Path.Combine(Clone, ".git"), recursive: true);
        }

        await Command.Succeeds(Clone, "dotnet", "restore", Library);
        var version = await Command.Succeeds(
            Clone,
            "dotnet",
            "msbuild",
            Library,
            "-t:MinVer",
            "-getProperty:PackageVersion"
        );

        Assert.StartsWith("1.0.0-alpha.0", version, StringComparison.Ordinal);
    }

    private Task<string> Git(params string[] arguments) => Command.Succeeds(Clone, ["git", .. arguments]);

    private Task<string> FillFeed() =>
        Command.Succeeds(
            Clone,
            "dotnet",
            "pack",
            "compat/DynamicData",
            "-c",
            "Release",
            "-o",
            Feed,
            "-p:IsPackable=true",
            "-p:UseUpstreamPackages=true",
            "-p:RunAnalyzers=false",
            $"-p:Version={DynamicData}"
        );

    private Dictionary<string, byte[]> Contents(string package)
    {
        using var archive = ZipFile.OpenRead(Path.Combine(Output, package));
        return archive.Entries.ToDictionary(entry => entry.FullName, Bytes);
    }

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using var content = entry.Open();
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Forum.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("No Forum.sln above the tests.");
        }

        return folder.FullName;
    }
}
