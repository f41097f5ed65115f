using Forum.ClientApp.Editing;
using Forum.ClientApp.Keys;
using Forum.ClientApp.Session;
using Forum.ClientApp.Tests.Session;
using Forum.Reactive.Protocol;

namespace Forum.ClientApp.Tests.Editing;

public class CompletionTests
{
    private const string Time = "23 Feb 2021 15:00:01";

    [Theory]
    [InlineData("M", "MSG ")]
    [InlineData("O", "OUT")]
    [InlineData("AT", "ATU")]
    [InlineData("X", "X")]
    public void A_command_is_completed(string typed, string line) =>
        Assert.Equal(line, Tab(LoggedIn().Type(typed)).Line);

    [Fact]
    public void Commands_that_could_be_meant_are_listed_until_the_next_key()
    {
        var client = Tab(LoggedIn().Type("A"));
        Assert.Equal(["ATU", "ACC"], client.State.Prompt.Choices.ToArray());

        client.Type("T");

        Assert.Empty(client.State.Prompt.Choices.ToArray());
    }

    [Fact]
    public void An_active_user_is_completed_without_asking_the_server_while_the_feed_tells_who_is_there()
    {
        var client = LoggedIn().Tell(new UserJoined("luke")).Tell(new UserJoined("leia"));

        Assert.Equal("UPD hans ", Tab(client.Type("UPD h")).Line);
        Assert.Equal("UPD luke ", Tab(client.Press(Key.Control('u')).Type("UPD lu")).Line);
        Assert.Empty(client.Server.Lines);
    }

    [Fact]
    public void Who_has_left_is_not_offered()
    {
        var client = LoggedIn().Tell(new UserLeft("hans"));

        Assert.Equal("UPD h", Tab(client.Type("UPD h")).Line);
    }

    [Fact]
    public void Without_the_feed_the_server_is_asked_who_is_there()
    {
        var client = new ClientUnderTest(
            new ClientSettings
            {
                Host = "here",
                Port = 1,
                UdpPort = 8000,
                IsLive = false,
            }
        ).LogIn();

        Tab(client.Type("UPD h")).Answer(215, "hans; 127.0.0.1; 8001; 23 Feb 2021 15:00:00", "1 active users");

        Assert.Equal(["ATU"], client.Server.Lines);
        Assert.Equal("UPD hans ", client.Line);
        Assert.Empty(client.Shown<UserList>());
    }

    [Fact]
    public void A_message_is_completed_with_its_timestamp_and_then_with_its_text()
    {
        var client = Tab(LoggedIn().Type("EDT #1"));
        client.Answer(215, $"#1; {Time}; yoda; posted; Hello", $"#2; {Time}; hans; posted; mine not", "2 messages");
        Assert.Equal($"EDT #1 {Time} ", client.Line);

        Assert.Equal($"EDT #1 {Time} Hello", Tab(client).Line);
        Assert.Equal(["RDM 01 Jan 2000 00:00:00"], client.Server.Lines);
    }

    [Fact]
    public void Only_messages_of_ones_own_are_offered()
    {
        var client = Tab(LoggedIn().Type("DLT "));

        client.Answer(215, $"#1; {Time}; hans; posted; no", $"#2; {Time}; yoda; posted; yes", "2 messages");

        Assert.Equal($"DLT #2 {Time} ", client.Line);
    }

    [Fact]
    public void Numbers_follow_the_feed()
    {
        var client = Tab(LoggedIn().Type("DLT "));
        client.Answer(215, $"#1; {Time}; hans; posted; no", $"#2; {Time}; yoda; posted; yes", "2 messages");

        client.Tell(new MessageDeleted(1, At(Time), "hans")).Press(Key.Control('u')).Type("DLT ");

        Assert.Equal($"DLT #1 {Time} ", Tab(client).Line);
    }

    [Fact]
    public void Of_several_messages_each_is_listed_with_its_beginning()
    {
        var client = Tab(LoggedIn().Type("DLT "));

        client.Answer(215, $"#1; {Time}; yoda; posted; one", $"#2; {Time}; yoda; posted; two", "2 messages");
        Tab(client);

        Assert.Equal([$"#1 {Time} one", $"#2 {Time} two"], client.State.Prompt.Choices.ToArray());
    }

    [Fact]
    public void Keys_pressed_after_Tab_follow_what_it_completes()
    {
        var client = Tab(LoggedIn().Type("DLT #")).Type("!").Press(KeyCode.Enter);
        Assert.Equal("DLT #", client.Line);

        client.Answer(215, $"#1; {Time}; yoda; posted; one", "1 messages");

        Assert.Equal($"DLT #1 {Time} !", client.Server.Lines[^1]);
    }

    [Fact]
    public void An_answer_that_takes_longer_than_a_second_or_two_is_not_waited_for_and_changes_nothing_any_more()
    {
        var client = Tab(LoggedIn().Type("DLT ")).Type("x").Wait(TimeSpan.FromSeconds(2));
        Assert.Equal("DLT x", client.Line);

        client.Answer(215, $"#1; {Time}; yoda; posted; one", "1 messages");

        Assert.Equal("DLT x", client.Line);
    }

    [Fact]
    public void When_the_server_is_lost_Tab_waits_for_nothing()
    {
        var client = Tab(LoggedIn().Type("DLT ")).Type("x").HangUp();

        Assert.Equal("DLT x", client.Line);
    }

    [Fact]
    public void Files_are_completed_from_the_disk()
    {
        var folder = Directory.CreateTempSubdirectory("forum-files").FullName;
        File.WriteAllText(Path.Combine(folder, "lecture one.mp4"), "");
        File.WriteAllText(Path.Combine(folder, "lecture two.mp4"), "");
        Directory.CreateDirectory(Path.Combine(folder, "notes"));
        File.WriteAllText(Path.Combine(folder, "notes", "a.txt"), "");

        var client = Tab(LoggedIn().Type($"UPD hans {folder}/le"));
        Assert.Equal($"UPD hans {folder}/lecture ", client.Line);
        Assert.Equal($"UPD hans {folder}/lecture one.mp4", Tab(client.Type("o")).Line);
        client.Press(Key.Control('u')).Type($"UPD hans {folder}/n");
        Assert.Equal($"UPD hans {folder}/notes/", Tab(client).Line);
        Assert.Equal($"UPD hans {folder}/notes/a.txt", Tab(client).Line);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void What_stands_behind_the_cursor_stays()
    {
        var client = LoggedIn().Type("M hello").Press(KeyCode.Home).Press(KeyCode.Right);

        Assert.Equal("MSG  hello", Tab(client).Line);
        Assert.Equal(4, client.State.Prompt.Editor.Cursor);
    }

    [Fact]
    public void While_the_server_is_lost_what_is_known_is_completed_and_nothing_is_asked()
    {
        var client = LoggedIn();
        client.Server.IsUp = false;
        client.HangUp();

        Assert.Equal("MSG ", Tab(client.Type("M")).Line);
        Tab(client.Press(Key.Control('u')).Type("DLT "));
        Assert.Empty(client.Server.Lines);
    }

    [Fact]
    public void At_the_password_Tab_tells_nothing()
    {
        var client = Tab(new ClientUnderTest().Enter("yoda").Type("M"));

        Assert.Equal("M", client.Line);
    }

    private static ClientUnderTest LoggedIn() => new ClientUnderTest().LogIn();

    private static ClientUnderTest Tab(ClientUnderTest client) => client.Press(KeyCode.Tab);
}
