using Forum.ClientApp.Editing;
using Forum.ClientApp.Keys;
using Forum.ClientApp.Session;

namespace Forum.ClientApp.Tests.Session;

public sealed class SearchingTests
{
    private static readonly Key ControlR = Key.Control('r');
    private static readonly Key Undo = Key.Control('_');

    [Fact]
    public void Control_R_finds_the_newest_line_that_holds_what_is_typed_and_again_the_one_before()
    {
        var client = Experienced().Press(ControlR).Type("hel");
        Assert.Equal("MSG hello again", client.Line);

        client.Press(ControlR);
        Assert.Equal("MSG hello", client.Line);

        client.Press(KeyCode.Enter);
        Assert.Equal(["MSG hello"], client.Server.Lines);
    }

    [Fact]
    public void What_is_not_found_rings_and_the_line_stays()
    {
        var client = Experienced().Press(ControlR).Type("hellx");

        Assert.Equal("MSG hello again", client.Line);
        Assert.Equal(1, client.State.Screen.Rings);
        Assert.Equal("MSG hello again", client.Press(KeyCode.Backspace).Line);
    }

    [Theory]
    [InlineData('g')]
    [InlineData('c')]
    public void Given_up_it_leaves_the_line_that_was(char letter)
    {
        var client = Experienced().Type("MSG dr").Press(ControlR).Type("ATU").Press(Key.Control(letter));

        Assert.Equal("MSG dr", client.Line);
        Assert.Null(client.State.Prompt.Search);
    }

    [Fact]
    public void Another_key_takes_the_line_and_edits_it()
    {
        var client = Experienced().Press(ControlR).Type("ATU").Press(KeyCode.Home).Type("x");

        Assert.Equal("xATU", client.Line);
    }

    [Fact]
    public void Undo_takes_back_word_by_word_and_what_was_deleted()
    {
        var client = new ClientUnderTest().LogIn().Type("MSG hello you").Press(Key.Control('w'));
        Assert.Equal("MSG hello ", client.Line);

        Assert.Equal("MSG hello you", client.Press(Undo).Line);
        Assert.Equal("MSG hello ", client.Press(Undo).Line);
        Assert.Equal("MSG hello", client.Press(Undo).Line);
    }

    [Fact]
    public void A_line_that_Control_C_cleared_can_be_had_back()
    {
        var client = new ClientUnderTest().LogIn().Type("MSG half").Press(Key.Control('c')).Press(Undo);

        Assert.Equal("MSG half", client.Line);
    }

    [Fact]
    public void Where_nothing_was_done_undo_rings() =>
        Assert.Equal(1, new ClientUnderTest().LogIn().Press(Undo).State.Screen.Rings);

    [Fact]
    public void A_password_cannot_be_undone_to()
    {
        var client = new ClientUnderTest().Enter("yoda").Type("secret").Press(Key.Control('u')).Press(Undo);

        Assert.Equal("", client.Line);
    }

    private static ClientUnderTest Experienced() =>
        new ClientUnderTest(
            prompt: new PromptLine { History = History.Of(["MSG hello", "MSG hello again", "ATU"]) }
        ).LogIn();
}
