using Forum.Reactive.Tests.World;
using Forum.Reactive.Tests.World.Logs;

namespace Forum.Reactive.Tests.Access;

/// <summary>The rule of consecutive failed log-ins, as clients meet it, to the tick.</summary>
public abstract class ConsecutiveFailures(LogKind log) : IDisposable
{
    private const string Again = "530 Invalid Password. Please try again";
    private const string NowBlocked = "421 Invalid Password. Your account has been blocked. Please try again later";
    private const string Blocked = "421 Your account is blocked due to multiple login failures. Please try again later";
    private const string Welcome = "230 Welcome to TOOM!";
    private static readonly TimeSpan BlockTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    private readonly ForumWorld _world = new(kind: log);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void The_failure_that_reaches_the_limit_blocks_and_ends_the_connection(int limit)
    {
        using var world = new ForumWorld(kind: log, configure: options => options with { MaxFailures = limit });
        var client = world.Connect();
        client.Ask("USER yoda");
        for (var i = 1; i < limit; i++)
        {
            Assert.Equal([Again], client.Ask("PASS wrong"));
        }

        Assert.Equal([NowBlocked], client.Ask("PASS wrong"));
        Assert.True(client.IsClosed);
    }

    [Fact]
    public void One_failure_less_than_the_limit_does_not_block()
    {
        var client = Named("yoda");
        Assert.Equal([Again, Again, Welcome], client.Ask("PASS wrong", "PASS wrong", "PASS comp9331"));
    }

    [Fact]
    public void A_success_sets_the_count_to_zero()
    {
        var first = Named("yoda");
        Assert.Equal([Again, Again, Welcome], first.Ask("PASS wrong", "PASS wrong", "PASS comp9331"));
        first.Ask("OUT");
        Assert.Equal([Again, Again, Welcome], Named("yoda").Ask("PASS wrong", "PASS wrong", "PASS comp9331"));
    }

    [Fact]
    public void Failures_from_two_addresses_add_up()
    {
        var here = Named("yoda", from: "10.0.0.2");
        var there = Named("yoda", from: "10.0.0.99");
        Assert.Equal([Again], here.Ask("PASS wrong"));
        Assert.Equal([Again], there.Ask("PASS wrong"));
        Assert.Equal([NowBlocked], here.Ask("PASS wrong"));
        Assert.Equal([Blocked], there.Ask("PASS comp9331"));
        Assert.True(there.IsClosed);
    }

    [Fact]
    public void A_blocked_user_is_refused_with_the_right_password_one_tick_before_the_time_is_over()
    {
        var blockedAt = Block("yoda");
        var client = Named("yoda");
        Assert.Equal([Blocked], client.AskAt(blockedAt + BlockTime - Tick, "PASS comp9331"));
        Assert.True(client.IsClosed);
    }

    [Fact]
    public void A_blocked_user_logs_in_again_after_ten_seconds()
    {
        var blockedAt = Block("yoda");
        Assert.Equal([Welcome], Named("yoda").AskAt(blockedAt + BlockTime, "PASS comp9331"));
    }

    [Fact]
    public void An_attempt_while_blocked_does_not_lengthen_the_block()
    {
        var blockedAt = Block("yoda");
        Assert.Equal([Blocked], Named("yoda").AskAt(blockedAt + TimeSpan.FromSeconds(9), "PASS wrong"));
        Assert.Equal([Blocked], Named("yoda").Ask("PASS comp9331"));
        Assert.Equal([Welcome], Named("yoda").AskAt(blockedAt + BlockTime, "PASS comp9331"));
    }

    [Fact]
    public void After_the_block_the_count_starts_from_zero()
    {
        var blockedAt = Block("yoda");
        var client = Named("yoda");
        Assert.Equal([Again], client.AskAt(blockedAt + BlockTime, "PASS wrong"));
        Assert.Equal([Again, NowBlocked], client.Ask("PASS wrong", "PASS wrong"));
    }

    [Fact]
    public void Two_users_windows_are_independent()
    {
        Block("yoda");
        Assert.Equal([Again, Again, Welcome], Named("hans").Ask("PASS wrong", "PASS wrong", "PASS comp9331*"));
    }

    [Fact]
    public void Failures_count_for_the_name_they_were_made_with_and_not_for_the_connection()
    {
        var client = Named("yoda");
        Assert.Equal(
            [Again, Again, "331 Password required", Again, Again],
            client.Ask("PASS wrong", "PASS wrong", "USER hans", "PASS wrong", "PASS wrong")
        );
        Assert.Equal([NowBlocked], client.Ask("PASS wrong"));
        Assert.Equal([Welcome], Named("yoda").Ask("PASS comp9331"));
    }

    [Fact]
    public void An_unknown_name_is_answered_and_blocked_as_a_known_one_is()
    {
        var known = Named("yoda").Ask("PASS wrong", "PASS wrong", "PASS wrong");
        var unknown = Named("nobody").Ask("PASS wrong", "PASS wrong", "PASS wrong");
        Assert.Equal(known, unknown);
        Assert.Equal([Blocked], Named("nobody").Ask("PASS comp9331"));
    }

    [Fact]
    public void Failures_of_a_user_who_is_logged_in_do_not_disturb_the_session()
    {
        var session = _world.Yoda();
        Block("yoda");
        Assert.Equal(["200 OK"], session.Ask("NOOP"));
    }

    [Fact]
    public void A_name_that_differs_in_case_is_another_name()
    {
        Block("YODA");
        Assert.Equal([Again], Named("Yoda").Ask("PASS comp9331"));
        Assert.Equal([Welcome], Named("yoda").Ask("PASS comp9331"));
    }

    [Fact]
    public void Who_watches_sees_the_window_grow_and_close()
    {
        var client = Named("yoda");
        client.Ask("PASS wrong");
        Assert.Equal(1, _world.Server.FailedLogins.Lookup("yoda").Value.Count);
        client.Ask("PASS comp9331");
        Assert.False(_world.Server.FailedLogins.Lookup("yoda").HasValue);
    }

    [Fact]
    public void The_window_of_a_user_who_never_comes_back_is_forgotten_when_the_block_is_over()
    {
        var blockedAt = Block("yoda");
        _world.PassUntil(blockedAt + BlockTime - Tick);
        Assert.True(_world.Server.FailedLogins.Lookup("yoda").HasValue);
        _world.Pass(TimeSpan.FromSeconds(2));
        Assert.False(_world.Server.FailedLogins.Lookup("yoda").HasValue);
    }

    public void Dispose()
    {
        _world.Dispose();
        GC.SuppressFinalize(this);
    }

    private WireClient Named(string user, string from = "10.0.0.2")
    {
        var client = _world.Connect(from);
        Assert.Equal(["331 Password required"], client.Ask($"USER {user}"));
        return client;
    }

    /// <returns>The moment of the failure that blocks.</returns>
    private DateTimeOffset Block(string user)
    {
        var client = Named(user);
        client.Ask("PASS wrong", "PASS wrong");
        var moment = _world.Now.AddTicks(1);
        Assert.Equal([NowBlocked], client.Ask("PASS wrong"));
        return moment;
    }
}
