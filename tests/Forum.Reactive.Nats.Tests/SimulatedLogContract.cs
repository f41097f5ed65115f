using Forum.Reactive.Log;
using Forum.Reactive.Nats.Simulation;

namespace Forum.Reactive.Nats.Tests;

/// <summary>The replicated log on brokers that do all that is asked of them.</summary>
public sealed class SimulatedLogContract : SimulatedBrokersContract
{
    protected override ILog Make() =>
        new ReplicatedLog(new SimulatedBrokers().Connect(), new ReplicatedLogOptions { Node = "one" });
}
