using Forum.Reactive.Log;
using Forum.Reactive.Nats.Simulation;

namespace Forum.Reactive.Nats.Tests;

/// <summary>What becomes of entries when the brokers do not do what they should.</summary>
public sealed class TroubleTests
{
    private static readonly SimulatedBrokerOptions Troubles = new()
    {
        LeastDelay = TimeSpan.FromMilliseconds(1),
        MostDelay = TimeSpan.FromMilliseconds(40),
        Loss = 0.1,
        Repetition = 0.2,
        Interruption = 0.05,
        ClockError = TimeSpan.FromSeconds(5),
    };

    [Fact]
    public void Without_a_quorum_reads_go_on_and_what_is_new_is_refused_within_five_seconds()
    {
        var cluster = new SimulatedCluster();
        var node = cluster.Start("a");
        cluster.Pass(3);
        cluster.Brokers.HasQuorum = false;
        var underWay = node.Post(session: 1);
        node.Look(session: 2);
        cluster.Pass(0.1);
        Assert.Equal(1, node.Machine.Looks);
        cluster.Pass(4);
        Assert.IsType<LogStatus.Stalled>(node.Status);
        var refused = node.Post(session: 2);
        node.Look(session: 1);
        cluster.Pass(0.1);
        Assert.Equal([refused], node.Machine.Refused);
        Assert.Equal(1, node.Machine.Looks); // The one of session 1 waits behind its post.
        cluster.Brokers.HasQuorum = true;
        cluster.Pass(3);
        Assert.Equal([underWay], node.Machine.Ordered);
        Assert.Equal(2, node.Machine.Looks);
        Assert.IsType<LogStatus.CaughtUp>(node.Status);
        var after = node.Post();
        cluster.Pass(1);
        Assert.Equal([underWay, after], node.Machine.Ordered);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Whatever_the_brokers_do_each_entry_has_one_fate_and_all_nodes_the_same_order(int seed)
    {
        var cluster = new SimulatedCluster(Troubles, seed);
        SimulatedNode[] nodes = [cluster.Start("a"), cluster.Start("b"), cluster.Start("c")];
        cluster.Pass(10);
        Assert.All(nodes, node => Assert.IsType<LogStatus.CaughtUp>(node.Status));
        List<string> posted = [];
        for (var round = 0; round < 300; round++)
        {
            posted.AddRange(nodes.Select(node => node.Post(session: round % 7)));
            cluster.Pass(0.02);
            if (round % 50 == 25)
            {
                cluster.Brokers.ChangeLeader();
            }

            cluster.Brokers.HasQuorum = round % 100 is < 60 or > 75;
        }

        cluster.Pass(20);
        Assert.All(nodes, node => Assert.Equal(nodes[0].Machine.Ordered, node.Machine.Ordered));
        Assert.Equal(
            posted.Order(),
            nodes[0].Machine.Ordered.Concat(nodes.SelectMany(node => node.Machine.Refused)).Order()
        );
        AssertOrderOfSessions(posted, nodes[0].Machine.Ordered);
    }

    private static void AssertOrderOfSessions(List<string> posted, IReadOnlyList<string> ordered)
    {
        static string SessionOf(string text) => text[..text.LastIndexOf('/')];
        var known = ordered.ToHashSet();
        foreach (var session in posted.Where(known.Contains).GroupBy(SessionOf))
        {
            Assert.Equal(session, ordered.Where(text => SessionOf(text) == session.Key));
        }
    }
}
