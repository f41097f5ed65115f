using Forum.ClientApp.Keys;
using Forum.ClientApp.Rendering;
using Forum.ClientApp.Session;
using Forum.Reactive.Protocol;
using Spectre.Console;

namespace Forum.ClientApp.Tests.Session;

public sealed class MentionTests
{
    private const string Time = "23 Feb 2021 15:00:01";

    [Theory]
    [InlineData("hello @yoda", "@yoda")]
    [InlineData("Yoda, are you there?", "Yoda")]
    [InlineData("yoda and @YODA!", "yoda|@YODA")]
    [InlineData("(yoda)", "yoda")]
    [InlineData("yodas", "")]
    [InlineData("grandyoda", "")]
    [InlineData("nobody", "")]
    public void A_message_speaks_of_somebody_by_the_name_as_a_word_or_with_the_sign(string text, string found) =>
        Assert.Equal(found, string.Join('|', Mentions.Of(text, "yoda").Select(place => text[place])));

    [Fact]
    public void A_name_of_two_letters_needs_the_sign()
    {
        Assert.False(Mentions.Has("to be or not to be", "be"));
        Assert.True(Mentions.Has("ask @be about it", "be"));
    }

    [Fact]
    public void With_the_option_the_terminal_rings_when_a_message_speaks_of_the_reader_and_else_not()
    {
        var client = new ClientUnderTest(Settings(isBell: true)).LogIn();
        client.Tell(new MessagePosted(1, At(Time), "hans", "good morning"));
        Assert.Equal(0, client.State.Screen.Rings);
        client.Tell(new MessagePosted(2, At(Time), "hans", "good morning, yoda"));
        Assert.Equal(1, client.State.Screen.Rings);
        client.Tell(new MessagePosted(3, At(Time), "yoda", "yoda here"));
        Assert.Equal(1, client.State.Screen.Rings);

        var quiet = new ClientUnderTest(Settings(isBell: false)).LogIn();
        quiet.Tell(new MessagePosted(2, At(Time), "hans", "good morning, yoda"));
        Assert.Equal(0, quiet.State.Screen.Rings);
    }

    [Fact]
    public void The_name_stands_out_in_the_feed_and_in_lists()
    {
        using var ansi = new AnsiLines(ColorSystemSupport.EightBit);
        var live = new LiveMessage(Change.Posted, 1, Time, "hans", "hello @yoda!") { Reader = "yoda" };
        var list = new MessageList([live.AsOnBoard()]) { Reader = "yoda" };

        Assert.Contains("\x1b[1;7m@yoda\x1b[0m!", string.Join('\n', ansi.Draw(EntryView.Of(live, 80), 80)));
        Assert.Contains("\x1b[1;7m@yoda\x1b[0m!", string.Join('\n', ansi.Draw(EntryView.Of(list, 80), 80)));
        Assert.Contains("\x1b[1;7m@yoda\x1b[0m!", string.Join('\n', ansi.Draw(EntryView.Of(list, 40), 40)));
    }

    [Theory]
    [InlineData("MSG so ha", "MSG so hans ")]
    [InlineData("MSG @ha", "MSG @hans ")]
    [InlineData("MSG ha", "MSG hans ")]
    public void Within_a_message_Tab_completes_names(string typed, string line)
    {
        var client = new ClientUnderTest().LogIn().Type(typed).Press(KeyCode.Tab);

        Assert.Equal(line, client.Line);
    }

    private static ClientSettings Settings(bool isBell) =>
        new()
        {
            Host = "here",
            Port = 12000,
            UdpPort = 8000,
            RingsAtMentions = isBell,
        };
}
