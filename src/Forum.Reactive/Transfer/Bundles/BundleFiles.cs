using Forum.Reactive.Protocol;

namespace Forum.Reactive.Transfer.Bundles;

/// <summary>Files of this machine that are to travel together.</summary>
/// <param name="Name">How they are offered.</param>
/// <param name="Entries">As they travel, in the order of their paths.</param>
/// <param name="Paths">Where each is.</param>
/// <param name="LeftOut">What does not travel, each with the reason: <c>a link</c>, <c>a pipe or a device</c>, what is wrong with the name.</param>
internal sealed record BundleFiles(
    BundleName Name,
    IReadOnlyList<BundleEntry> Entries,
    IReadOnlyList<string> Paths,
    IReadOnlyList<string> LeftOut
)
{
    /// <summary>The files of a folder.</summary>
    /// <exception cref="IOException">There are none, or too many.</exception>
    public static BundleFiles OfFolder(string folder)
    {
        var walk = new BundleWalk();
        walk.AddFolder(folder, prefix: "");
        return walk.Finish(NameOf(folder), isFolder: true);
    }

    /// <summary>Several files and folders.</summary>
    /// <exception cref="IOException">Two of them have one name, or there are too many.</exception>
    public static BundleFiles Of(IReadOnlyList<string> paths)
    {
        var walk = new BundleWalk();
        foreach (var path in paths)
        {
            var name = SafeName.Of(NameOf(path));
            if (Directory.Exists(path))
            {
                walk.AddFolder(path, $"{name}/");
            }
            else
            {
                walk.AddFile(new FileInfo(path), name);
            }
        }

        return walk.Finish(NameOf(paths[0]), isFolder: false);
    }

    private static string NameOf(string path) =>
        Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
}
