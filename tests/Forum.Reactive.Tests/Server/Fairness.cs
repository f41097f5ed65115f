using Forum.Reactive.Server;
using Forum.Reactive.Tests.World;
using Forum.Reactive.Transport.Simulation;

namespace Forum.Reactive.Tests.Server;

/// <summary>What one connection does never costs another, nor the memory of the server.</summary>
public sealed class Fairness
{
    private const int MostReceived = 64 * 1024; // In one piece
    private static readonly SimulatedTcpOptions Narrow = new() { Window = 16 * 1024 };

    [Fact]
    public void A_client_that_shuts_its_side_and_never_reads_is_forgotten()
    {
        using var world = new ForumWorld(tcp: Narrow);
        var client = world.Connect();
        client.Connection.Pause();
        client.Send([.. Enumerable.Repeat("HELP", 40)]);
        client.CloseOutput();
        world.Pass(TimeSpan.FromSeconds(31));
        Assert.Equal(0, world.Server.ConnectionCount);
    }

    [Fact]
    public void Answers_that_wait_behind_a_long_one_count_as_long_as_they_wait()
    {
        using var world = new ForumWorld(tcp: Narrow);
        var writer = world.Yoda();
        for (var i = 0; i < 70; i++)
        {
            writer.Ask($"MSG {new string('x', 1000)}");
        }

        const int others = 20_000;
        var client = world.Hans();
        client.Connection.Pause();
        client.Send(["RDM 01 Jan 2000 00:00:00", .. Enumerable.Repeat("NOOP", others)]);
        world.Settle();
        client.Connection.Resume();
        client.Connection.Pause();
        world.Pass(TimeSpan.FromSeconds(1));
        Assert.InRange(
            client.UnsentBytes,
            (others * "NOOP\n".Length) - (2 * Narrow.Window) - MostReceived,
            int.MaxValue
        );
        client.Connection.Resume();
        world.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(others, client.Take().Count(line => line == "200 OK"));
    }

    [Fact]
    public void A_connection_that_pipelines_thousands_of_requests_gets_only_its_share_of_a_round()
    {
        using var world = new ForumWorld();
        HashSet<DateTimeOffset> rounds = [];
        world.Server.Outcomes.Subscribe(batch => rounds.Add(batch.Time));
        var client = world.Connect();
        client.Send([.. Enumerable.Repeat("NOOP", 13_107)]);
        world.Pass(TimeSpan.FromMilliseconds(1));
        Assert.Equal(13_107, client.Take().Count(line => line == "200 OK"));
        Assert.InRange(rounds.Count, 13_107 / Session.MaxInFlight, 13_107);
    }

    [Fact]
    public void Who_asks_while_another_pipelines_thousands_is_answered_as_soon_as_ever()
    {
        using var world = new ForumWorld();
        (var flood, var bystander) = (world.Connect(), world.Connect("10.0.0.3"));
        flood.Send([.. Enumerable.Repeat("NOOP", 13_107)]);
        bystander.Send("NOOP");
        world.Pass(TimeSpan.FromTicks(3)); // There and back
        Assert.Equal(["200 OK"], bystander.Take());
        Assert.InRange(flood.Take().Length, 1, 4 * Session.MostATurn);
        world.Pass(TimeSpan.FromTicks(30));
        bystander.Send("NOOP");
        world.Pass(TimeSpan.FromTicks(3));
        Assert.Equal(["200 OK"], bystander.Take());
        Assert.NotEmpty(flood.Take()); // It is not done yet.
    }
}
