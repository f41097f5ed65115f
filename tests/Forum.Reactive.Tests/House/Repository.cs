using System.Runtime.CompilerServices;

namespace Forum.Reactive.Tests.House;

/// <summary>The files that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string PathOf(string file) => Path.Combine(Root, file);

    private static string Find([CallerFilePath] string thisFile = "")
    {
        var start = Directory.Exists(Path.GetDirectoryName(thisFile))
            ? Path.GetDirectoryName(thisFile)!
            : AppContext.BaseDirectory;
        DirectoryInfo? folder = new(start);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Forum.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException($"No Forum.sln above {start}.");
    }
}
