using Forum.ClientApp.Keys;
using Forum.ClientApp.Session;

namespace Forum.ClientApp.Tests.Session;

public sealed class PagingTests
{
    private const int Page = 18; // Of a terminal with 24 rows

    [Fact]
    public void RDM_shows_the_last_page_and_PageUp_and_MORE_go_back_to_the_first_message()
    {
        var client = Reader(100);

        Assert.Equal(Numbers(83, 100), Shown(client));
        Assert.Equal(82, client.Shown<MessageList>()[^1].Older);
        Assert.Equal(Numbers(65, 82), Shown(client.Press(KeyCode.PageUp)));
        Assert.Equal(Numbers(47, 64), Shown(client.Enter("MORE")));
        Assert.Equal(Numbers(1, 10), Shown(client.Enter("MORE").Enter("MORE").Enter("MORE")));
        Assert.Equal("There are no earlier messages.", client.Enter("MORE").Said[^1]);
    }

    [Fact]
    public void Read_is_what_was_shown()
    {
        var client = Reader(40);
        var mark = client.KeptMarks["yoda"];
        Assert.Equal(40 - Page, Messages(40).Count(mark.IsNews));

        client.Press(KeyCode.PageUp).Press(KeyCode.PageUp);

        mark = client.KeptMarks["yoda"];
        Assert.Equal(0, Messages(40).Count(mark.IsNews));
        Assert.Equal(Messages(40)[^1].Time, mark.Time);
    }

    [Fact]
    public void What_was_seen_in_the_feed_is_not_counted_as_new_next_time()
    {
        var client = Reader(1);
        var seen = new BoardMessage(2, "24 Feb 2021 15:00:00", "hans", false, "live");
        client.Tell(new Forum.Reactive.Protocol.MessagePosted(2, At(seen.Time), "hans", "live"));
        client.Wait(TimeSpan.FromSeconds(1));

        Assert.False(client.KeptMarks["yoda"].IsNews(seen));
        Assert.True(client.KeptMarks["yoda"].IsNews(seen with { Text = "another" }));
    }

    private static ClientUnderTest Reader(int count)
    {
        var client = new ClientUnderTest().LogIn().Enter("RDM");
        return client.Answer(215, [.. Messages(count).Select(Line), $"{count} messages"]);
    }

    private static string Line(BoardMessage message) =>
        $"#{message.Number}; {message.Time}; {message.User}; posted; {message.Text}";

    private static BoardMessage[] Messages(int count) =>
        [
            .. Enumerable
                .Range(1, count)
                .Select(i => new BoardMessage(
                    i,
                    $"23 Feb 2021 15:{i / 60:00}:{i % 60:00}",
                    "hans",
                    false,
                    $"text {i}"
                )),
        ];

    private static long[] Shown(ClientUnderTest client) =>
        [.. client.Shown<MessageList>()[^1].Messages.Select(message => message.Number)];

    private static long[] Numbers(int first, int last) =>
        [.. Enumerable.Range(first, last - first + 1).Select(number => (long)number)];
}
