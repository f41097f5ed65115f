using System.Text;
using Forum.ClientApp.Keys;
using FsCheck.Xunit;

namespace Forum.ClientApp.Tests.Keys;

public class KeyDecoderTests
{
    public static TheoryData<string, string> Sequences =>
        new()
        {
            { "a", "Text a None" },
            { "é", "Text é None" },
            { "日", "Text 日 None" },
            { "👩", "Text 👩 None" },
            { "\r", "Enter  None" },
            { "\n", "Enter  None" },
            { "\t", "Tab  None" },
            { "\x7f", "Backspace  None" },
            { "\b", "Backspace  None" },
            { "\0", "Text   Control" },
            { "\x01", "Text a Control" },
            { "\x1a", "Text z Control" },
            { "\x1b[A", "Up  None" },
            { "\x1b[B", "Down  None" },
            { "\x1b[C", "Right  None" },
            { "\x1b[D", "Left  None" },
            { "\x1bOA", "Up  None" },
            { "\x1bOB", "Down  None" },
            { "\x1bOC", "Right  None" },
            { "\x1bOD", "Left  None" },
            { "\x1b[H", "Home  None" },
            { "\x1bOH", "Home  None" },
            { "\x1b[1~", "Home  None" },
            { "\x1b[7~", "Home  None" },
            { "\x1b[F", "End  None" },
            { "\x1bOF", "End  None" },
            { "\x1b[4~", "End  None" },
            { "\x1b[8~", "End  None" },
            { "\x1b[3~", "Delete  None" },
            { "\x1b[3;5~", "Delete  Control" },
            { "\x1b[5~", "PageUp  None" },
            { "\x1b[6~", "PageDown  None" },
            { "\x1b[Z", "Tab  Shift" },
            { "\x1b[1;5D", "Left  Control" },
            { "\x1b[1;3C", "Right  Alt" },
            { "\x1b[1;6A", "Up  Shift, Control" },
            { "\x1b[97;5u", "Text a Control" },
            { "\x1b[27;5;97~", "Text a Control" },
            { "\x1b" + "b", "Text b Alt" },
            { "\x1b\x7f", "Backspace  Alt" },
            { "\x1b[200~two\nlines\x1b[201~", "Paste two\nlines None" },
            { "\x1b[200~a\x1b[20b\x1b\x1b[201~", "Paste a\x1b[20b\x1b None" },
        };

    [Theory]
    [MemberData(nameof(Sequences))]
    public void Each_sequence_is_its_key(string typed, string key) => Assert.Equal([key], Words(Decode(typed)));

    [Theory]
    [MemberData(nameof(Sequences))]
    public void Wherever_a_sequence_is_cut_it_is_the_same_key(string typed, string key)
    {
        var bytes = Encoding.UTF8.GetBytes(typed);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var decoder = new KeyDecoder();
            Assert.Equal([key], Words([.. decoder.Feed(bytes.AsSpan(0, cut)), .. decoder.Feed(bytes.AsSpan(cut))]));
        }
    }

    [Fact]
    public void Keys_follow_each_other_in_one_chunk() =>
        Assert.Equal(["Text h None", "Text i None", "Up  None", "Enter  None"], Words(Decode("hi\x1b[A\r")));

    [Fact]
    public void Sequences_that_nobody_knows_are_no_keys() =>
        Assert.Equal(["Text x None"], Words(Decode("\x1b[?62;c\x1b[99~\x1bOQ\x1b[[Ax")));

    [Fact]
    public void A_sequence_of_any_length_is_swallowed_without_being_kept() =>
        Assert.Equal(["Text x None"], Words(Decode("\x1b[" + new string('1', 100_000) + "~x")));

    [Fact]
    public void An_escape_within_a_sequence_begins_another() =>
        Assert.Equal(["Left  None"], Words(Decode("\x1b[1\x1b[D")));

    [Fact]
    public void Of_an_enormous_paste_64_KiB_are_kept()
    {
        var key = Assert.Single(Decode("\x1b[200~" + new string('x', 1_000_000) + "\x1b[201~"));

        Assert.Equal(64 * 1024, key.Text.Length);
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_replaced_and_what_follows_is_read() =>
        Assert.Equal(
            ["Text \ufffd None", "Text a None", "Text \ufffd None", "Enter  None"],
            Words(new KeyDecoder().Feed([0xFF, (byte)'a', 0xC3, 0x0D]))
        );

    [Property]
    public bool Random_bytes_never_stop_the_decoder(byte[][] chunks)
    {
        var decoder = new KeyDecoder();
        foreach (var chunk in chunks)
        {
            decoder.Feed(chunk);
        }

        decoder.Feed("\x1b[201~"u8);
        decoder.Silence();
        return Words(decoder.Feed("ok"u8)) is [.., "Text o None", "Text k None"];
    }

    [Property]
    public bool However_random_bytes_are_cut_the_keys_are_the_same(byte[] first, byte[] second)
    {
        byte[] bytes = [.. "\x1b["u8, .. first, 0xE6, 0x97, .. second];
        var whole = new KeyDecoder().Feed(bytes);
        var byteByByte = new KeyDecoder();
        return Words(whole).SequenceEqual(Words([.. bytes.SelectMany(value => byteByByte.Feed([value]))]));
    }

    private static IReadOnlyList<Key> Decode(string typed) => new KeyDecoder().Feed(Encoding.UTF8.GetBytes(typed));

    private static string[] Words(IEnumerable<Key> keys) =>
        [.. keys.Select(key => $"{key.Code} {key.Text} {key.Modifiers}")];
}
