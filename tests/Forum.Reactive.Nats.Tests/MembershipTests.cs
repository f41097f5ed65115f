using Forum.Reactive.Log;
using Forum.Reactive.Nats.Simulation;

namespace Forum.Reactive.Nats.Tests;

/// <summary>Who is a member, and since when no more.</summary>
public sealed class MembershipTests
{
    private readonly SimulatedCluster _cluster = new(
        new SimulatedBrokerOptions { MostDelay = TimeSpan.FromMilliseconds(5) }
    );

    [Fact]
    public void Nodes_that_begin_at_the_same_moment_get_different_incarnations()
    {
        SimulatedNode[] nodes = [_cluster.Start("a"), _cluster.Start("b"), _cluster.Start("c")];
        _cluster.Pass(3);
        Assert.All(nodes, node => Assert.IsType<LogStatus.CaughtUp>(node.Status));
        Assert.Equal(3, nodes.Select(node => node.Incarnation).Distinct().Count());
    }

    [Fact]
    public void All_nodes_see_one_order()
    {
        SimulatedNode[] nodes = [_cluster.Start("a"), _cluster.Start("b"), _cluster.Start("c")];
        _cluster.Pass(3);
        List<string> posted = [];
        for (var round = 0; round < 50; round++)
        {
            posted.AddRange(nodes.Select(node => node.Post(session: round % 5)));
        }

        _cluster.Pass(1);
        Assert.Equal(posted.Order(), nodes[0].Machine.Ordered.Order());
        Assert.All(nodes, node => Assert.Equal(nodes[0].Machine.Ordered, node.Machine.Ordered));
    }

    [Fact]
    public void A_node_that_ends_without_a_word_is_gone_after_ten_seconds_for_all_at_the_same_entry()
    {
        var (a, b, c) = (_cluster.Start("a"), _cluster.Start("b"), _cluster.Start("c"));
        _cluster.Pass(3);
        _cluster.Brokers.Cut(c.Stream);
        _cluster.Pass(9);
        Assert.DoesNotContain($"NodeGone {c.Incarnation}", a.Machine.Ordered);
        a.Post();
        _cluster.Pass(3);
        b.Post();
        _cluster.Pass(1);
        Assert.Equal($"NodeGone {c.Incarnation}", a.Machine.Ordered[1]);
        Assert.Equal(a.Machine.Ordered, b.Machine.Ordered);
    }

    [Fact]
    public void A_node_that_was_cut_off_finds_itself_gone_and_begins_anew()
    {
        var (a, c) = (_cluster.Start("a"), _cluster.Start("c"));
        _cluster.Pass(3);
        var first = c.Incarnation;
        _cluster.Brokers.Cut(c.Stream);
        var lost = c.Post();
        _cluster.Pass(15);
        Assert.IsType<LogStatus.Stalled>(c.Status);
        Assert.Empty(c.Machine.Refused); // Only the brokers know.
        _cluster.Brokers.Mend(c.Stream);
        _cluster.Pass(5);
        Assert.Equal([lost], c.Machine.Refused);
        Assert.DoesNotContain(lost, a.Machine.Ordered);
        Assert.Contains(c.Told, status => status is LogStatus.Excluded);
        Assert.True(Assert.IsType<LogStatus.CaughtUp>(c.Status).Node > first);
        var found = c.Post();
        _cluster.Pass(1);
        Assert.Contains(found, a.Machine.Ordered);
        Assert.Equal(a.Machine.Ordered, c.Machine.Ordered);
    }

    [Fact]
    public void A_node_that_ends_in_order_is_gone_at_once()
    {
        var (a, b) = (_cluster.Start("a"), _cluster.Start("b"));
        _cluster.Pass(3);
        _cluster.Loop.Run(b.Log.Dispose);
        _cluster.Pass(1);
        Assert.Equal([$"NodeGone {b.Incarnation}"], a.Machine.Ordered);
    }

    [Fact]
    public void A_second_node_of_the_same_name_is_refused_and_says_why()
    {
        var a = _cluster.Start("a");
        _cluster.Pass(3);
        var second = _cluster.Start("a");
        _cluster.Pass(12);
        Assert.Contains("Another server is the node a", second.Failure, StringComparison.Ordinal);
        Assert.IsType<LogStatus.CaughtUp>(a.Status);
    }

    [Fact]
    public void A_node_that_was_killed_comes_back_under_its_name_after_three_seconds()
    {
        var (a, b) = (_cluster.Start("a"), _cluster.Start("b"));
        _cluster.Pass(3);
        _cluster.Brokers.Cut(b.Stream);
        var again = _cluster.Start("b");
        _cluster.Pass(6);
        Assert.IsType<LogStatus.CaughtUp>(again.Status);
        Assert.Equal([$"NodeGone {b.Incarnation}"], a.Machine.Ordered);
    }

    [Fact]
    public void A_node_whose_name_was_taken_meanwhile_ends()
    {
        var (_, b) = (_cluster.Start("a"), _cluster.Start("b"));
        _cluster.Pass(3);
        _cluster.Brokers.Cut(b.Stream);
        _cluster.Start("b");
        _cluster.Pass(8);
        _cluster.Brokers.Mend(b.Stream);
        _cluster.Pass(5);
        Assert.Contains("has become the node b", b.Failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("five failures", "", "go by other rules: a by three failures, this one by five failures")]
    [InlineData("three failures", "others", "let other users log in")]
    public void A_node_that_differs_is_refused_and_says_why(string rules, string credentials, string reason)
    {
        _cluster.Start("a", "three failures");
        _cluster.Pass(3);
        var other = _cluster.Start("b", rules, credentials);
        _cluster.Pass(3);
        Assert.Contains(reason, other.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_may_log_in_can_change_while_nodes_run()
    {
        var a = _cluster.Start("a", credentials: "old");
        _cluster.Pass(3);
        a.Log.Announce("new");
        _cluster.Pass(1);
        var (other, late) = (_cluster.Start("b", credentials: "old"), _cluster.Start("c", credentials: "new"));
        _cluster.Pass(3);
        Assert.Contains("let other users log in", other.Failure, StringComparison.Ordinal);
        Assert.IsType<LogStatus.CaughtUp>(late.Status);
    }

    [Fact]
    public void When_the_brokers_are_away_for_long_nobody_is_gone()
    {
        var (a, b) = (_cluster.Start("a"), _cluster.Start("b"));
        _cluster.Pass(3);
        _cluster.Brokers.HasQuorum = false;
        _cluster.Pass(60);
        _cluster.Brokers.HasQuorum = true;
        _cluster.Pass(5);
        Assert.Empty(a.Machine.Ordered);
        Assert.DoesNotContain(b.Told, status => status is LogStatus.Excluded);
        Assert.IsType<LogStatus.CaughtUp>(b.Status);
    }
}
