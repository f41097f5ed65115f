using System.Text;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Transfer.Bundles;

/// <summary>The rule for paths below a folder that travels: they are kept, and cannot leave it.</summary>
internal static class BundlePath
{
    private const int MostBytes = 1024;
    private const int MostSegments = 64;

    /// <summary>
    /// Says what is wrong with a path, as the end of a sentence; null if each of its names is one that could travel alone. Dots are
    /// free: below a folder they can neither hide it nor lead out of it, but for <c>.</c> and <c>..</c> themselves.
    /// </summary>
    public static string? Problem(string path)
    {
        var segments = path.Split('/');
        if (segments.Length > MostSegments || Encoding.UTF8.GetByteCount(path) > MostBytes)
        {
            return "is too long";
        }

        foreach (var segment in segments)
        {
            if (segment is "." or "..")
            {
                return "leads out of the folder";
            }

            if (FileName.Problem(segment.Replace('.', '_')) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }
}
