using Forum.Reactive.Transfer.Files;

namespace Forum.Reactive.Transfer.Bundles;

/// <summary>How many files of a bundle have arrived: known as soon as the list that it begins with has.</summary>
internal sealed class ArrivingBundle(BundleStore store, string sender, string fileName, long size)
{
    private readonly string _part = StoredName.Part(StoredName.Of(sender, fileName), sender, 1);
    private volatile BundleLayout? _layout;

    /// <summary>How many are there when so many bytes are; 0 while that is unknown.</summary>
    public int FilesWithin(long bytes)
    {
        _layout ??= bytes > BundleManifest.HeadBytes ? store.LayoutOf(_part, size) : null;
        return _layout?.FilesBefore(bytes) ?? 0;
    }
}
