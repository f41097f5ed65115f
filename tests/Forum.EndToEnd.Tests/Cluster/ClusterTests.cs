using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Forum.EndToEnd.Tests.Harness;

namespace Forum.EndToEnd.Tests.Cluster;

/// <summary>Three servers and three brokers, as processes on this machine.</summary>
public sealed class ClusterTests
{
    /// <summary>Posts after which somebody is taken to go on.</summary>
    private const int Some = 20;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    /// <summary>How often each trouble comes: <c>FORUM_TEST_ROUNDS=20</c> for a long run.</summary>
    private static int Rounds =>
        int.TryParse(
            Environment.GetEnvironmentVariable("FORUM_TEST_ROUNDS"),
            CultureInfo.InvariantCulture,
            out var rounds
        )
            ? rounds
            : 1;

    [Fact]
    public async Task Everything_works_across_nodes()
    {
        using var cluster = await TestCluster.Start();
        using var yoda = await cluster.LogIn(0, "yoda");
        using var hans = await cluster.LogIn(1, "hans");
        Assert.StartsWith("210 Message #1", await yoda.Ask("MSG first"), StringComparison.Ordinal);
        Assert.Equal("200 Subscribed", await hans.Ask("SUB"));
        Assert.StartsWith("210 Message #2", await yoda.Ask("MSG second"), StringComparison.Ordinal);
        Assert.Contains("second", await hans.Read(), StringComparison.Ordinal);
        Assert.Contains("hans", (await yoda.AskAll("ATU"))[0], StringComparison.Ordinal);

        using var again = await LineClient.Greeted(cluster.Ports[2]);
        Assert.StartsWith("532", await again.TryLogIn("yoda", TestServer.Passwords["yoda"]), StringComparison.Ordinal);
        for (var failure = 0; failure < 3; failure++)
        {
            using var guess = await LineClient.Greeted(cluster.Ports[failure]);
            await guess.TryLogIn("luke", "wrong");
        }

        using var luke = await LineClient.Greeted(cluster.Ports[0]);
        Assert.StartsWith("421", await luke.TryLogIn("luke", TestServer.Passwords["luke"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_goes_by_other_rules_is_refused_and_says_why()
    {
        using var cluster = await TestCluster.Start();
        using var other = cluster.StartServer(-1, "n4", failures: 5);
        var ending = await other.Ends();
        Assert.Equal(2, ending.ExitCode);
        Assert.Contains(ending.Errors, line => line.Contains("go by other rules", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Brokers_and_servers_are_killed_and_stopped_and_no_answered_post_is_lost_or_doubled()
    {
        using var cluster = await TestCluster.Start();
        var clock = Stopwatch.StartNew();
        ConcurrentBag<Posted> posts = [];
        string[] users = ["yoda", "hans", "luke"];
        Poster[] posters = [.. users.Select((user, node) => new Poster(cluster, node, user, posts, clock))];
        using var ended = new CancellationTokenSource();
        var running = posters.Select(poster => poster.Run(ended.Token)).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            await GoOn(posters);
            await KillBroker(cluster, posters, broker: round % 3);
            await KillServer(cluster, posters, node: round % 3);
            await KillBoth(cluster, posters, broker: (round + 1) % 3, node: (round + 2) % 3);
            await StopServer(cluster, posters, node: (round + 1) % 3);
        }

        await ended.CancelAsync();
        await Task.WhenAll(running);
        var board = await cluster.Board(0, "leia");
        OneOrder.Explains(posts, board);
        Assert.Equal(board, await cluster.Board(1, "leia"));
        Assert.Equal(board, await cluster.Board(2, "leia"));
    }

    private static async Task KillBroker(TestCluster cluster, Poster[] posters, int broker)
    {
        cluster.Brokers.All[broker].Kill();
        await GoOn(posters);
        cluster.Brokers.All[broker].Start();
        await GoOn(posters);
    }

    private static async Task KillServer(TestCluster cluster, Poster[] posters, int node)
    {
        cluster.Server(node).Send(Signal.Kill);
        await GoOn([.. posters.Where((_, other) => other != node)]);
        await cluster.StartServer(node);
        await GoOn(posters);
    }

    private static async Task KillBoth(TestCluster cluster, Poster[] posters, int broker, int node)
    {
        cluster.Brokers.All[broker].Kill();
        await KillServer(cluster, posters, node);
        cluster.Brokers.All[broker].Start();
        await GoOn(posters);
    }

    private static async Task StopServer(TestCluster cluster, Poster[] posters, int node)
    {
        var other = (node + 1) % 3;
        cluster.Server(node).Send(Signal.Stop);
        await GoOn([.. posters.Where((_, poster) => poster != node)]);
        using (var leia = await cluster.LogIn(other, "leia"))
        {
            // The two other posters: the third's node is gone.
            await Patience.UntilTrue(async () => (await leia.AskAll("ATU")).Count(IsUser) == 2, Pace);
        }

        cluster.Server(node).Send(Signal.Continue);
        await GoOn(posters);
    }

    /// <summary>Waits until each of them was answered some more posts.</summary>
    private static async Task GoOn(Poster[] posters)
    {
        var before = posters.Select(poster => poster.Answered).ToArray();
        await Patience.Until(
            () => posters.Select(poster => poster.Answered).ToArray(),
            now => now.Zip(before).All(pair => pair.First >= pair.Second + Some)
        );
    }

    private static bool IsUser(string line) => line.Contains(';', StringComparison.Ordinal);
}
