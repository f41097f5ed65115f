using System.Globalization;

namespace Forum.ClientApp.Unicode;

/// <summary>
/// Steps through text by what a reader calls a character: extended grapheme clusters (UAX #29), so that a letter and its
/// accents, or a family of emoji, are passed and deleted as one.
/// </summary>
/// <remarks>Positions are UTF-16 indexes. Pure; any thread.</remarks>
internal static class Graphemes
{
    /// <summary>The position after the cluster that begins at <paramref name="position"/>; the end stays the end.</summary>
    public static int Next(string text, int position) =>
        position >= text.Length ? text.Length : position + StringInfo.GetNextTextElementLength(text, position);

    /// <summary>The position of the cluster that ends at <paramref name="position"/>; zero stays zero.</summary>
    /// <remarks>Clusters can only be found from the front, so this costs O(<paramref name="position"/>).</remarks>
    public static int Previous(string text, int position)
    {
        var at = 0;
        while (Next(text, at) < position)
        {
            at = Next(text, at);
        }

        return at;
    }

    /// <summary>The first position between two clusters that is not before <paramref name="position"/>.</summary>
    /// <remarks>Costs O(<paramref name="position"/>).</remarks>
    public static int AtOrAfter(string text, int position)
    {
        var at = position >= text.Length ? position : 0;
        while (at < position)
        {
            at = Next(text, at);
        }

        return at;
    }

    /// <summary>The end of the word at or after <paramref name="position"/>: letters and digits, with their marks.</summary>
    public static int NextWordEnd(string text, int position)
    {
        while (position < text.Length && !BeginsWord(text, position))
        {
            position = Next(text, position);
        }

        while (position < text.Length && BeginsWord(text, position))
        {
            position = Next(text, position);
        }

        return position;
    }

    /// <summary>The start of the word at or before <paramref name="position"/>.</summary>
    public static int PreviousWordStart(string text, int position)
    {
        var start = 0;
        for (int at = 0, inWord = 0; at < position; at = Next(text, at))
        {
            var isWord = BeginsWord(text, at) ? 1 : 0;
            if (isWord > inWord)
            {
                start = at;
            }

            inWord = isWord;
        }

        return start;
    }

    /// <summary>The clusters of <paramref name="text"/>, in order, as positions and lengths.</summary>
    public static IEnumerable<(int Start, int Length)> Of(string text)
    {
        for (var at = 0; at < text.Length; at = Next(text, at))
        {
            yield return (at, Next(text, at) - at);
        }
    }

    private static bool BeginsWord(string text, int position) =>
        char.IsSurrogate(text[position]) ? char.IsLetterOrDigit(text, position) : char.IsLetterOrDigit(text[position]);
}
