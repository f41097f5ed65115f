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

    private static string Rewrite(string text)
    {
        StringBuilder? visible = null; // From the first escape on
        var directions = DirectionControls.In(text);
        var marks = 0;
        for (var at = 0; at < text.Length; )
        {
            var isWhole = Rune.TryGetRuneAt(text, at, out var rune);
            var length = isWhole ? rune.Utf16SequenceLength : 1;
            marks = isWhole && IsMark(rune) ? marks + 1 : 0;
            if (isWhole && marks <= MostMarks && MayBeShown(text, at, rune, directions))
            {
                visible?.Append(text, at, length);
            }
            else
            {
                visible ??= new StringBuilder(text, 0, at, text.Length + 16);
                visible.Append(Escape(isWhole ? rune.Value : text[at]));
            }

            at += length;
        }

        return visible?.ToString() ?? text;
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
