using System.Globalization;
using System.Text;
using Forum.Reactive.Protocol;
using FsCheck;
using FsCheck.Xunit;

namespace Forum.Reactive.Tests.Protocol;

/// <summary>Text from others as it is shown.</summary>
public sealed class VisibleTextTests
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
    [InlineData("yo\u200bda\ufeff\u2060", "yo\\u200bda\\ufeff\\u2060")]
    [InlineData("yo\u200dda \u200cx", "yo\\u200dda \\u200cx")]
    [InlineData("\u202aa\u202c \u2067b\u2069", "\\u202aa\\u202c \\u2067b\\u2069")]
    [InlineData("a\u200eb\u200fc\u061c", "a\\u200eb\\u200fc\\u061c")]
    [InlineData("\u05d0\u202e\u05d1\u202c", "\u05d0\\u202e\u05d1\\u202c")]
    [InlineData("\u2067\u05d0", "\\u2067\u05d0")]
    [InlineData("\u05d0\u2069", "\u05d0\\u2069")]
    [InlineData("\u2067\u05d0\u202c", "\\u2067\u05d0\\u202c")]
    [InlineData("\U0001F3F4\U000E0067", "\U0001F3F4\\U000e0067")]
    [InlineData("\u2028\u2029", "\\u2028\\u2029")]
    [InlineData("\U000E0041", "\\U000e0041")]
    public void What_would_act_is_shown_instead(string text, string visible) =>
        Assert.Equal(visible, VisibleText.Of(text));

    [Theory]
    [InlineData("\u05e9\u05dc\u05d5\u05dd\u200f! (C\u200e++)")]
    [InlineData("\u2067\u05e9\u05dc\u05d5\u05dd\u2069 said \u2068hans\u2069")]
    [InlineData("\u202b\u05e9\u05dc\u05d5\u05dd\u202c")]
    [InlineData("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645")]
    [InlineData("\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35\u200b\u0e0a\u0e32\u0e27\u0e42\u0e25\u0e01")]
    [InlineData("Zu\u00adsam\u00admen")]
    [InlineData("\U0001F3F4\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F")]
    [InlineData("\u0915\u094d\u200d\u0937 \u0601\u0661")]
    public void Honest_text_stays_as_it_is(string text)
    {
        Assert.Same(text, VisibleText.Of(text));
        var utf8 = Encoding.UTF8.GetBytes(text);
        Assert.True(VisibleText.Of(utf8) == (ReadOnlySpan<byte>)utf8);
    }

    [Property]
    public bool Bytes_are_shown_as_text_is(NonNull<string> text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text.Get);
        return Encoding.UTF8.GetString(VisibleText.Of(utf8)) == VisibleText.Of(Encoding.UTF8.GetString(utf8));
    }

    [Fact]
    public void What_is_shown_has_no_second_line_by_any_rule() =>
        Assert.Equal("a\\u2028b\\u2029c\\x85d", VisibleText.Of("a\u2028b\u2029c\u0085d"));

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
        !VisibleText.Of(text ?? "").EnumerateRunes().Any(IsHarmful);

    [Fact]
    public void Nothing_that_acts_on_a_terminal_gets_through_of_all_there_is()
    {
        for (var codePoint = 0; codePoint <= 0x10FFFF; codePoint++)
        {
            if (Rune.IsValid(codePoint))
            {
                Assert.True(
                    !VisibleText.Of(new Rune(codePoint).ToString()).EnumerateRunes().Any(IsHarmful),
                    $"U+{codePoint:X4}"
                );
            }
        }
    }

    private static bool IsHarmful(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
        || rune.Value is 0x202D or 0x202E;
}
