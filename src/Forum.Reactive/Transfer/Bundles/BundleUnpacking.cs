using Forum.Reactive.Transfer.Files;

namespace Forum.Reactive.Transfer.Bundles;

/// <summary>
/// Makes the files of a bundle that has arrived: first all of them in a hidden folder, durably, then each by one rename. What is
/// there already and differs is left alone, and the newcomer gets the next free name, as a single file would.
/// </summary>
/// <param name="downloads">The folder for what is received.</param>
internal sealed class BundleUnpacking(string downloads)
{
    private const int MaxNumbered = 10_000;

    /// <summary>Unpacks.</summary>
    /// <param name="part">The bundle.</param>
    /// <param name="stored">The name it would be stored under, the sender's before it.</param>
    /// <returns>Where the files are: the folder, or the first of them; null if it is no bundle, and nothing was done.</returns>
    public string? Unpack(IStoredFile part, string stored)
    {
        if (!BundleName.TryParse(stored, out var name))
        {
            return null;
        }

        var bundle = BundleReader.Open(part, part.Length);
        if (bundle is null || Prefix(name, bundle.Entries) is not { } prefix)
        {
            return null;
        }

        var staging = Path.Combine(downloads, $".{SafeLength(stored)}.unpacking");
        Remove(staging);
        try
        {
            Stage(bundle, staging, prefix);
            LinuxFiles.SyncFileSystem(downloads);
            var first = name.IsFolder
                ? PlaceFolder(bundle.Entries, staging, name.Label)
                : PlaceAll(bundle.Entries, staging, downloads, prefix);
            LinuxFiles.SyncFileSystem(downloads);
            return first;
        }
        finally
        {
            Remove(staging);
        }
    }

    /// <summary>What goes before each path: of files that lie in no folder together, the sender's name, as before single ones.</summary>
    private static string? Prefix(BundleName stored, IReadOnlyList<BundleEntry> entries)
    {
        if (entries.Count != stored.Count)
        {
            return null;
        }

        var first = BundleName.Of(entries[0].Path.Split('/')[0], stored.Count, isFolder: false).Label;
        return stored.IsFolder ? ""
            : stored.Label.EndsWith($"_{first}", StringComparison.Ordinal) ? stored.Label[..^first.Length]
            : null;
    }

    private static void Stage(BundleReader bundle, string staging, string prefix)
    {
        CreateFolder(staging);
        foreach (var entry in bundle.Entries)
        {
            var path = Path.Combine(staging, prefix + entry.Path);
            CreateFolder(Path.GetDirectoryName(path)!);
            bundle.CopyNext(entry, path);
        }
    }

    private string PlaceFolder(IReadOnlyList<BundleEntry> entries, string staging, string label)
    {
        for (var number = 1; number < MaxNumbered; number++)
        {
            var name = StoredName.Numbered(label, number);
            var folder = Path.Combine(downloads, name);
            if (LinuxFiles.TryMove(staging, folder) ?? TryMoveFolder(staging, folder))
            {
                return name;
            }

            if (TakesAll(folder, entries))
            {
                PlaceAll(entries, staging, folder, prefix: "");
                return name;
            }
        }

        throw new IOException($"There are too many folders like {label}");
    }

    /// <summary>Whether every folder that the paths need is one, or can be made: no file is in its way, and no link leads elsewhere.</summary>
    private static bool TakesAll(string folder, IReadOnlyList<BundleEntry> entries) =>
        IsPlainFolder(folder)
        && entries
            .Select(entry => Path.GetDirectoryName(entry.Path) ?? "")
            .Distinct(StringComparer.Ordinal)
            .All(path => WayTo(path).All(step => IsFreeOrPlainFolder(Path.Combine(folder, step))));

    private static IEnumerable<string> WayTo(string path)
    {
        for (var step = path; step.Length > 0; step = Path.GetDirectoryName(step) ?? "")
        {
            yield return step;
        }
    }

    /// <summary>Whether it is a folder that is there, and no link to one.</summary>
    internal static bool IsPlainFolder(string path) => new DirectoryInfo(path) is { Exists: true, LinkTarget: null };

    private static bool IsFreeOrPlainFolder(string path) =>
        IsPlainFolder(path) || (!Path.Exists(path) && new FileInfo(path).LinkTarget is null);

    private static string PlaceAll(IReadOnlyList<BundleEntry> entries, string staging, string target, string prefix)
    {
        string? first = null;
        foreach (var entry in entries)
        {
            var path = prefix + entry.Path;
            var slash = path.LastIndexOf('/') + 1;
            var folder = Path.Combine(target, path[..slash]);
            if (!IsPlainFolder(folder))
            {
                CreateFolder(folder);
            }

            var name = Place(Path.Combine(staging, path), folder, path[slash..]);
            first ??= path[..slash] + name;
        }

        return first!;
    }

    /// <summary>Gives one file its name, or the next free one; what is there already with the same content stays as it is.</summary>
    private static string Place(string staged, string folder, string wanted)
    {
        for (var number = 1; number < MaxNumbered; number++)
        {
            var name = StoredName.Numbered(wanted, number);
            var path = Path.Combine(folder, name);
            if (LinuxFiles.TryMove(staged, path) ?? TryMoveFile(staged, path))
            {
                return name;
            }

            if (SameContent.Of(staged, path))
            {
                return name;
            }
        }

        throw new IOException($"There are too many files like {wanted}");
    }

    private static bool TryMoveFile(string from, string to)
    {
        if (Path.Exists(to))
        {
            return false;
        }

        File.Move(from, to, overwrite: false);
        return true;
    }

    private static bool TryMoveFolder(string from, string to)
    {
        if (Path.Exists(to))
        {
            return false;
        }

        Directory.Move(from, to);
        return true;
    }

    private static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static void Remove(string staging)
    {
        if (Directory.Exists(staging))
        {
            Directory.Delete(staging, recursive: true);
        }
    }

    // Two names of one beginning do not unpack at once: each transfer has a part of its own, and this is of it.
    private static string SafeLength(string stored) => Protocol.SafeName.Fit(stored, 240);
}
