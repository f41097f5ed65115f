using Forum.ClientApp.Session;
using Forum.Reactive.Protocol;

namespace Forum.ClientApp.Tests.Session;

public class FeedTests
{
    private const string Time = "23 Feb 2021 15:00:01";

    [Fact]
    public void Posts_edits_and_deletions_of_others_are_shown_as_such()
    {
        var client = new ClientUnderTest().LogIn();

        client.Tell(new MessagePosted(1, At(Time), "hans", "Hello"));
        client.Tell(new MessageEdited(1, At(Time), "hans", "Hello!"));
        client.Tell(new MessageDeleted(1, At(Time), "hans"));

        Assert.Equal(
            [
                new LiveMessage(Change.Posted, 1, Time, "hans", "Hello") { Reader = "yoda" },
                new LiveMessage(Change.Edited, 1, Time, "hans", "Hello!") { Reader = "yoda" },
                new LiveMessage(Change.Deleted, 1, Time, "hans", "") { Reader = "yoda" },
            ],
            client.Shown<LiveMessage>()
        );
    }

    [Fact]
    public void The_users_own_posts_and_arrival_are_not_told_back()
    {
        var client = new ClientUnderTest().LogIn();

        client.Tell(new MessagePosted(1, At(Time), "yoda", "Hello")).Tell(new UserJoined("yoda"));

        Assert.Empty(client.Shown<LiveMessage>());
        Assert.Empty(client.Shown<Presence>());
    }

    [Fact]
    public void Who_comes_and_goes_is_shown()
    {
        var client = new ClientUnderTest().LogIn().Tell(new UserJoined("luke")).Tell(new UserLeft("hans"));

        Assert.Equal([new Presence("luke", true), new Presence("hans", false)], client.Shown<Presence>());
    }

    [Fact]
    public void The_date_is_shown_when_it_changes()
    {
        var client = new ClientUnderTest().LogIn();

        client.Tell(new MessagePosted(1, At("23 Feb 2021 23:59:59"), "hans", "a"));
        client.Tell(new MessagePosted(2, At("24 Feb 2021 00:00:00"), "hans", "b"));
        client.Tell(new MessagePosted(3, At("24 Feb 2021 00:00:01"), "hans", "c"));

        Assert.Equal([new DateLine("23 Feb 2021"), new DateLine("24 Feb 2021")], client.Shown<DateLine>());
    }

    [Fact]
    public void Events_between_keys_leave_the_line_being_typed_alone()
    {
        var client = new ClientUnderTest().LogIn();

        foreach (var letter in "MSG hello")
        {
            client.Type(letter.ToString()).Tell(new MessagePosted(1, At(Time), "hans", "noise"));
        }

        Assert.Equal("MSG hello", client.Line);
    }

    [Fact]
    public void Of_a_thousand_events_in_a_second_as_many_are_shown_as_can_be_read_and_the_rest_is_counted()
    {
        var client = new ClientUnderTest().LogIn();

        for (var i = 0; i < 1000; i++)
        {
            client.Tell(new MessagePosted(i + 1, At(Time), "hans", "flood"));
        }

        client.Wait(TimeSpan.FromSeconds(2));

        var skipped = client
            .Said.Where(line => line.EndsWith("RDM shows the messages.", StringComparison.Ordinal))
            .Sum(line => int.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(1000, client.Shown<LiveMessage>().Length + skipped);
        Assert.InRange(client.Shown<LiveMessage>().Length, 50, 120);
        Assert.Equal(0, client.State.Budget.Skipped);
    }

    [Fact]
    public void Of_a_flood_the_newest_are_shown_each_second_while_it_goes_on_and_at_its_end()
    {
        var client = new ClientUnderTest().LogIn();

        for (var i = 0; i < 5000; i++)
        {
            client.Tell(new MessagePosted(i + 1, At(Time), "hans", "flood"));
        }

        client.Wait(TimeSpan.FromSeconds(2));

        Assert.InRange(client.Said.Count(line => line.Contains("skipped", StringComparison.Ordinal)), 4, 6);
        Assert.Equal(
            Enumerable.Range(4981, 20).Select(number => (long)number),
            client.Shown<LiveMessage>()[^20..].Select(message => message.Number)
        );
    }

    [Fact]
    public void Twenty_events_a_second_are_all_shown_for_ever()
    {
        var client = new ClientUnderTest().LogIn();

        for (var i = 0; i < 600; i++)
        {
            client.Tell(new UserJoined($"user{i}")).Wait(TimeSpan.FromMilliseconds(49));
        }

        Assert.Equal(600, client.Shown<Presence>().Length);
    }

    [Fact]
    public void What_the_server_itself_had_to_leave_out_is_told()
    {
        var client = new ClientUnderTest().LogIn().Tell(new EventsLagged(17)).Wait(TimeSpan.FromSeconds(1));

        Assert.Contains("… 17 events were skipped: more than can be shown. RDM shows the messages.", client.Said);
    }

    [Fact]
    public void The_reply_to_a_command_is_shown_in_any_flood()
    {
        var client = new ClientUnderTest().LogIn().Enter("MSG hello");
        for (var i = 0; i < 500; i++)
        {
            client.Tell(new MessagePosted(i + 1, At(Time), "hans", "flood"));
        }

        client.Answer(210, "Message #501 posted at 23 Feb 2021 15:00:01.");

        Assert.Equal("Message #501 posted at 23 Feb 2021 15:00:01.", client.Said[^1]);
    }
}
