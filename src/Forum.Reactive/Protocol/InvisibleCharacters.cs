using System.Text;

namespace Forum.Reactive.Protocol;

/// <summary>
/// Format characters (Unicode's category Cf) that honest text has: those that can be seen, soft hyphens, joiners behind what they can
/// join, spaces without width in scripts that have no others, and the tags of a flag. Elsewhere they only hide something.
/// </summary>
internal static class InvisibleCharacters
{
    private const int SoftHyphen = 0xAD;
    private const int ZeroWidthSpace = 0x200B;
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;
    private const int BlackFlag = 0x1F3F4;
    private const int CancelTag = 0xE007F;
    private const int LongestFlag = 7; // Tags: a region of two letters, a subdivision of at most four, and the end

    /// <summary>Whether the format character at <paramref name="at"/> has its place there.</summary>
    public static bool MayStay(string text, int at, int codePoint) =>
        codePoint switch
        {
            SoftHyphen => true,
            ZeroWidthSpace => IsWithoutSpaces(Before(text, at)) || IsWithoutSpaces(At(text, at + 1)),
            ZeroWidthNonJoiner or ZeroWidthJoiner => Before(text, at) > 0x7F,
            >= 0xE0020 and <= CancelTag => IsOfFlag(text, at),
            _ => IsSeen(codePoint),
        };

    // Signs of Arabic, Syriac and Kaithi that stand before or under a number.
    private static bool IsSeen(int codePoint) =>
        codePoint is (>= 0x600 and <= 0x605) or 0x6DD or 0x70F or 0x890 or 0x891 or 0x8E2 or 0x110BD or 0x110CD;

    // Thai, Lao, Myanmar and Khmer.
    private static bool IsWithoutSpaces(int codePoint) =>
        codePoint is (>= 0xE00 and <= 0xEFF) or (>= 0x1000 and <= 0x109F) or (>= 0x1780 and <= 0x17FF);

    private static bool IsOfFlag(string text, int at)
    {
        var first = at;
        var tags = 0;
        while (IsTag(Before(text, first)) && ++tags < LongestFlag)
        {
            first -= 2;
        }

        var last = at;
        while (At(text, last) is var tag && tag != CancelTag && IsTag(tag) && ++tags < LongestFlag)
        {
            last += 2;
        }

        return Before(text, first) == BlackFlag && At(text, last) == CancelTag;
    }

    private static bool IsTag(int codePoint) => codePoint is >= 0xE0020 and < CancelTag;

    /// <summary>The code point that ends before an index; -1 if there is none.</summary>
    private static int Before(string text, int at) =>
        Rune.DecodeLastFromUtf16(text.AsSpan(0, at), out var rune, out _) == System.Buffers.OperationStatus.Done
            ? rune.Value
            : -1;

    private static int At(string text, int at) =>
        at < text.Length && Rune.TryGetRuneAt(text, at, out var rune) ? rune.Value : -1;
}
