using Forum.ClientApp.Keys;
using Forum.ClientApp.Session;

namespace Forum.ClientApp.Tests.Session;

public sealed class SuggestingTests
{
    [Theory]
    [InlineData("msg hello", "MSG hello")]
    [InlineData("help", "HELP")]
    [InlineData("/help", "HELP")]
    [InlineData("quit", "OUT")]
    [InlineData("exit", "OUT")]
    [InlineData("exit the building", "MSG exit the building")]
    [InlineData("hello everybody", "MSG hello everybody")]
    [InlineData("/msg hi", "MSG hi")]
    [InlineData("MGS hi", "MSG hi")]
    [InlineData("RMD 1", "RDM 1")]
    [InlineData("who", "ATU")]
    [InlineData("Msgs hi", "MSG hi")]
    public void What_may_have_been_meant(string line, string meant) => Assert.Equal(meant, Suggesting.MeantBy(line));

    [Fact]
    public void It_is_offered_and_nothing_is_sent()
    {
        var client = new ClientUnderTest().LogIn().Enter("hello everybody");

        Assert.Empty(client.Server.Lines);
        Assert.Equal(
            "Error. Invalid command! Did you mean MSG? Enter takes it, Tab puts it here: MSG hello everybody",
            client.Said[^1]
        );
    }

    [Fact]
    public void Enter_takes_it()
    {
        var client = new ClientUnderTest().LogIn().Enter("hello everybody").Press(KeyCode.Enter);

        Assert.Equal(["MSG hello everybody"], client.Server.Lines);
    }

    [Fact]
    public void Tab_puts_it_at_the_prompt()
    {
        var client = new ClientUnderTest().LogIn().Enter("hello everybody").Press(KeyCode.Tab);

        Assert.Empty(client.Server.Lines);
        Assert.Equal("MSG hello everybody", client.Line);
    }

    [Fact]
    public void Any_other_key_turns_it_down()
    {
        var client = new ClientUnderTest()
            .LogIn()
            .Enter("quit")
            .Type("x")
            .Press(KeyCode.Backspace)
            .Press(KeyCode.Enter);

        Assert.Empty(client.Server.Lines);
        Assert.Equal(Phase.Online, client.State.Phase);
    }
}
