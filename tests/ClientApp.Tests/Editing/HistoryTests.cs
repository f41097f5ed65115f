using Forum.ClientApp.Editing;
using Forum.ClientApp.Keys;
using Forum.ClientApp.Session;
using Forum.ClientApp.Tests.Session;

namespace Forum.ClientApp.Tests.Editing;

public class HistoryTests
{
    [Fact]
    public void Up_goes_back_and_down_forward_to_the_line_that_was_begun()
    {
        var client = new ClientUnderTest().LogIn().Enter("MSG a").Enter("MSG b").Type("begun");
        var seen = new List<string>();
        foreach (var code in new[] { KeyCode.Up, KeyCode.Up, KeyCode.Up, KeyCode.Down, KeyCode.Down, KeyCode.Down })
        {
            seen.Add(client.Press(code).Line);
        }

        Assert.Equal(["MSG b", "MSG a", "MSG a", "MSG b", "begun", "begun"], seen);
    }

    [Fact]
    public void A_line_from_the_history_can_be_changed_and_entered()
    {
        var client = new ClientUnderTest().LogIn().Enter("MSG a").Press(KeyCode.Up).Enter("!");

        Assert.Equal(["MSG a", "MSG a!"], client.Server.Lines);
    }

    [Fact]
    public void A_line_entered_twice_in_a_row_is_kept_once()
    {
        var client = new ClientUnderTest().LogIn().Enter("ATU").Enter("ATU").Enter(" ");

        Assert.Equal(["ATU"], client.KeptLines);
    }

    [Fact]
    public void Lines_of_earlier_sessions_are_there()
    {
        var prompt = new PromptLine { History = History.Of(["MSG from before"]) };
        var client = new ClientUnderTest(prompt: prompt).LogIn().Press(KeyCode.Up);

        Assert.Equal("MSG from before", client.Line);
    }

    [Fact]
    public void A_thousand_lines_are_kept()
    {
        var history = Enumerable.Range(0, 1500).Aggregate(History.Empty, (next, i) => next.Add($"MSG {i}"));

        Assert.Equal(1000, history.Lines.Count);
        Assert.Equal("MSG 500", history.Lines[0]);
        Assert.Equal("MSG 1499", history.Lines[^1]);
    }

    [Fact]
    public void At_the_name_and_at_the_password_there_is_no_history()
    {
        var prompt = new PromptLine { History = History.Of(["MSG from before"]) };
        var client = new ClientUnderTest(prompt: prompt).Press(KeyCode.Up);
        Assert.Equal("", client.Line);

        client.Enter("yoda").Press(KeyCode.Up);
        Assert.Equal("", client.Line);
    }
}
