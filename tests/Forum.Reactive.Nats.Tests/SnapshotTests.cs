using Forum.Reactive.Log;

namespace Forum.Reactive.Nats.Tests;

/// <summary>State hashes, snapshots, and the end of what is behind them.</summary>
public sealed class SnapshotTests
{
    private readonly SimulatedCluster _cluster = new();

    [Fact]
    public void What_two_nodes_agree_on_is_deleted_and_who_joins_later_begins_with_the_snapshot()
    {
        var (a, b) = (_cluster.Start("a", snapshotEntries: 1000), _cluster.Start("b", snapshotEntries: 1000));
        _cluster.Pass(3);
        Post(a, 2500);
        Assert.True(_cluster.Brokers.First > 1);
        var late = _cluster.Start("c", snapshotEntries: 1000);
        _cluster.Pass(3);
        Assert.IsType<LogStatus.CaughtUp>(late.Status);
        late.Post();
        _cluster.Pass(1);
        Assert.Equal(2501, late.Machine.Ordered.Count);
        Assert.Equal(b.Machine.Ordered, late.Machine.Ordered);
    }

    [Fact]
    public void One_node_alone_deletes_nothing()
    {
        var node = _cluster.Start("a", snapshotEntries: 1000);
        _cluster.Pass(3);
        Post(node, 2500);
        Assert.Equal(1, _cluster.Brokers.First);
    }

    [Fact]
    public void A_node_that_comes_to_another_state_than_the_others_stops_and_says_so()
    {
        var (a, b, mad) = (_cluster.Start("a"), _cluster.Start("b"), _cluster.Start("c"));
        _cluster.Pass(3);
        mad.Machine.IsMad = true;
        Post(a, 1500);
        _cluster.Pass(1);
        Assert.Contains("came to another state", mad.Failure, StringComparison.Ordinal);
        Assert.All([a, b], node => Assert.IsType<LogStatus.CaughtUp>(node.Status));
    }

    private void Post(SimulatedNode node, int count)
    {
        for (var i = 0; i < count; i++)
        {
            node.Post();
            if (i % 50 == 0)
            {
                _cluster.Pass(0.05);
            }
        }

        _cluster.Pass(1);
    }
}
