using System.Collections.Concurrent;
using Forum.Reactive.Transfer.Files;

namespace Forum.Reactive.Transfer.Bundles;

/// <summary>
/// Files of this machine, where many that arrive as one become many again, and a folder that is here already is known again.
/// </summary>
public sealed class BundleStore : IFileStore
{
    private readonly string _downloads;
    private readonly LocalFileStore _files;
    private readonly BundleUnpacking _unpacking;
    private readonly ConcurrentDictionary<string, OpenPartFile> _parts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _unpacked = new(StringComparer.Ordinal);

    /// <summary>Stores what is received in <paramref name="downloads"/>, which exists.</summary>
    public BundleStore(string downloads)
    {
        ArgumentNullException.ThrowIfNull(downloads);
        _downloads = Path.GetFullPath(downloads);
        _files = new LocalFileStore(_downloads);
        _unpacking = new BundleUnpacking(_downloads);
    }

    /// <inheritdoc/>
    public long FreeBytes => _files.FreeBytes;

    /// <inheritdoc/>
    public IStoredFile OpenSource(string path) => _files.OpenSource(path);

    /// <inheritdoc/>
    public IStoredFile OpenPart(string name)
    {
        var part = new OpenPartFile(_files.OpenPart(name), this, name);
        _parts[name] = part;
        return part;
    }

    /// <inheritdoc/>
    public bool Exists(string name) => _files.Exists(name) || FolderOf(name) is not null;

    /// <inheritdoc/>
    public IReadOnlyList<StoredPart> FindParts() => _files.FindParts();

    /// <inheritdoc/>
    public void Delete(string name) => _files.Delete(name);

    /// <inheritdoc/>
    public string PlaceOf(string name) =>
        _unpacked.TryRemove(name, out var place) ? place
        : FolderOf(name) is { } folder ? Path.GetFileName(folder)
        : name;

    /// <summary>A folder that is here is read as the bundle that would bring it: if both are the same, nothing has to travel.</summary>
    public IStoredFile? OpenFinished(string name)
    {
        if (FolderOf(name) is not { } folder)
        {
            return _files.OpenFinished(name);
        }

        try
        {
            var files = BundleFiles.OfFolder(folder);
            return BundleName.TryParse(name, out var wanted) && files.Entries.Count == wanted.Count
                ? new BundleSource(files)
                : null;
        }
        catch (Exception error) when (FileTrouble.Is(error))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public bool TryPublish(string part, string name)
    {
        if (!_parts.TryGetValue(part, out var open) || _unpacking.Unpack(open, name) is not { } place)
        {
            return _files.TryPublish(part, name);
        }

        _unpacked[name] = place;
        _files.Delete(part);
        return true;
    }

    /// <summary>Where the files lie in a bundle that is arriving; null until its list has come.</summary>
    /// <param name="part">Name of the part, which a transfer has open.</param>
    /// <param name="size">Bytes of the whole bundle.</param>
    internal BundleLayout? LayoutOf(string part, long size)
    {
        try
        {
            return _parts.TryGetValue(part, out var open) ? BundleReader.Open(open, size)?.Layout : null;
        }
        catch (Exception error) when (FileTrouble.Is(error))
        {
            return null;
        }
    }

    private string? FolderOf(string name) =>
        BundleName.TryParse(name, out var bundle)
        && bundle.IsFolder
        && Path.Combine(_downloads, bundle.Label) is var folder
        && BundleUnpacking.IsPlainFolder(folder)
            ? folder
            : null;

    /// <summary>A part that a transfer has open, and so nobody else can open.</summary>
    private sealed class OpenPartFile(IStoredFile file, BundleStore store, string name) : IStoredFile
    {
        public long Length => file.Length;

        public long Version => file.Version;

        public void Apply(FileDetails details) => file.Apply(details);

        public int Read(Span<byte> target, long offset) => file.Read(target, offset);

        public void Write(ReadOnlySpan<byte> source, long offset) => file.Write(source, offset);

        public void SetLength(long length) => file.SetLength(length);

        public void Flush() => file.Flush();

        public void Dispose()
        {
            store._parts.TryRemove(new KeyValuePair<string, OpenPartFile>(name, this));
            file.Dispose();
        }
    }
}
