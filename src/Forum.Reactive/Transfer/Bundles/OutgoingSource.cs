using Forum.Reactive.Protocol;
using Forum.Reactive.Transfer.Files;

namespace Forum.Reactive.Transfer.Bundles;

/// <summary>What is offered, to one user or to many: a file, or a bundle of files. It is opened and digested once.</summary>
internal sealed class OutgoingSource : IDisposable
{
    private readonly IStoredFile _file;
    private readonly SharedSource? _shared; // Null where there is one receiver, who reads the file itself
    private bool _isHandedOver;
    private readonly BundleLayout? _layout;

    private OutgoingSource(string name, IStoredFile file, int receivers, IReadOnlyList<string> remarks)
    {
        (Name, Remarks, _file) = (name, remarks, file);
        _layout = (file as BundleSource)?.Layout;
        _shared = receivers > 1 ? new SharedSource(file) : null;
        Digest = RunningDigest.AtOnce(file);
    }

    /// <summary>The name under which it is offered.</summary>
    public string Name { get; }

    /// <summary>How many files it is.</summary>
    public int Count => _layout?.Count ?? 1;

    /// <summary>SHA-256; null where it is found out while it travels.</summary>
    public byte[]? Digest { get; }

    /// <summary>What who sends it should know, each a sentence without its full stop.</summary>
    public IReadOnlyList<string> Remarks { get; }

    /// <summary>How many of the files are there when so many bytes are.</summary>
    public int FilesWithin(long bytes) => _layout?.FilesBefore(bytes) ?? 0;

    /// <summary>Opens what lies at the paths: one file as such, a folder or several as a bundle.</summary>
    /// <param name="store">Opens single files.</param>
    /// <param name="paths">At least one.</param>
    /// <param name="receivers">How many will get it.</param>
    /// <exception cref="IOException">Something is not there, or cannot be sent; the message says why.</exception>
    public static OutgoingSource Open(IFileStore store, IReadOnlyList<string> paths, int receivers)
    {
        if (paths is [var path] && !Directory.Exists(path))
        {
            var name = Path.GetFileName(path);
            var safe = SafeName.Of(name);
            return Open(safe, store.OpenSource(path), receivers, safe == name ? [] : [SafeName.Remark(name, safe)]);
        }

        var bundle = paths is [var folder] ? BundleFiles.OfFolder(folder) : BundleFiles.Of(paths);
        return Open(bundle.Name.ToString(), new BundleSource(bundle), receivers, bundle.Remarks);
    }

    /// <summary>The open file, for one receiver.</summary>
    public IStoredFile Lease()
    {
        _isHandedOver = true;
        return _shared?.Lease() ?? _file;
    }

    /// <summary>Closes it as soon as no receiver needs it any more.</summary>
    public void Dispose()
    {
        if (_shared is not null)
        {
            _shared.Dispose();
        }
        else if (!_isHandedOver)
        {
            _file.Dispose();
        }
    }

    private static OutgoingSource Open(string name, IStoredFile file, int receivers, IReadOnlyList<string> remarks)
    {
        try
        {
            return new OutgoingSource(name, file, receivers, remarks);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
