using Forum.Reactive.Protocol;
using Forum.Reactive.Transfer.Files;

namespace Forum.Reactive.Transfer.Bundles;

/// <summary>Gathers the files of folders. Links are left where they are: they could lead anywhere.</summary>
internal sealed class BundleWalk
{
    private static readonly EnumerationOptions All = new()
    {
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = false,
    };
    private readonly List<(BundleEntry Entry, string Path)> _found = [];
    private readonly List<string> _remarks = [];

    /// <summary>The name under which one of several files travels; where it is another than its own, that is remarked.</summary>
    public string NameFor(string name)
    {
        var safe = SafeName.Of(name);
        if (safe != name)
        {
            _remarks.Add(SafeName.Remark(name, safe));
        }

        return safe;
    }

    /// <summary>Adds all files below a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="prefix">What their paths begin with.</param>
    public void AddFolder(string folder, string prefix)
    {
        foreach (var item in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", All))
        {
            var path = prefix + item.Name;
            if (item.LinkTarget is not null)
            {
                _remarks.Add($"Not sent: {path}, a link");
            }
            else if (item is DirectoryInfo)
            {
                AddFolder(item.FullName, $"{path}/");
            }
            else
            {
                AddFile((FileInfo)item, path);
            }
        }
    }

    /// <summary>Adds a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">Its path in the bundle.</param>
    public void AddFile(FileInfo file, string path)
    {
        if (path.Contains('\ufffd', StringComparison.Ordinal))
        {
            _remarks.Add($"Not sent: {path}, whose name is not UTF-8");
        }
        else if (LinuxFiles.IsSpecial(file.FullName))
        {
            _remarks.Add($"Not sent: {path}, a pipe or a device");
        }
        else if (BundlePath.Problem(path) is { } problem)
        {
            _remarks.Add($"Not sent: {path}, whose name {problem}");
        }
        else if (_found.Count == BundleManifest.MostFiles)
        {
            throw new IOException($"there are more than {BundleManifest.MostFiles} files");
        }
        else
        {
            var (time, isExecutable) = LocalDetails.Of(file);
            _found.Add((new BundleEntry(path, file.Length, time, isExecutable), file.FullName));
        }
    }

    /// <summary>What was found, in the order of the paths: the same files make the same bundle.</summary>
    public BundleFiles Finish(string label, bool isFolder)
    {
        if (_found.Count == 0)
        {
            throw new IOException($"{label} has no files that could be sent");
        }

        _found.Sort(static (one, other) => string.CompareOrdinal(one.Entry.Path, other.Entry.Path));
        for (var i = 1; i < _found.Count; i++)
        {
            if (_found[i].Entry.Path == _found[i - 1].Entry.Path)
            {
                throw new IOException($"two of the files are called {_found[i].Entry.Path}");
            }
        }

        var entries = _found.ConvertAll(static one => one.Entry);
        // Files that lie in no folder together go by the first of them, which the list has, too.
        var name = BundleName.Of(isFolder ? label : entries[0].Path.Split('/')[0], entries.Count, isFolder);
        return new BundleFiles(name, entries, _found.ConvertAll(static one => one.Path), _remarks);
    }
}
