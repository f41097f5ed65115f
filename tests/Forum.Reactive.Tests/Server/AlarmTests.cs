using Forum.Reactive.Tests.World;
using Forum.Reactive.Views;

namespace Forum.Reactive.Tests.Server;

/// <summary>The server's lines about what may be an attack.</summary>
public sealed class AlarmTests : IDisposable
{
    private readonly ForumWorld _world = new(options => options with { MaxFailuresPerMinute = 4 });
    private readonly List<string> _lines = [];

    public AlarmTests() => _world.Server.Alarms.CheckGrammar().Subscribe(_lines.Add);

    [Fact]
    public void Failed_log_ins_blocks_and_refusals_have_a_line_each_with_the_address()
    {
        var client = Named("yoda");
        client.Ask("PASS a", "PASS b", "PASS c");
        Named("yoda").Ask("PASS comp9331");
        Named("nobody").Ask("PASS x");
        Named("hans").Ask("PASS comp9331*");
        var at = $"from 10.0.0.2 at {Stamp}";
        _world.Pass(AlarmLines.Pace);
        Assert.Equal(
            [
                $"Failed log-in as yoda {at}.",
                $"Failed log-in as yoda {at}.",
                $"Failed log-in as yoda {at}. The name is blocked for now.",
                $"Refused log-in as yoda {at}: the name is blocked.",
                $"Failed log-in as nobody {at}.",
                $"Refused log-in as hans {at}: too many from that address have failed.",
            ],
            _lines
        );
    }

    [Fact]
    public void A_connection_that_gives_way_and_one_that_is_refused_have_a_line()
    {
        using var world = new ForumWorld(options => options with { MaxConnections = 2 });
        List<string> lines = [];
        world.Server.Alarms.Subscribe(lines.Add);
        world.Connect("10.0.0.3");
        world.Connect("10.0.0.4");
        var stamp = world.Stamp;
        world.Connect("10.0.0.5"); // The oldest gives way.
        Assert.Equal([$"Refused connection from 10.0.0.3 at {stamp}: there are too many."], lines);
        world.LogIn("yoda", "comp9331", "10.0.0.4");
        world.LogIn("hans", "comp9331*", "10.0.0.5");
        world.Pass(AlarmLines.Pace);
        lines.Clear();
        stamp = world.Stamp;
        world.Connect("10.0.0.7");
        world.Pass(AlarmLines.Pace);
        Assert.Equal([$"Refused connection from 10.0.0.7 at {stamp}: there are too many."], lines);
    }

    [Fact]
    public void A_flood_has_twenty_lines_a_second_and_one_that_counts_the_others()
    {
        using var world = new ForumWorld();
        List<string> lines = [];
        world.Server.Alarms.Subscribe(lines.Add);
        var client = world.Connect();
        client.Ask("USER a", "PASS x"); // Told at once
        Assert.Single(lines);
        lines.Clear();
        for (var name = 0; name < 50; name++)
        {
            client.Ask($"USER user{name}", "PASS x");
        }

        Assert.Empty(lines);
        world.Pass(AlarmLines.Pace);
        Assert.Equal(AlarmLines.MostLines + 1, lines.Count);
        Assert.Equal("(and failed log-ins: 30)", lines[^1]);
    }

    [Fact]
    public void An_offer_that_is_refused_for_there_being_too_many_names_its_sender()
    {
        (var yoda, _) = (_world.Yoda(), _world.Hans());
        for (var offer = 0; offer < 33; offer++)
        {
            yoda.Ask($"OFFER hans 1 - {TestKey.Valid} a.txt");
        }

        Assert.Equal($"Refused offer of yoda at {Stamp}: too many wait for the receiver.", Assert.Single(_lines));
    }

    [Fact]
    public void Honest_users_and_their_mistakes_have_none_and_passwords_never_show()
    {
        var yoda = _world.Yoda();
        yoda.Ask("MSG hello", "nonsense", "DLT #9 01 Jan 2000 00:00:00", "OUT");
        Assert.Empty(_lines);
        Named("yoda").Ask("PASS comp9331x");
        Assert.DoesNotContain(_lines, line => line.Contains("comp", StringComparison.Ordinal));
    }

    [Fact]
    public void They_end_with_the_server()
    {
        var ended = false;
        _world.Server.Alarms.CheckGrammar().Subscribe(_ => { }, () => ended = true);
        _world.Server.Stop();
        _world.Pass(TimeSpan.FromSeconds(3));
        Assert.True(ended);
    }

    public void Dispose() => _world.Dispose();

    private string Stamp => _world.Stamp;

    private WireClient Named(string user)
    {
        var client = _world.Connect();
        client.Ask($"USER {user}");
        return client;
    }
}
