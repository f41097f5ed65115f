using Forum.Reactive.Log;
using Forum.Reactive.Nats.Simulation;

namespace Forum.Reactive.Nats.Tests;

/// <summary>The replicated log on brokers that delay, lose and repeat messages, and interrupt whoever reads.</summary>
public sealed class TroubledLogContract : SimulatedBrokersContract
{
    private static readonly SimulatedBrokerOptions Troubles = new()
    {
        LeastDelay = TimeSpan.FromMilliseconds(1),
        MostDelay = TimeSpan.FromMilliseconds(50),
        Loss = 0.2,
        Repetition = 0.2,
        Interruption = 0.1,
    };

    private int _seed;

    public TroubledLogContract() => Loop.IdleStep = TimeSpan.FromMilliseconds(10);

    protected override ILog Make()
    {
        var brokers = new SimulatedBrokers(Troubles, ++_seed);
        return new ReplicatedLog(brokers.Connect(), new ReplicatedLogOptions { Node = "one" });
    }
}
