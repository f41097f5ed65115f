using Forum.Reactive.Protocol;

namespace Forum.Reactive.Transfer.Bundles;

/// <summary>Files of this machine that are to travel together.</summary>
/// <param name="Name">How they are offered.</param>
/// <param name="Entries">As they travel, in the order of their paths.</param>
/// <param name="Paths">Where each is.</param>
/// <param name="Remarks">What does not travel or goes under another name, each with the reason; sentences without a full stop.</param>
internal sealed record BundleFiles(
    BundleName Name,
    IReadOnlyList<BundleEntry> Entries,
    IReadOnlyList<string> Paths,
    IReadOnlyList<string> Remarks
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
            var name = walk.NameFor(NameOf(path));
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
