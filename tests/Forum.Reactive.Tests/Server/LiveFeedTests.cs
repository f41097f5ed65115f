using Forum.Reactive.Tests.World;
using Forum.Reactive.Tests.World.Logs;

namespace Forum.Reactive.Tests.Server;

/// <summary>SUB and UNSUB.</summary>
public abstract class LiveFeedTests(LogKind log) : IDisposable
{
    private readonly ForumWorld _world = new(kind: log);

    [Fact]
    public void A_subscriber_is_told_of_everything_that_happens_on_the_board_and_of_who_comes_and_goes()
    {
        var reader = _world.Hans();
        Assert.Equal(["200 Subscribed"], reader.Ask("SUB"));
        var yoda = _world.Yoda();
        var stamp = _world.Stamp;
        yoda.Send("MSG one", "MSG two; with a semicolon", $"EDT #1 {stamp} uno", $"DLT #2 {stamp}", "OUT");
        Assert.Equal(
            [
                "* JOINED yoda",
                $"* POSTED #1; {stamp}; yoda; one",
                $"* POSTED #2; {stamp}; yoda; two; with a semicolon",
                $"* EDITED #1; {stamp}; yoda; uno",
                $"* DELETED #2; {stamp}; yoda",
                "* LEFT yoda",
            ],
            Events(reader)
        );
    }

    [Fact]
    public void A_subscribers_own_changes_come_after_their_answers()
    {
        var yoda = _world.Yoda();
        yoda.Send("SUB", "MSG one", "MSG two");
        Pass();
        var stamp = _world.Stamp;
        Assert.Equal(
            [
                "200 Subscribed",
                $"210 Message #1 posted at {stamp}.",
                $"210 Message #2 posted at {stamp}.",
                $"* POSTED #1; {stamp}; yoda; one",
                $"* POSTED #2; {stamp}; yoda; two",
            ],
            yoda.Take()
        );
    }

    [Fact]
    public void Nothing_that_was_before_the_subscription_is_told()
    {
        var yoda = _world.Yoda();
        yoda.Ask("MSG before");
        yoda.Send("MSG just before", "SUB");
        Pass();
        Assert.DoesNotContain(yoda.Take(), line => line.StartsWith("* ", StringComparison.Ordinal));
    }

    [Fact]
    public void After_UNSUB_nothing_more_is_told()
    {
        var yoda = _world.Yoda();
        yoda.Ask("SUB");
        Assert.Equal(["200 Unsubscribed"], yoda.Ask("UNSUB"));
        yoda.Send("MSG one");
        Assert.Empty(Events(yoda));
    }

    [Fact]
    public void SUB_and_UNSUB_in_one_piece_leave_no_subscription()
    {
        var yoda = _world.Yoda();
        Assert.Equal(["200 Subscribed", "200 Unsubscribed"], yoda.Ask("SUB", "UNSUB"));
        yoda.Send("MSG one");
        Assert.Empty(Events(yoda));
    }

    [Fact]
    public void UNSUB_and_SUB_in_one_piece_leave_a_subscription()
    {
        var yoda = _world.Yoda();
        yoda.Ask("SUB");
        Assert.Equal(["200 Unsubscribed", "200 Subscribed"], yoda.Ask("UNSUB", "SUB"));
        yoda.Send("MSG one");
        Assert.Single(Events(yoda));
    }

    [Fact]
    public void A_second_SUB_changes_nothing()
    {
        var yoda = _world.Yoda();
        yoda.Ask("SUB", "SUB");
        yoda.Ask("SUB");
        yoda.Send("MSG one");
        Assert.Single(Events(yoda));
    }

    [Fact]
    public void A_slow_reader_is_told_how_much_it_missed_while_others_miss_nothing()
    {
        const int count = 2000;
        var slow = _world.Hans();
        var quick = _world.LogIn("luke", "comp3331");
        slow.Ask("SUB");
        quick.Ask("SUB");
        slow.Connection.Pause();
        var writer = _world.Yoda();
        Fill(writer, count);
        slow.Connection.Resume();
        Pass();

        string[] all = [.. Events(quick).Where(line => line.StartsWith("* POSTED", StringComparison.Ordinal))];
        Assert.Equal(count, all.Length);
        var some = Events(slow);
        var lagged = Assert.Single(some, line => line.StartsWith("* LAGGED ", StringComparison.Ordinal));
        var missed = long.Parse(lagged["* LAGGED ".Length..]);
        Assert.Equal(count, missed + some.Count(line => line.StartsWith("* POSTED", StringComparison.Ordinal)));
        Assert.Equal(all[^1], some[^1]);
    }

    [Fact]
    public void Events_never_stand_inside_an_answer()
    {
        var writer = _world.Yoda();
        Fill(writer, 200);
        var reader = _world.Hans();
        reader.Ask("SUB");
        reader.Connection.Pause();
        for (var i = 0; i < 5; i++)
        {
            reader.Send("RDM 01 Jan 2000 00:00:00", "NOOP");
            writer.Ask("MSG more");
            Pass();
        }

        reader.Connection.Resume();
        Pass();
        var lines = reader.Take();
        Assert.Equal(5, lines.Count(line => line.StartsWith("* POSTED", StringComparison.Ordinal)));
        Assert.Equal(5, lines.Count(line => line.StartsWith("215 ", StringComparison.Ordinal)));
        for (var i = 1; i < lines.Length; i++)
        {
            var isInside = lines[i - 1].StartsWith("215-", StringComparison.Ordinal);
            Assert.True(!isInside || lines[i].StartsWith("215", StringComparison.Ordinal), lines[i]);
        }
    }

    [Fact]
    public void A_subscriber_whose_connection_is_lost_is_forgotten()
    {
        var yoda = _world.Yoda();
        yoda.Ask("SUB");
        yoda.Send("UNSUB", "SUB");
        yoda.Abort();
        _world.Settle();
        var hans = _world.Hans();
        hans.Ask("MSG one");
        Pass();
        Assert.Equal(1, _world.Server.ConnectionCount);
    }

    public void Dispose()
    {
        _world.Dispose();
        GC.SuppressFinalize(this);
    }

    private void Pass() => _world.Pass(TimeSpan.FromMilliseconds(50));

    private string[] Events(WireClient client)
    {
        Pass();
        return [.. client.Take().Where(line => line.StartsWith("* ", StringComparison.Ordinal))];
    }

    private void Fill(WireClient writer, int count)
    {
        string text = new('x', 8000);
        for (var i = 0; i < count; i++)
        {
            writer.Send($"MSG {text}");
            Pass();
        }
    }
}
