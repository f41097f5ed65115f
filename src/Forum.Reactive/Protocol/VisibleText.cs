using System.Globalization;
using System.Text;

namespace Forum.Reactive.Protocol;

/// <summary>
/// Text from others, made safe to show: what would act on a terminal, or lie about the order of the letters or hide some, is shown as an
/// escape such as <c>\x1b</c> or <c>\u202e</c> and never obeyed. Honest text of every script stays as it is.
/// </summary>
/// <remarks>
/// Escaped are control characters (C0, DEL, C1), line and paragraph separators, halves of surrogate pairs, every mark after the eighth
/// on one letter, and what cannot be seen, unless it has its place: <see cref="InvisibleCharacters"/> says which, and
/// <see cref="DirectionControls"/> what becomes of those that turn the text. Safe on any thread.
/// </remarks>
public static class VisibleText
{
    private const int MostMarks = 8;

    /// <summary>The text as it may be shown; the same instance when nothing has to change.</summary>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.AsSpan().ContainsAnyExceptInRange(' ', '~') ? Rewrite(text) : text;
    }

    /// <summary>The same for UTF-8: what was passed when nothing has to change.</summary>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> utf8)
    {
        if (!utf8.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
        {
            return utf8;
        }

        var text = Encoding.UTF8.GetString(utf8);
        var visible = Rewrite(text);
        return ReferenceEquals(visible, text) ? utf8 : Encoding.UTF8.GetBytes(visible);
    }

    /// <summary>
    /// What <see cref="Of(string)"/> shows, character by character: where each begins in the text, how long it is there, and its escape,
    /// null if it is shown as it is. For whoever shows a part of a text: what may be shown depends on all of it.
    /// </summary>
    public static IEnumerable<(int At, int Length, string? Escape)> Characters(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Walk(text);
    }

    private static string Rewrite(string text)
    {
        StringBuilder? visible = null; // From the first escape on
        foreach (var (at, length, escape) in Walk(text))
        {
            if (escape is not null)
            {
                visible ??= new StringBuilder(text, 0, at, text.Length + 16);
                visible.Append(escape);
            }
            else
            {
                visible?.Append(text, at, length);
            }
        }

        return visible?.ToString() ?? text;
    }

    private static IEnumerable<(int At, int Length, string? Escape)> Walk(string text)
    {
        var directions = DirectionControls.In(text);
        var marks = 0;
        for (int at = 0, length; at < text.Length; at += length)
        {
            var isWhole = Rune.TryGetRuneAt(text, at, out var rune);
            length = isWhole ? rune.Utf16SequenceLength : 1;
            marks = isWhole && IsMark(rune) ? marks + 1 : 0;
            var isShown = isWhole && marks <= MostMarks && MayBeShown(text, at, rune, directions);
            yield return (at, length, isShown ? null : Escape(isWhole ? rune.Value : text[at]));
        }
    }

    private static string Escape(int codePoint) =>
        codePoint switch
        {
            <= 0xFF => $"\\x{codePoint:x2}",
            <= 0xFFFF => $"\\u{codePoint:x4}",
            _ => $"\\U{codePoint:x8}",
        };

    private static bool MayBeShown(string text, int at, Rune rune, DirectionControls directions) =>
        Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.Control => false,
            UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
            UnicodeCategory.Format when DirectionControls.Has(rune.Value) => directions.MayStay(at),
            UnicodeCategory.Format => InvisibleCharacters.MayStay(text, at, rune.Value),
            _ => true,
        };

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;
}
