using System.Text;
using Wcwidth;

namespace Forum.ClientApp.Unicode;

/// <summary>How many columns of a terminal text takes: 0 for marks, 2 for East Asian wide characters and emoji.</summary>
/// <remarks>Widths per code point are those of wcwidth(3) for the newest Unicode; a cluster is as wide as its widest part.</remarks>
internal static class CellWidth
{
    private const char EmojiPresentation = '\uFE0F';

    /// <summary>Columns of the whole text.</summary>
    public static int Of(string text)
    {
        var columns = 0;
        foreach (var (start, length) in Graphemes.Of(text))
        {
            columns += OfCluster(text.AsSpan(start, length));
        }

        return columns;
    }

    /// <summary>Columns of one grapheme cluster, 0 to 2.</summary>
    public static int OfCluster(ReadOnlySpan<char> cluster)
    {
        if (cluster.Length == 1)
        {
            return OfRune(cluster[0]);
        }

        var widest = cluster.Contains(EmojiPresentation) || IsFlag(cluster) ? 2 : 0;
        foreach (var rune in cluster.EnumerateRunes())
        {
            widest = Math.Max(widest, OfRune(rune.Value));
        }

        return widest;
    }

    /// <summary>The longest beginning of <paramref name="text"/> within <paramref name="columns"/>, with an ellipsis if cut.</summary>
    public static string Truncate(string text, int columns)
    {
        if (Of(text) <= columns)
        {
            return text;
        }

        if (columns <= 0)
        {
            return "";
        }

        var end = EndWithin(text, columns - 1);
        return string.Concat(text.AsSpan(0, end), "…");
    }

    private static int EndWithin(string text, int columns)
    {
        var used = 0;
        foreach (var (start, length) in Graphemes.Of(text))
        {
            used += OfCluster(text.AsSpan(start, length));
            if (used > columns)
            {
                return start;
            }
        }

        return text.Length;
    }

    private static int OfRune(int codePoint) =>
        codePoint is >= ' ' and < 0x7F ? 1 : Math.Max(0, UnicodeCalculator.GetWidth(codePoint));

    // Two regional indicators make one flag.
    private static bool IsFlag(ReadOnlySpan<char> cluster) =>
        cluster.Length == 4
        && Rune.DecodeFromUtf16(cluster, out var rune, out _) == System.Buffers.OperationStatus.Done
        && rune.Value is >= 0x1F1E6 and <= 0x1F1FF;
}
