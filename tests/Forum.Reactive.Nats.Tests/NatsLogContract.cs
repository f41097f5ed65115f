using Forum.Cluster;
using Forum.Reactive.Log;
using Forum.Reactive.Tests.Log;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Nats.Tests;

/// <summary>The replicated log on three real brokers.</summary>
public sealed class NatsLogContract : LogContract, IClassFixture<BrokerCluster>
{
    private static int _made;
    private readonly BrokerCluster _brokers;

    public NatsLogContract(BrokerCluster brokers)
    {
        _brokers = brokers;
        Loop.IsLive = true;
    }

    [Fact]
    public override void Time_is_the_clocks_and_goes_on_when_the_clock_is_set_back()
    {
        var (log, seen) = Start();
        var before = TimeProvider.System.GetUtcNow();
        for (var request = 1; request <= 20; request += 2)
        {
            AppendAndAwait(log, Entries.Post(request), Entries.Noop(request + 1));
            Loop.ClockOffset -= TimeSpan.FromHours(1); // It is the brokers' clock, and not this one.
        }

        Assert.Equal(20, seen.All.Count());
        Assert.All(seen.Batches, batch => Assert.InRange(batch.Time, before.AddMinutes(-1), before.AddMinutes(1)));
    }

    protected override ILog Make() =>
        new ReplicatedLog(
            new NatsStream(
                new NatsStreamOptions { Urls = _brokers.Urls, Forum = $"contract-{Interlocked.Increment(ref _made)}" }
            ),
            new ReplicatedLogOptions { Node = "one" }
        );
}
