using Forum.ClientApp.Editing;
using Forum.ClientApp.Rendering;

namespace Forum.ClientApp.Tests.Rendering;

/// <summary>What the prompt shows of a line that holds anything: pasted, completed, or recalled.</summary>
public class PromptViewTests
{
    [Theory]
    [InlineData("MSG \u05e9\u05dc\u05d5\u05dd\u200f!")] // Hebrew, and a mark behind it
    [InlineData("MSG \u05e9\u2067abc\u2069 \u05dd")] // an isolate that ends
    [InlineData("MSG e\u0301\u0302\u0303")]
    [InlineData("MSG \U0001f468\u200d\U0001f469\u200d\U0001f467")]
    public void Honest_text_stays_as_it_is_wherever_the_cursor_stands(string line)
    {
        for (var cursor = 0; cursor <= line.Length; cursor++)
        {
            Assert.Equal(line, Shown(line, cursor).Text);
        }
    }

    [Theory]
    [InlineData("a\u001b[2Jb", "a\\x1b[2Jb")]
    [InlineData("a\u202eb", "a\\u202eb")]
    [InlineData("\u05e9\u2067abc", "\u05e9\\u2067abc")] // an isolate that does not end
    [InlineData("a\u200fb", "a\\u200fb")] // nothing here is written from right to left
    [InlineData("a\u2028b", "a\\u2028b")]
    public void What_deceives_is_an_escape(string line, string expected) =>
        Assert.Equal(expected, Shown(line, line.Length).Text);

    [Fact]
    public void The_cursor_stands_behind_what_an_escape_takes()
    {
        var view = Shown("a\u202eb", 2);
        Assert.Equal("> ".Length + "a\\u202e".Length, view.Cursor);
    }

    [Fact]
    public void A_letter_with_ten_thousand_marks_leaves_the_prompt_in_its_row()
    {
        var view = Shown("MSG a" + new string('\u0301', 10_000) + "b", 10_006);
        Assert.InRange(view.Width, 0, 80);
        Assert.InRange(view.Cursor, 0, 79);
    }

    private static PromptView Shown(string line, int cursor) =>
        PromptView.Of("> ", LineEditor.Empty with { Text = line, Cursor = cursor }, 80);
}
