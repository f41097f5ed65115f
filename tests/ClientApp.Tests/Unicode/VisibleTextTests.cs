using System.Globalization;
using System.Text;
using Forum.ClientApp.Unicode;
using FsCheck.Xunit;

namespace Forum.ClientApp.Tests.Unicode;

public class VisibleTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("日本語 é 👨‍👩‍👧 🇩🇪 ❤️", "日本語 é 👨‍👩‍👧 🇩🇪 ❤️")]
    [InlineData("\x1b[2Jgone", "\\x1b[2Jgone")]
    [InlineData("\x1b]0;title\x07", "\\x1b]0;title\\x07")]
    [InlineData("a\rb\nc\td\be\x7f", "a\\x0db\\x0ac\\x09d\\x08e\\x7f")]
    [InlineData("\u009b31m", "\\x9b31m")]
    [InlineData("\u202eevil", "\\u202eevil")]
    [InlineData("\u2066\u2069", "\\u2066\\u2069")]
    [InlineData("\u200b\u00ad\ufeff", "\\u200b\\xad\\ufeff")]
    [InlineData("\u2028\u2029", "\\u2028\\u2029")]
    [InlineData("\U000E0041", "\\U000e0041")]
    public void What_would_act_is_shown_instead(string text, string visible) =>
        Assert.Equal(visible, VisibleText.Of(text));

    [Fact]
    public void Half_a_surrogate_pair_is_shown_as_what_it_is() => Assert.Equal("a\\ud83db", VisibleText.Of("a\ud83db"));

    [Fact]
    public void Marks_cannot_be_piled_up_over_the_lines_above()
    {
        var visible = VisibleText.Of("Z" + new string('\u0301', 100));

        Assert.Equal(8, visible.Count(character => character == '\u0301'));
    }

    [Property]
    public bool Nothing_that_acts_on_a_terminal_gets_through_whatever_is_sent(string? text) =>
        VisibleText.Of(text ?? "").EnumerateRunes().All(IsHarmless);

    [Fact]
    public void Nothing_that_acts_on_a_terminal_gets_through_of_all_there_is()
    {
        for (var codePoint = 0; codePoint <= 0x10FFFF; codePoint++)
        {
            if (Rune.IsValid(codePoint))
            {
                Assert.True(
                    VisibleText.Of(new Rune(codePoint).ToString()).EnumerateRunes().All(IsHarmless),
                    $"U+{codePoint:X4}"
                );
            }
        }
    }

    private static bool IsHarmless(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is not (UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
        && rune.Value is not (0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069));
}
