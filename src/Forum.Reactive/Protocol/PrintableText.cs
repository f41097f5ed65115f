using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Forum.Reactive.Protocol;

/// <summary>
/// What may stand in a line: valid UTF-8 without control characters (C0, DEL, C1) and without the separators of lines and paragraphs
/// (U+2028, U+2029), so that whoever reads it, by whatever rule for the ends of lines, reads one line.
/// </summary>
public static class PrintableText
{
    private static readonly SearchValues<byte> AsciiControls = SearchValues.Create([
        .. Enumerable.Range(0, 32).Select(b => (byte)b),
        0x7F,
    ]);

    /// <summary>Whether every character of <paramref name="utf8"/> may stand in a line.</summary>
    public static bool IsValid(ReadOnlySpan<byte> utf8) =>
        !utf8.ContainsAny(AsciiControls)
        && (Ascii.IsValid(utf8) || (Utf8.IsValid(utf8) && !HasC1Control(utf8) && !HasSeparator(utf8)));

    // U+0080 to U+009F are C2 80 to C2 9F in UTF-8; C2 begins no other character than U+0080 to U+00BF.
    private static bool HasC1Control(ReadOnlySpan<byte> utf8)
    {
        while (utf8.IndexOf((byte)0xC2) is >= 0 and var at)
        {
            if (utf8[at + 1] < 0xA0)
            {
                return true;
            }

            utf8 = utf8[(at + 2)..];
        }

        return false;
    }

    // U+2028 and U+2029 are E2 80 A8 and E2 80 A9.
    private static bool HasSeparator(ReadOnlySpan<byte> utf8)
    {
        while (utf8.IndexOf([(byte)0xE2, (byte)0x80]) is >= 0 and var at)
        {
            if (utf8[at + 2] is 0xA8 or 0xA9)
            {
                return true;
            }

            utf8 = utf8[(at + 3)..];
        }

        return false;
    }
}
