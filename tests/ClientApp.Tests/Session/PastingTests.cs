using Forum.ClientApp.Keys;
using Forum.ClientApp.Session;

namespace Forum.ClientApp.Tests.Session;

public sealed class PastingTests
{
    private static Key Pasted(string text) => new(KeyCode.Paste, text);

    [Fact]
    public void Of_several_lines_it_is_asked_what_becomes_of_them()
    {
        var client = new ClientUnderTest().LogIn().Press(Pasted("one\ntwo\r\nthree\n"));

        Assert.Equal("", client.Line);
        Assert.Equal("Paste 3 lines: (s)end as 3 messages, (j)oin to one, (c)ancel?", client.State.PasteQuestion());
    }

    [Theory]
    [InlineData("", "MSG one", "MSG two")]
    [InlineData("MSG ", "MSG one", "MSG two")]
    [InlineData("MSG so: ", "MSG so: one", "MSG two")]
    public void Sent_each_is_a_message(string typed, string first, string second)
    {
        var client = new ClientUnderTest().LogIn().Type(typed).Press(Pasted("one\ntwo")).Type("s");

        Assert.Equal([first, second], client.Server.Lines);
    }

    [Fact]
    public void Lines_that_are_all_commands_are_sent_as_commands()
    {
        var client = new ClientUnderTest().LogIn().Press(Pasted("MSG one\nATU"));
        Assert.Equal("Paste 2 lines: (s)end as 2 commands, (j)oin to one, (c)ancel?", client.State.PasteQuestion());

        client.Type("s");

        Assert.Equal(["MSG one", "ATU"], client.Server.Lines);
    }

    [Fact]
    public void Joined_they_stand_at_the_prompt()
    {
        var client = new ClientUnderTest().LogIn().Type("MSG ").Press(Pasted("one\ntwo")).Type("j");

        Assert.Equal("MSG one two", client.Line);
        Assert.Empty(client.Server.Lines);
    }

    [Fact]
    public void Cancelled_nothing_is_left_of_them_and_other_keys_ring()
    {
        var client = new ClientUnderTest().LogIn().Type("MSG ").Press(Pasted("one\ntwo")).Type("x");
        Assert.Equal(1, client.State.Screen.Rings);

        client.Type("c").Type("!");

        Assert.Equal("MSG !", client.Line);
    }

    [Fact]
    public void A_paste_that_is_too_long_to_send_stays_for_the_user_to_shorten_and_rings()
    {
        var text = new string('語', 2800);
        var client = new ClientUnderTest().LogIn().Type("MSG ").Press(Pasted(text)).Press(KeyCode.Enter);

        Assert.Equal("MSG " + text, client.Line);
        Assert.Equal(212, client.State.Prompt.Editor.Excess);
        Assert.Equal(2, client.State.Screen.Rings);
        Assert.Empty(client.Server.Lines);

        for (var i = 0; i < 71; i++)
        {
            client.Press(KeyCode.Backspace);
        }

        client.Press(KeyCode.Enter);
        Assert.Equal(["MSG " + text[..^71]], client.Server.Lines);
    }

    [Fact]
    public void Of_a_paste_that_nothing_can_hold_it_is_said_how_much_was_lost()
    {
        var keys = new KeyDecoder().Feed(
            System.Text.Encoding.ASCII.GetBytes("\x1b[200~" + new string('x', 70_000) + "\x1b[201~")
        );
        var client = new ClientUnderTest().LogIn().Press(keys[0]);

        Assert.Equal("The paste was too long: its last 4,464 bytes were not kept.", client.Said[^1]);
    }
}
