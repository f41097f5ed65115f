using Forum.ClientApp.Editing;
using Forum.ClientApp.Keys;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Forum.ClientApp.Tests.Editing;

public class LineEditorTests
{
    private const string Family = "👨‍👩‍👧";
    private const string Accented = "e\u0301";

    // The cursor is written as a bar.
    [Theory]
    [InlineData("ab|", "Left", "None", "a|b")]
    [InlineData("|ab", "Left", "None", "|ab")]
    [InlineData("a|b", "Right", "None", "ab|")]
    [InlineData("ab|", "Right", "None", "ab|")]
    [InlineData("a" + Family + "|b", "Left", "None", "a|" + Family + "b")]
    [InlineData("|" + Accented + "x", "Right", "None", Accented + "|x")]
    [InlineData("one two|", "Left", "Control", "one |two")]
    [InlineData("one, |two", "Left", "Alt", "|one, two")]
    [InlineData("|one, two", "Right", "Control", "one|, two")]
    [InlineData("one|, two", "Right", "Alt", "one, two|")]
    [InlineData("日本| 語", "Left", "Control", "|日本 語")]
    [InlineData("a|b", "Home", "None", "|ab")]
    [InlineData("a|b", "End", "None", "ab|")]
    [InlineData("ab|c", "Backspace", "None", "a|c")]
    [InlineData("|c", "Backspace", "None", "|c")]
    [InlineData(Family + "|c", "Backspace", "None", "|c")]
    [InlineData(Accented + "|", "Backspace", "None", "|")]
    [InlineData("a|bc", "Delete", "None", "a|c")]
    [InlineData("a|", "Delete", "None", "a|")]
    [InlineData("a|" + Family, "Delete", "None", "a|")]
    [InlineData("one two|", "Backspace", "Alt", "one |")]
    [InlineData("|one two", "Delete", "Control", "| two")]
    public void A_key_moves_the_cursor_or_deletes(string before, string key, string with, string after) =>
        Assert.Equal(
            after,
            Show(Press(Editor(before), new Key(Enum.Parse<KeyCode>(key), "", Enum.Parse<KeyModifiers>(with))))
        );

    [Theory]
    [InlineData("a|b", 'a', "|ab")]
    [InlineData("a|b", 'e', "ab|")]
    [InlineData("ab|", 'b', "a|b")]
    [InlineData("|ab", 'f', "a|b")]
    [InlineData("a|b", 'd', "a|")]
    [InlineData("a|bc", 'k', "a|")]
    [InlineData("ab|c", 'u', "|c")]
    [InlineData("MSG one-two |x", 'w', "MSG |x")]
    public void Control_and_a_letter_do_what_they_do_in_shells(string before, char letter, string after) =>
        Assert.Equal(after, Show(Press(Editor(before), Key.Control(letter))));

    [Fact]
    public void What_was_killed_comes_back_where_the_cursor_is()
    {
        var editor = Press(Editor("one |two"), Key.Control('k'));

        Assert.Equal(
            "twoone |",
            Show(Press(Press(Press(editor, Key.Control('a')), Key.Control('y')), Key.Control('e')))
        );
    }

    [Fact]
    public void Text_goes_in_where_the_cursor_is() => Assert.Equal("ax|b", Show(Press(Editor("a|b"), Key.Typed("x"))));

    [Fact]
    public void A_mark_joins_the_letter_before_it() =>
        Assert.Equal("e\u0301|b", Show(Press(Editor("e|b"), Key.Typed("\u0301"))));

    [Fact]
    public void The_cursor_is_never_within_a_flag_that_a_deletion_made() =>
        Assert.Equal("🇩🇪|", Show(Press(Editor("🇩|a🇪"), new Key(KeyCode.Delete))));

    [Fact]
    public void The_cursor_is_never_within_a_flag_that_typing_made() =>
        Assert.Equal("🇩🇪|🇪", Show(Press(Editor("|🇪🇪"), Key.Typed("🇩"))));

    [Theory]
    [InlineData("two\nlines", "two lines")]
    [InlineData("two\r\nlines\r\n", "two lines")]
    [InlineData("a\tb", "a b")]
    [InlineData("a\x1b[31mb\x07", "a[31mb")]
    [InlineData("日本語 é", "日本語 é")]
    public void A_paste_becomes_one_line_of_text(string pasted, string line) =>
        Assert.Equal(line, Press(LineEditor.Empty, new Key(KeyCode.Paste, pasted)).Text);

    [Fact]
    public void A_line_is_too_long_by_the_bytes_that_the_wire_would_need()
    {
        Assert.Equal(0, LineEditor.Empty.With(new string('x', 8192)).Excess);
        Assert.Equal(1, LineEditor.Empty.With(new string('x', 8193)).Excess);
        Assert.Equal(0, LineEditor.Empty.With(new string('語', 2730)).Excess);
        Assert.Equal(208, LineEditor.Empty.With(new string('語', 2800)).Excess);
    }

    [Fact]
    public void A_line_that_is_full_takes_no_more()
    {
        var full = LineEditor.Empty.With(new string('x', LineEditor.LongestText));

        Assert.Same(full, full.Insert("y"));
    }

    [Property]
    public Property Whatever_is_pressed_the_cursor_stays_between_two_clusters() =>
        Prop.ForAll(
            Keys().ListOf().ToArbitrary(),
            keys =>
            {
                var editor = keys.Aggregate(LineEditor.Empty, Press);
                return Forum
                    .ClientApp.Unicode.Graphemes.Of(editor.Text)
                    .Select(cluster => cluster.Start)
                    .Append(editor.Text.Length)
                    .Contains(editor.Cursor);
            }
        );

    private static Gen<Key> Keys()
    {
        var text = Gen.Elements("a", " ", "é", "\u0301", "日", "👩", "\u200d", "🇩", "🇪", "\uFE0F", "-")
            .Select(Key.Typed);
        var control = Gen.Elements("abdefkuwy".ToCharArray()).Select(Key.Control);
        var named = Gen.Elements(
                KeyCode.Left,
                KeyCode.Right,
                KeyCode.Backspace,
                KeyCode.Delete,
                KeyCode.Home,
                KeyCode.End
            )
            .Select(code => new Key(code));
        return Gen.Frequency((4, text), (1, control), (2, named));
    }

    private static LineEditor Press(LineEditor editor, Key key) => editor.Apply(Keymap.Find(key), key);

    private static LineEditor Editor(string withBar)
    {
        var cursor = withBar.IndexOf('|', StringComparison.Ordinal);
        return new LineEditor(withBar.Remove(cursor, 1), cursor, "");
    }

    private static string Show(LineEditor editor) => editor.Text.Insert(editor.Cursor, "|");
}
