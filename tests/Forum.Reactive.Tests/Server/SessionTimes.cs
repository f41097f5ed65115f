using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Tests.Server;

/// <summary>Log-in and idle time-outs, to the tick.</summary>
public sealed class SessionTimes : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    private readonly ForumWorld _world = new();

    [Fact]
    public void A_connection_that_has_not_logged_in_after_sixty_seconds_is_told_and_closed()
    {
        var before = _world.Now;
        var client = _world.Connect();
        client.Ask("USER yoda");
        _world.PassUntil(before.AddSeconds(60));
        Assert.Empty(client.Take());
        _world.Settle();
        Assert.Equal(["421 Timed out"], client.Take());
        Assert.True(client.IsClosed);
        Assert.InRange(
            client.EndedAt!.Value - before,
            TimeSpan.FromSeconds(60),
            TimeSpan.FromSeconds(60) + (10 * Tick)
        );
    }

    [Fact]
    public void What_a_connection_sends_does_not_prolong_its_time_to_log_in()
    {
        var client = _world.Connect();
        for (var i = 0; i < 6; i++)
        {
            client.Ask("NOOP");
            _world.Pass(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(["421 Timed out"], client.Take());
    }

    [Fact]
    public void A_user_who_has_sent_nothing_for_fifteen_minutes_is_told_closed_and_logged_out()
    {
        var client = _world.Yoda();
        var last = _world.Now + Tick;
        client.Ask("NOOP");
        _world.PassUntil(last + TimeSpan.FromMinutes(15) - Tick);
        Assert.Equal(1, _world.Server.ActiveUsers.Count);
        _world.PassUntil(last + TimeSpan.FromMinutes(15));
        Assert.Equal(0, _world.Server.ActiveUsers.Count);
        _world.Settle();
        Assert.Equal(["421 Timed out"], client.Take());
        Assert.True(client.IsClosed);
    }

    [Fact]
    public void A_user_who_sends_noop_now_and_then_stays()
    {
        var client = _world.Yoda();
        for (var i = 0; i < 10; i++)
        {
            _world.Pass(TimeSpan.FromMinutes(14));
            Assert.Equal(["200 OK"], client.Ask("NOOP"));
        }
    }

    [Fact]
    public void A_client_that_does_not_close_after_the_last_answer_is_cut_off_after_five_seconds()
    {
        var client = _world.Yoda();
        Assert.Equal(["221 Bye, yoda!"], client.Ask("OUT"));
        Assert.Equal(1, _world.Server.ConnectionCount);
        _world.Pass(TimeSpan.FromSeconds(5));
        Assert.Equal(0, _world.Server.ConnectionCount);
    }

    [Fact]
    public void A_client_that_closes_after_the_last_answer_is_gone_at_once()
    {
        var client = _world.Yoda();
        client.Ask("OUT");
        client.CloseOutput();
        _world.Settle();
        Assert.Equal(0, _world.Server.ConnectionCount);
    }

    public void Dispose() => _world.Dispose();
}
