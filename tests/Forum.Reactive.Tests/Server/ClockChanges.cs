using System.Globalization;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Tests.Server;

/// <summary>A wall clock that somebody sets disturbs nobody: durations stay as they are, and what people read goes on.</summary>
public sealed class ClockChanges : IDisposable
{
    private const string Blocked = "421 Your account is blocked due to multiple login failures. Please try again later";
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    private readonly ForumWorld _world = new(options =>
        options with
        {
            MaxFailures = 1,
            MaxFailuresPerMinute = 2,
            OfferLifetime = TimeSpan.FromSeconds(60),
        }
    );

    public static TheoryData<int> Hours => [-24, -1, 0, 1, 24];

    [Fact]
    public void With_the_clock_set_back_posts_neither_stand_still_nor_go_back()
    {
        var yoda = _world.Yoda();
        var before = TimeOfPost(yoda);
        Set(-Hour);
        var times = new List<DateTime>() { before };
        for (var post = 0; post < 5; post++)
        {
            _world.Pass(TimeSpan.FromSeconds(10));
            times.Add(TimeOfPost(yoda));
        }

        Assert.All(
            times.Zip(times.Skip(1)),
            pair => Assert.InRange(pair.Second - pair.First, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10))
        );
    }

    [Fact]
    public void What_people_read_is_the_wall_clocks_again_when_that_has_caught_up()
    {
        var yoda = _world.Yoda();
        Set(-Hour);
        TimeOfPost(yoda);
        for (var minute = 0; minute < 121; minute += 11)
        {
            _world.Pass(TimeSpan.FromMinutes(11));
            yoda.Ask("NOOP");
        }

        Assert.Equal(Truncated(Wall), TimeOfPost(yoda));
        Set(Hour);
        Assert.Equal(Truncated(Wall), TimeOfPost(yoda));
    }

    [Fact]
    public void What_people_read_follows_a_clock_that_is_set_ahead_at_once()
    {
        var yoda = _world.Yoda();
        Set(Hour);
        Assert.Equal(Truncated(Wall), TimeOfPost(yoda));
        Set(-Hour);
        TimeOfPost(yoda);
        Set(2 * Hour);
        Assert.Equal(Truncated(Wall), TimeOfPost(yoda));
    }

    [Theory]
    [MemberData(nameof(Hours))]
    public void A_block_lasts_ten_seconds_whichever_way_the_clock_is_set(int hours)
    {
        (var tooEarly, var inTime) = (AtPassword("yoda"), AtPassword("yoda"));
        AtPassword("yoda").Ask("PASS wrong");
        var end = _world.Server.FailedLogins.Lookup("yoda").Value.BlockedUntil!.Value;
        Assert.InRange(end - _world.Now, TimeSpan.FromSeconds(9.9), TimeSpan.FromSeconds(10));
        _world.Pass(TimeSpan.FromSeconds(2));
        Set(TimeSpan.FromHours(hours));
        Assert.Equal([Blocked], tooEarly.AskAt(end - Tick, "PASS comp9331"));
        Assert.Equal(["230 Welcome to TOOM!"], inTime.AskAt(end + (3 * Moment), "PASS comp9331"));
        Assert.Equal(0, _world.Server.FailedLogins.Count);
    }

    [Theory]
    [MemberData(nameof(Hours))]
    public void An_offer_lapses_after_its_time_whichever_way_the_clock_is_set(int hours)
    {
        (var yoda, var hans) = (_world.Yoda(), _world.Hans());
        yoda.Ask($"OFFER hans 1 - {TestKey.Valid} a.txt");
        var end = _world.Now + TimeSpan.FromSeconds(60);
        hans.Take();
        _world.Pass(TimeSpan.FromSeconds(30));
        Set(TimeSpan.FromHours(hours));
        hans.Ask("NOOP");
        _world.PassUntil(end - TimeSpan.FromSeconds(1));
        Assert.Empty(hans.Take());
        _world.PassUntil(end);
        Assert.Equal(["* CANCELLED 1"], hans.Take());
        Assert.Equal(["* DECLINED 1 nobody answered"], yoda.Take());
    }

    [Theory]
    [MemberData(nameof(Hours))]
    public void An_address_gets_its_budget_back_as_fast_whichever_way_the_clock_is_set(int hours)
    {
        AtPassword("a").Ask("PASS wrong");
        AtPassword("b").Ask("PASS wrong");
        _world.Pass(TimeSpan.FromSeconds(10));
        Set(TimeSpan.FromHours(hours));
        const string heldBack = "421 Too many failed log-ins from your address. Please try again later";
        Assert.Equal([heldBack], AtPassword("c").Ask("PASS wrong"));
        _world.Pass(TimeSpan.FromSeconds(15));
        Assert.Equal([heldBack], AtPassword("d").Ask("PASS wrong"));
        _world.Pass(TimeSpan.FromSeconds(5));
        Assert.StartsWith("421 Invalid", Assert.Single(AtPassword("e").Ask("PASS wrong")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_clock_that_is_set_while_nobody_is_there_changes_no_block()
    {
        AtPassword("yoda").Ask("PASS wrong");
        AtPassword("hans").Ask("PASS wrong");
        _world.Pass(TimeSpan.FromSeconds(9.9));
        Assert.Equal(2, _world.Server.FailedLogins.Count);
        Set(Hour);
        Assert.Equal([Blocked], AtPassword("yoda").Ask("PASS comp9331"));
        Assert.Equal(2, _world.Server.FailedLogins.Count);
        _world.Pass(TimeSpan.FromSeconds(0.2));
        Assert.Equal(0, _world.Server.FailedLogins.Count);
    }

    public void Dispose() => _world.Dispose();

    private static TimeSpan Moment => TimeSpan.FromTicks(200);

    private DateTime Wall => (_world.Now + _world.Network.Host(ForumWorld.ServerAddress).ClockOffset).UtcDateTime;

    private void Set(TimeSpan by) => _world.Network.Host(ForumWorld.ServerAddress).ClockOffset += by;

    private WireClient AtPassword(string user)
    {
        var client = _world.Connect();
        client.Ask($"USER {user}");
        return client;
    }

    private static DateTime TimeOfPost(WireClient client)
    {
        var answer = Assert.Single(client.Ask("MSG hello"));
        return DateTime.ParseExact(answer[^21..^1], "dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture);
    }

    private static DateTime Truncated(DateTime time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));
}
