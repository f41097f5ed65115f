using Forum.Reactive.Tests.World;
using Forum.Reactive.Tests.World.Logs;

namespace Forum.Reactive.Tests.Server;

/// <summary>How a user's session ends, and that nobody is left behind or thrown out by it.</summary>
public abstract class Departures(LogKind log) : IDisposable
{
    private readonly ForumWorld _world = new(kind: log);

    [Fact]
    public void A_second_login_is_refused_and_the_first_session_is_undisturbed()
    {
        var first = _world.Yoda();
        var second = _world.Connect("10.0.0.9");
        Assert.Equal(
            ["331 Password required", "532 yoda is already logged in"],
            second.Ask("USER yoda", "PASS comp9331")
        );
        Assert.Equal(["503 Send USER first"], second.Ask("PASS comp9331"));
        Assert.Equal(["200 OK"], first.Ask("NOOP"));
        Assert.Equal(["331 Password required", "230 Welcome to TOOM!"], second.Ask("USER hans", "PASS comp9331*"));
        Assert.Equal(2, _world.Server.ActiveUsers.Count);
    }

    [Fact]
    public void A_user_who_logs_out_is_told_and_can_come_back()
    {
        var client = _world.Yoda();
        Assert.Equal(["221 Bye, yoda!"], client.Ask("OUT"));
        Assert.True(client.IsClosed);
        Assert.Equal(0, _world.Server.ActiveUsers.Count);
        _world.Yoda();
    }

    [Fact]
    public void Out_before_login_says_bye_without_a_name()
    {
        var client = _world.Connect();
        Assert.Equal(["221 Bye!"], client.Ask("OUT"));
        Assert.True(client.IsClosed);
    }

    [Fact]
    public void What_follows_OUT_is_not_carried_out()
    {
        var client = _world.Yoda();
        Assert.Equal(["221 Bye, yoda!"], client.Ask("OUT", "MSG too late", "NOOP"));
        Assert.Equal(0, _world.Server.Messages.Count);
    }

    [Fact]
    public void A_connection_that_ends_without_OUT_logs_its_user_out_at_once()
    {
        var client = _world.Yoda();
        client.Abort();
        _world.Pass(TimeSpan.FromTicks(2) + _world.LogDelay);
        Assert.Equal(0, _world.Server.ActiveUsers.Count);
        _world.Yoda();
    }

    [Fact]
    public void A_connection_that_ends_right_behind_its_password_leaves_nobody_logged_in()
    {
        var client = _world.Connect();
        client.Send("USER yoda", "PASS comp9331");
        client.Abort();
        _world.Settle();
        Assert.Equal(0, _world.Server.ActiveUsers.Count);
        Assert.Equal(0, _world.Server.ConnectionCount);
    }

    [Fact]
    public void A_client_that_shuts_down_its_sending_side_gets_all_its_answers_and_then_the_end()
    {
        var client = _world.Connect();
        client.Send("USER yoda", "PASS comp9331", "MSG one", "MSG two", "RDM 01 Jan 2000 00:00:00", "ATU", "nonsense");
        client.CloseOutput();
        _world.Settle();
        var stamp = _world.Stamp;
        Assert.Equal(
            [
                "331 Password required",
                "230 Welcome to TOOM!",
                $"210 Message #1 posted at {stamp}.",
                $"210 Message #2 posted at {stamp}.",
                $"215-#1; {stamp}; yoda; posted; one",
                $"215-#2; {stamp}; yoda; posted; two",
                "215 2 messages",
                "204 no other active user",
                "500 Error. Invalid command!",
            ],
            client.Take()
        );
        Assert.True(client.IsClosed);
        Assert.Equal(0, _world.Server.ActiveUsers.Count);
        Assert.Equal(0, _world.Server.ConnectionCount);
    }

    [Fact]
    public void A_client_that_shuts_down_its_sending_side_and_reads_slowly_gets_an_answer_longer_than_any_buffer_whole()
    {
        const int messages = 400;
        var writer = _world.Yoda();
        string text = new('x', 4000);
        for (var i = 0; i < messages; i++)
        {
            writer.Ask($"MSG {text}");
        }

        var reader = _world.Hans();
        reader.Connection.Pause();
        reader.Send("RDM 01 Jan 2000 00:00:00", "NOOP", "RDM 01 Jan 2000 00:00:00", "NOOP");
        reader.CloseOutput();
        _world.Settle();
        _world.Pass(TimeSpan.FromSeconds(20));
        reader.Connection.Resume();
        _world.Pass(TimeSpan.FromSeconds(1));
        var lines = reader.Take();
        Assert.Equal(2 * (messages + 2), lines.Length);
        Assert.Equal(["215 400 messages", "200 OK"], lines[^2..]);
        Assert.True(reader.IsClosed);
    }

    [Fact]
    public void A_connection_beyond_the_limit_is_told_and_closed_and_takes_nobodys_place_for_long()
    {
        using var world = new ForumWorld(kind: log, configure: options => options with { MaxConnections = 2 });
        world.Yoda();
        var second = world.Hans();
        var third = world.Connect();
        Assert.Equal("421 Too many connections", third.Greeting);
        Assert.True(third.IsClosed);
        third.Abort();
        second.Abort();
        world.Settle();
        Assert.Equal("220 TOOM/1 ready", world.Connect().Greeting);
    }

    [Fact]
    public void Of_those_who_have_not_logged_in_the_oldest_gives_way_and_is_told()
    {
        using var world = new ForumWorld(kind: log, configure: options => options with { MaxConnections = 2 });
        world.Yoda();
        var waiting = world.Connect();
        Assert.Equal("220 TOOM/1 ready", world.Connect().Greeting);
        Assert.Equal(["421 Too many connections"], waiting.Take());
        Assert.True(waiting.IsClosed);
    }

    public void Dispose()
    {
        _world.Dispose();
        GC.SuppressFinalize(this);
    }
}
