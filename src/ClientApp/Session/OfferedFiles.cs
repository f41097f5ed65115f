using Forum.Reactive.Protocol;
using Forum.Reactive.Transfer.Bundles;

namespace Forum.ClientApp.Session;

/// <summary>What is offered, in words: a file, a folder, or several files.</summary>
/// <param name="Name"><c>lecture1.mp4</c>, <c>slides</c>, <c>a.pdf and 2 more</c>.</param>
/// <param name="Described">The same with the number and the bytes.</param>
internal sealed record OfferedFiles(string Name, string Described)
{
    /// <summary>By the name of an offer.</summary>
    public static OfferedFiles Of(FileOffered offer)
    {
        var size = Quantity.Bytes(offer.Size);
        if (!BundleName.TryParse(offer.FileName, out var bundle))
        {
            return new OfferedFiles(offer.FileName, $"{offer.FileName} ({size})");
        }

        var several = bundle.Count == 1 ? bundle.Label : $"{bundle.Label} and {bundle.Count - 1} more";
        return bundle.IsFolder
            ? new OfferedFiles(bundle.Label, $"{bundle.Label} ({FilesOf(bundle.Count)}, {size})")
            : new OfferedFiles(several, $"{several} ({size})");
    }

    /// <summary><c>1 file</c>, <c>17 files</c>.</summary>
    public static string FilesOf(int count) => count == 1 ? "1 file" : $"{count} files";
}
