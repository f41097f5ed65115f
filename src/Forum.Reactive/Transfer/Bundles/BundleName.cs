using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Transfer.Bundles;

/// <summary>
/// The name under which many files are offered as one: <c>slides.17.folder</c>, or <c>a.pdf.3.files</c> for files that lie in no
/// folder together. Who knows nothing of bundles sees a file of that name.
/// </summary>
/// <param name="Label">The folder, or the first of the files.</param>
/// <param name="Count">How many files.</param>
/// <param name="IsFolder">Whether it is one folder.</param>
public sealed record BundleName(string Label, int Count, bool IsFolder)
{
    private const int LongestLabel = 180; // With a sender's name before it, it still is a name.
    private const string Folder = "folder";
    private const string Files = "files";

    /// <summary>The name for a label of any length and kind.</summary>
    internal static BundleName Of(string label, int count, bool isFolder) =>
        new(SafeName.Fit(SafeName.Of(label), LongestLabel), count, isFolder);

    /// <summary>Reads a name of an offer, or of what was stored.</summary>
    public static bool TryParse(string name, [NotNullWhen(true)] out BundleName? bundle)
    {
        ArgumentNullException.ThrowIfNull(name);
        bundle = null;
        var kind = name.LastIndexOf('.');
        var number = kind > 0 ? name.LastIndexOf('.', kind - 1) : -1;
        if (
            number > 0
            && name[(kind + 1)..] is (Folder or Files) and var word
            && int.TryParse(
                name.AsSpan(number + 1, kind - number - 1),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var count
            )
            && count > 0
        )
        {
            bundle = new BundleName(name[..number], count, word == Folder);
        }

        return bundle is not null;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Label}.{Count}.{(IsFolder ? Folder : Files)}");
}
