using System.Globalization;
using System.Text;

namespace Forum.ClientApp.Unicode;

/// <summary>
/// Text from others, made safe to print: what would act on a terminal, or lie about the order of the letters, is shown as
/// an escape such as <c>\x1b</c> or <c>\u202e</c> and never obeyed.
/// </summary>
/// <remarks>
/// Escaped are the controls C0, DEL and C1, format characters (the bidirectional overrides among them; joiners are kept,
/// since scripts and emoji need them), line and paragraph separators, halves of surrogate pairs, and every mark after the
/// eighth on one letter, which would otherwise run over its neighbours' lines.
/// </remarks>
internal static class VisibleText
{
    private const int MostMarks = 8;
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    /// <summary>The text as it may be printed; the same instance when nothing has to change.</summary>
    public static string Of(string text)
    {
        foreach (var character in text)
        {
            if (character is < ' ' or >= '\u007F')
            {
                return Rewrite(text);
            }
        }

        return text;
    }

    private static string Rewrite(string text)
    {
        var visible = new StringBuilder(text.Length + 16);
        var marks = 0;
        for (var at = 0; at < text.Length; )
        {
            var isWhole = Rune.TryGetRuneAt(text, at, out var rune);
            marks = isWhole && IsMark(rune) ? marks + 1 : 0;
            if (!isWhole)
            {
                visible.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[at]:x4}");
            }
            else if (MayBePrinted(rune) && marks <= MostMarks)
            {
                visible.Append(rune.ToString());
            }
            else
            {
                visible.Append(Escape(rune.Value));
            }

            at += isWhole ? rune.Utf16SequenceLength : 1;
        }

        return visible.ToString();
    }

    private static string Escape(int codePoint) =>
        codePoint switch
        {
            <= 0xFF => $"\\x{codePoint:x2}",
            <= 0xFFFF => $"\\u{codePoint:x4}",
            _ => $"\\U{codePoint:x8}",
        };

    private static bool MayBePrinted(Rune rune) =>
        Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.Control => false,
            UnicodeCategory.Format => rune.Value is ZeroWidthJoiner or ZeroWidthNonJoiner,
            UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate => false,
            _ => true,
        };

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;
}
